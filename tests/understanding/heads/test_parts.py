"""Two matters of one message are told apart where both are clear and not the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from understanding.heads.parts import MATTERS, Part, find_parts

CASES, VOUCHERS = "check_application_status", "check_voucher_balance"
WHOLE = {CASES: 0.5, VOUCHERS: 0.5}  # by all the message's words


def understand(text: str) -> Part:
    if "办件" in text:
        return Part(CASES, text, "step", odds=0.9)
    if "余额" in text:
        return Part(VOUCHERS, text, "state", odds=0.9)
    return Part("ask_guidance", text, odds=0.4) if "也许" in text else Part("greeting", text, odds=0.99)


@pytest.mark.parametrize(
    "text",
    [
        "我的办件到哪了，我的余额多少",
        "我的办件到哪了；我的余额多少？",
        "我的办件到哪了 我的余额多少",
        "我的办件到哪了、我的余额多少",
        "我的办件到哪了还有我的余额多少",
        "您好您好，我的办件到哪了。我的余额多少",
    ],
)
def test_two_clear_matters_are_two_parts(text: str) -> None:
    first, second = find_parts(text, understand, WHOLE)
    assert (first.intent, first.asked) == (CASES, "step")
    assert (second.intent, second.asked) == (VOUCHERS, "state")
    assert first.text in text
    assert second.text in text


def test_pieces_of_one_matter_are_one_part() -> None:
    parts = find_parts("我的办件呢，办件到哪了，余额多少", understand, WHOLE)
    assert parts == (
        Part(CASES, "我的办件呢，办件到哪了", "step", odds=0.9),
        Part(VOUCHERS, "余额多少", "state", odds=0.9),
    )


@pytest.mark.parametrize(
    "text",
    [
        "我的办件到哪了",
        "我的办件到哪了，办件呢办件",
        "我的办件到哪了，你好你好",  # courtesy is heard alone
        "我的办件到哪了，也许问别的",  # not clear
        "我的办件到哪了，余额",  # too short
        "我的办件到哪了，我的余额多少，我的办件呢",  # three
        "",
        "，，，",
    ],
)
def test_anything_else_is_one_message(text: str) -> None:
    assert find_parts(text, understand, WHOLE) == ()


def of_shown(text: str) -> Part:
    return replace(understand(text), is_about_shown="那" in text)


def test_what_the_whole_message_hardly_speaks_of_is_no_matter_beside_another() -> None:
    text = "我的办件到哪了，等着余额入账呢"
    assert len(find_parts(text, understand, {CASES: 0.7, VOUCHERS: 0.3})) == 2
    assert find_parts(text, understand, {CASES: 0.98, VOUCHERS: 0.02}) == ()
    assert find_parts(text, understand, {CASES: 1.0}) == ()


def test_a_part_about_what_is_shown_is_a_matter_whatever_the_whole_message_sounds_like() -> None:
    case, balance = find_parts("那办件缺什么，我的余额多少", of_shown, {VOUCHERS: 0.99})
    assert (case.intent, case.is_about_shown) == (CASES, True)
    assert (balance.intent, balance.is_about_shown) == (VOUCHERS, False)


def test_pieces_are_about_what_is_shown_if_all_of_them_are() -> None:
    both, _ = find_parts("那办件缺什么，那办件多久，我的余额多少", of_shown, WHOLE)
    one, _ = find_parts("那办件缺什么，我的办件多久，我的余额多少", of_shown, WHOLE)
    assert (both.is_about_shown, one.is_about_shown) == (True, False)


def test_forms_courtesy_and_people_are_no_matters() -> None:
    assert not MATTERS & {"bind_enterprise", "greeting", "affirm", "invite_person", "transfer_to_person"}


def test_what_asks_anything_of_what_is_shown_is_no_matter_beside_another() -> None:
    def understand_more(text: str) -> Part:
        part = understand(text)
        return replace(part, asked="more", is_about_shown=True) if "告诉" in text else part

    assert find_parts("我的余额多少，办件一道告诉我", understand_more, WHOLE) == ()
    assert len(find_parts("我的余额多少，我的办件到哪了，余额一道告诉我", understand_more, WHOLE)) == 2


def test_look_ups_of_one_thing_are_one_matter_and_count_together() -> None:
    def of_vouchers(text: str) -> Part:
        return Part("check_voucher_statement" if "流水" in text else VOUCHERS, text, "spent", odds=0.9)

    assert find_parts("券还剩多少，打印流水给我", of_vouchers, WHOLE) == ()


HANYANG, QINGSHAN, TOPIC = ("region", "汉阳"), ("region", "青山"), ("topic", "高企")


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({HANYANG}, {QINGSHAN}, 2),
        ({HANYANG, TOPIC}, {QINGSHAN}, 2),
        ({HANYANG}, {HANYANG}, 0),
        ({HANYANG}, {TOPIC}, 0),  # one of the other: 周口某某公司 高企证过期没有
        ({HANYANG}, set(), 0),
        (set(), set(), 0),
    ],
)
def test_the_same_asked_of_two_things_of_a_kind_is_two_matters(
    first: set[tuple[str, str]], second: set[tuple[str, str]], count: int
) -> None:
    named = {"汉阳谁包的": frozenset(first)}

    def of_registers(text: str) -> Part:
        return Part("check_register", text, odds=0.9, named=named.get(text, frozenset(second)))

    assert len(find_parts("汉阳谁包的，青山找哪位", of_registers, {"check_register": 1.0})) == count
