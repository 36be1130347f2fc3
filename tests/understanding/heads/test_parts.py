"""Two matters of one message are told apart where both are clear and not the same."""

from __future__ import annotations

import pytest

from understanding.heads.parts import MATTERS, Part, find_parts

CASES, VOUCHERS = "check_application_status", "check_voucher_balance"


def understand(text: str) -> tuple[Part, float]:
    if "办件" in text:
        return Part(CASES, text, "step"), 0.9
    if "余额" in text:
        return Part(VOUCHERS, text, "whole"), 0.9
    return (Part("ask_guidance", text), 0.5) if "也许" in text else (Part("greeting", text), 0.99)


@pytest.mark.parametrize(
    "text",
    [
        "我的办件到哪了，我的余额多少",
        "我的办件到哪了；我的余额多少？",
        "我的办件到哪了 我的余额多少",
        "我的办件到哪了还有我的余额多少",
        "您好您好，我的办件到哪了。我的余额多少",
    ],
)
def test_two_clear_matters_are_two_parts(text: str) -> None:
    first, second = find_parts(text, understand)
    assert (first.intent, first.asked) == (CASES, "step")
    assert (second.intent, second.asked) == (VOUCHERS, "whole")
    assert first.text in text
    assert second.text in text


def test_pieces_of_one_matter_are_one_part() -> None:
    parts = find_parts("我的办件呢，办件到哪了，余额多少", understand)
    assert parts == (
        Part(CASES, "我的办件呢，办件到哪了", "step"),
        Part(VOUCHERS, "余额多少", "whole"),
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
    assert find_parts(text, understand) == ()


def test_forms_courtesy_and_people_are_no_matters() -> None:
    assert not MATTERS & {"bind_enterprise", "greeting", "affirm", "invite_person", "transfer_to_person"}
