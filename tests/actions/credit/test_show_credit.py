"""What is asked of the standing or the check in view is told from the own record, to who may see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.credit.credit_offers import INCENTIVES, PENALTIES, REPAIR
from contracts import CreditStanding
from records.models import CreditKind
from tests.actions.credit.credit_desk import CreditDesk
from tests.actions.desk import NAME, NOW, USCC
from tests.figures import counts, days
from tests.golden_files import Golden

OTHER_USCC = "91420100YL00000020"
RECORDED = date(2026, 3, 1)
PROJECTS, SMES, HIGH = "science-project", "tech-sme", "high-tech-enterprise"
SHARED = "technology-contract"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CreditDesk]:
    desk = CreditDesk(tmp_path)
    desk.bind()
    yield desk
    desk.database.close()


def numbers(text: str) -> list[str]:
    return re.findall(r"^(\d+)\.", text, re.MULTILINE)


@pytest.mark.parametrize("asked", ["why", "source", "contact", "history"])
def test_why_there_is_a_record_is_told_with_who_recognised_it_by_which_document(
    desk: CreditDesk, golden: Golden, asked: str
) -> None:
    desk.record("serious_breach")
    desk.show_standing()
    reply = desk.say("凭什么记我", asked)
    assert (reply.outcome, NAME in reply.text) == ("credit_standing", True)
    assert ("样例科技局" in reply.text, "样例文号〔2026〕1号" in reply.text) == (True, True)
    assert days(reply.text) == [NOW.date(), RECORDED]
    golden.check("credit_asked", "why", reply.text)
    assert desk.say("凭什么记我", asked).text == reply.text  # the answer goes on from itself


@pytest.mark.parametrize("asked", ["why", "lapse", "more"])
def test_without_a_record_that_is_said(desk: CreditDesk, golden: Golden, asked: str) -> None:
    desk.show_standing()
    reply = desk.say("为啥", asked)
    assert (reply.outcome, counts(reply.text)) == ("credit_standing", [])
    golden.check("credit_asked", f"{asked}, without a record", reply.text)


@pytest.mark.parametrize(("valid_to", "told"), [(date(2029, 2, 28), [date(2029, 2, 28)]), (None, [])])
def test_how_long_a_record_lasts_is_told_or_that_no_day_is_registered(
    desk: CreditDesk, golden: Golden, valid_to: date | None, told: list[date]
) -> None:
    desk.record("general_breach", valid_to=valid_to)
    desk.show_standing()
    reply = desk.say("要记到什么时候", "lapse")
    assert days(reply.text) == [NOW.date(), RECORDED, *told]
    assert counts(reply.text) == ([] if valid_to else [1])  # records without a last day
    golden.check("credit_asked", f"lapse, {'until a day' if valid_to else 'without a day'}", reply.text)


@pytest.mark.parametrize(
    ("kind", "measures"), [("serious_breach", 6), ("general_breach", 2), ("trustworthy", 2), (None, 2)]
)
def test_what_follows_is_told_by_the_standing_in_full(
    desk: CreditDesk, golden: Golden, kind: CreditKind | None, measures: int
) -> None:
    if kind:
        desk.record(kind)
    standing = desk.show_standing().data
    assert isinstance(standing, CreditStanding)
    reply = desk.say("有什么影响", "measures")
    assert numbers(reply.text) == [str(number + 1) for number in range(measures)]
    assert all(measure.text in reply.text for measure in standing.measures)
    golden.check("credit_asked", f"measures, {kind}", reply.text)


def test_the_measures_that_the_standing_had_no_room_for_are_listed(desk: CreditDesk, golden: Golden) -> None:
    desk.record("serious_breach")
    assert 3 in counts(desk.show_standing().text)
    rest = desk.say("还有哪些", "more").text
    assert (numbers(rest), counts(rest)) == (["4", "5", "6"], [3])
    golden.check("credit_asked", "more", rest)


@pytest.mark.parametrize(
    ("kind", "earliest"), [("serious_breach", date(2027, 3, 1)), ("general_breach", date(2026, 6, 1))]
)
def test_a_repair_is_told_from_the_record_with_its_earliest_day(
    desk: CreditDesk, golden: Golden, kind: CreditKind, earliest: date
) -> None:
    desk.record(kind)
    desk.show_standing()
    reply = desk.say("怎么去掉这个", "repair")
    assert days(reply.text) == [NOW.date(), earliest]
    golden.check("credit_asked", f"repair, {kind}", reply.text)


@pytest.mark.parametrize("kind", ["trustworthy", None])
@pytest.mark.parametrize("shown", ["standing", "check"])
def test_without_a_breach_there_is_nothing_to_repair(
    desk: CreditDesk, golden: Golden, kind: CreditKind | None, shown: str
) -> None:
    if kind:
        desk.record(kind)
    desk.ask(desk.credit if shown == "standing" else desk.check, "诚信")
    reply = desk.say("怎么修复", "repair")
    assert (NAME in reply.text, days(reply.text)) == (True, [NOW.date()])
    golden.check("credit_asked", f"repair, {kind}", reply.text)


@pytest.mark.parametrize("asked", ["state", "whole", "item", "other_place", None])
def test_anything_else_shows_the_standing_again(desk: CreditDesk, asked: str | None) -> None:
    desk.record("general_breach")
    whole = desk.show_standing()
    assert desk.say("再给我看一眼", asked) == whole


@pytest.mark.parametrize("kind", ["serious_breach", "general_breach", "trustworthy", None])
def test_every_button_below_a_standing_is_answered_from_record_and_rules(
    desk: CreditDesk, kind: CreditKind | None
) -> None:
    if kind:
        desk.record(kind)
    offers = desk.show_standing().quick_replies
    assert len(offers) == 3
    for offer in offers:
        reply = desk.say(offer.text, None)
        assert (reply.outcome, NAME in reply.text) == ("credit_standing", True)
        if offer in (INCENTIVES, PENALTIES):
            assert "《" in reply.text


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("why", [REPAIR, PENALTIES, INCENTIVES]),
        ("repair", [PENALTIES, INCENTIVES]),
        ("measures", [REPAIR, INCENTIVES]),
    ],
)
def test_the_other_questions_are_offered_below_an_answer(
    desk: CreditDesk, asked: str, offered: list[object]
) -> None:
    desk.record("serious_breach")
    desk.show_standing()
    assert desk.say("凭什么", asked).quick_replies == offered
    assert len(desk.slots["choices"]) == len(offered)  # type: ignore[arg-type]


@pytest.mark.parametrize("asked", ["why", "measures", "repair", "lapse", "more", "state"])
def test_a_viewer_is_told_nothing_and_the_look_is_recorded(desk: CreditDesk, asked: str) -> None:
    desk.bind("viewer")
    desk.record("serious_breach")
    desk.slots["shown"] = {"kind": "credit"}
    reply = desk.say("我们犯了什么事", asked)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert ("查看人" in reply.text, "严重失信" in reply.text) == (True, False)
    assert desk.audited() == [("lookup.credit_standing", f"uscc:{USCC} credit", "not_allowed")]


@pytest.mark.parametrize("asked", ["why", "repair", "state", "item"])
@pytest.mark.parametrize("shown", ["credit", "credit_check"])
def test_by_the_number_of_another_enterprise_nothing_is_told(
    desk: CreditDesk, asked: str, shown: str
) -> None:
    desk.record("serious_breach")
    desk.slots["shown"] = {"kind": shown}
    reply = desk.say(f"查一下{OTHER_USCC}的", asked, uscc=OTHER_USCC)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert [offer.text for offer in reply.quick_replies] == ["解除绑定"]
    assert "严重失信" not in reply.text


@pytest.mark.parametrize(("asked", "text"), [("why", "凭什么记我"), ("repair", "怎么去掉这个")])
def test_who_is_not_bound_is_asked_to_and_what_was_asked_is_answered_after_it(
    desk: CreditDesk, asked: str, text: str
) -> None:
    desk.record("serious_breach")
    desk.show_standing()
    expected = desk.say(text, asked).text
    desk.unbind()
    reply = desk.say(text, asked)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    kept = {"lookup": "check_credit_standing", "text": text, "topic": None, "wants": asked}
    assert desk.slots["pending_question"] == kept
    assert desk.bind_and_go_on().text == expected
    assert desk.slots["pending_question"] is None


def test_after_another_question_the_one_before_the_binding_is_not_answered(desk: CreditDesk) -> None:
    desk.unbind()
    desk.say("凭什么记我", "why")
    desk.say("我的科研诚信情况怎么样？", "state")
    assert isinstance(desk.bind_and_go_on().data, CreditStanding)
