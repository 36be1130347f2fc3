"""What is asked of the entry or the contact in view is told of it; another name or item is looked up in its place."""

from __future__ import annotations

from datetime import date

import pytest

from contracts import RegisterResult, ReplyDraft
from tests.actions.desk import NAME, USCC
from tests.desk.registers.register_desk import Registers, desk
from tests.figures import days
from tests.golden_files import Golden

__all__ = ["desk"]  # a fixture

OTHER = "武汉星达样例软件有限公司"
LISTED, UNTIL = date(2024, 11, 1), date(2028, 3, 22)
NUMBER, LEVEL, DOCUMENT = "样例XS1", "省级", "样例名单〔2024〕1号"


def names(reply: ReplyDraft) -> list[str]:
    assert isinstance(reply.data, RegisterResult)
    return [finding.name for finding in reply.data.findings]


def of_guidance(reply: ReplyDraft) -> bool:
    return reply.outcome == "error"  # there is no index here


@pytest.mark.parametrize(
    ("asked", "told", "others"),
    [
        ("lapse", [UNTIL], (NUMBER, LEVEL)),
        ("certificate", [], (LEVEL,)),
        ("history", [LISTED], (NUMBER, LEVEL)),
        ("source", [LISTED], (NUMBER, LEVEL)),
        ("level", [], (NUMBER,)),
    ],
)
def test_one_thing_asked_of_an_entry_is_told_with_its_document(
    desk: Registers, asked: str, told: list[date], others: tuple[str, ...], golden: Golden
) -> None:
    desk.add(OTHER, "science_commissioner", valid_to=UNTIL, certificate_number=NUMBER, level=LEVEL)
    desk.say(f"{OTHER}是不是科技特派员", about=False)
    reply = desk.say("那是什么呢", asked)
    assert (reply.outcome, names(reply)) == ("register", [OTHER])
    said = reply.text.split("\n")[0]
    assert (days(said), DOCUMENT in said) == (told, True)
    assert (NUMBER in said, LEVEL in said) == (asked == "certificate", asked == "level")
    assert not any(other in said for other in others)
    golden.check("register_asked", asked, reply.text)
    assert desk.say("那是什么呢", asked).text == reply.text  # the answer goes on from itself


@pytest.mark.parametrize("asked", ["lapse", "certificate", "level"])
def test_what_the_document_does_not_say_is_said_to_be_so(desk: Registers, asked: str, golden: Golden) -> None:
    desk.add()
    desk.say(f"{NAME}是不是高企", about=False)
    reply = desk.say("多少", asked)
    assert (names(reply), days(reply.text.split("\n")[0])) == ([NAME], [])
    golden.check("register_asked", f"{asked}, which is not stated", reply.text)


@pytest.mark.parametrize("asked", ["state", "whole", "more", "contact", "other_place", None])
def test_anything_else_shows_the_entry_again(desk: Registers, asked: str | None) -> None:
    desk.add(valid_to=UNTIL)
    whole = desk.say(f"{NAME}是不是高企", about=False)
    again = desk.say("再说一遍", asked)
    assert (again.text, again.data) == (whole.text, whole.data)


@pytest.mark.parametrize("text", [f"那{OTHER}呢", f"{OTHER}呢", f"那再查一下{OTHER}吧"])
def test_another_name_asks_the_same_register(desk: Registers, text: str) -> None:
    desk.add(valid_to=date(2027, 10, 31))
    desk.add(OTHER, valid_to=date(2027, 1, 2))
    desk.add(OTHER, "science_commissioner", valid_to=UNTIL)
    desk.say(f"{NAME}是不是高企", about=False)
    reply = desk.say(text, "item")
    assert (names(reply), date(2027, 1, 2) in days(reply.text)) == ([OTHER], True)
    assert UNTIL not in days(reply.text)


@pytest.mark.parametrize("text", ["那武汉星达样例软件呢", "星达样例软件", "武汉星达样例软件高企到期没"])
def test_a_name_in_part_asks_the_same_register_where_an_entry_has_it(desk: Registers, text: str) -> None:
    desk.add(valid_to=UNTIL)
    desk.add(OTHER)
    desk.add("武汉云谷样例园有限公司", "incubator")
    desk.say(f"{NAME}是不是高企", about=False)
    assert names(desk.say(text, "item")) == [OTHER]
    assert names(desk.say("武汉云谷样例呢", "item")) == [
        OTHER
    ]  # of another register: the entry in view again


def test_a_number_and_our_own_company_are_looked_up_in_place_of_the_entry(desk: Registers) -> None:
    desk.add(uscc=USCC, valid_to=UNTIL)
    desk.add(OTHER)
    desk.bind("viewer")
    for text in (f"{USCC}在不在", "我们公司的高企呢"):
        desk.say(f"{OTHER}是不是高企", about=False)
        assert names(desk.say(text, "item")) == [NAME]


@pytest.mark.parametrize(
    ("text", "is_known"),
    [("萧山云源是不是高企", True), ("云源样例软件算不算高新技术企业呀", True), ("从未听过是不是高企", False)],
)
def test_a_name_in_part_is_found_without_anything_in_view(desk: Registers, text: str, is_known: bool) -> None:
    desk.add()
    assert names(desk.say(text, "state", about=False)) == ([NAME] if is_known else [])


@pytest.mark.parametrize("asked", ["whole", "more", "lapse", "other_place"])
def test_where_no_single_entry_is_in_view_what_is_no_name_is_looked_up_nowhere(
    desk: Registers, asked: str
) -> None:
    desk.add()
    desk.add(OTHER)
    desk.say("现在一共有多少家高企", about=False)
    assert of_guidance(desk.say("再发一遍", asked))
    desk.say("现在一共有多少家高企", about=False)
    assert names(desk.say("那武汉星达样例软件呢", "item")) == [OTHER]


@pytest.mark.parametrize("shown", ["vouchers", "case", "credit"])
def test_what_another_look_up_showed_is_no_entry(desk: Registers, shown: str) -> None:
    desk.add()
    desk.slots["shown"] = {"kind": shown, "name": NAME}
    assert of_guidance(desk.say("高企什么时候到期", "lapse"))


def test_after_a_first_contact_another_item_asks_for_its_own(desk: Registers, golden: Golden) -> None:
    first = desk.say("高企认定找哪个科室", "contact", "high-tech-enterprise", about=False)
    other = desk.say("那科小呢", "item", "tech-sme")
    assert ("高新技术企业" in first.text, "高新技术企业" in other.text) == (True, False)
    assert (first.outcome, other.outcome) == ("answered", "answered")
    golden.check("contacts", "那科小呢", other.text)


@pytest.mark.parametrize("asked", ["contact", "whole", "more", "source"])
def test_a_first_contact_is_told_again_when_anything_is_asked_of_it(desk: Registers, asked: str) -> None:
    first = desk.say("高企认定找哪个科室", "contact", "high-tech-enterprise", about=False)
    desk.slots["topic"] = None
    for _ in range(2):
        assert desk.say("再发一遍", asked).text == first.text


def test_with_a_contact_in_view_a_listed_name_is_not_read_into_an_item_but_a_company_is(
    desk: Registers,
) -> None:
    desk.add("样例技术有限公司")
    desk.say("高企认定找哪个科室", "contact", "high-tech-enterprise", about=False)
    told = desk.say("那技术合同登记呢", "item", "technology-contract")
    assert (told.outcome, told.data) == ("answered", None)
    assert names(desk.say("样例技术有限公司是不是高企", "state", "high-tech-enterprise")) == [
        "样例技术有限公司"
    ]
