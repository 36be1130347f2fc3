"""What is asked of a case: each class is told from the one in view, or from that which is named."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from actions.cases.case_request import ASPECTS
from actions.cases.say_cases import describe_case
from records.bindings import rights
from tests.actions.cases.bot import LATE, NEW, OVERDUE, Bot, at, case_of, numbers, shown
from tests.figures import counts, days
from tests.golden_files import Golden
from tests.records.support import OTHER_USCC, USCC

PARTS = [asked for asked in ASPECTS if asked != "urge"]  # urging writes: test_urging.py


@pytest.mark.parametrize("asked", PARTS)
@pytest.mark.parametrize("number", [OVERDUE, LATE, NEW])
def test_each_thing_asked_of_the_case_in_view_is_told_from_that(
    talk: Bot, asked: str, number: str, golden: Golden
) -> None:
    talk.show(number)
    for about in (True, False):  # taken for a question about it, and for a look-up of cases
        reply = talk.ask("怎么样", asked=asked, about=about)
        assert (reply.outcome, shown(reply)) == ("case_status", number)
        assert reply.text == describe_case(case_of(reply), ASPECTS[asked])
    golden.check("case_asked", f"{asked}, {number}", reply.text)
    assert {subject for subject, _ in talk.audited()} == {f"uscc:{USCC} case:{number}"}


@pytest.mark.parametrize("asked", ["whole", "more", "source", "other_place"])
def test_what_is_no_part_of_it_is_told_of_the_whole(talk: Bot, asked: str) -> None:
    talk.show(LATE)
    reply = talk.ask_of_it("再说说", asked)
    assert (shown(reply), reply.text) == (LATE, describe_case(case_of(reply)))


@pytest.mark.parametrize("intent", ["ask_guidance", "fallback", "choose", "check_application_status"])
def test_what_is_about_the_case_in_view_is_that_whatever_it_was_taken_for(talk: Bot, intent: str) -> None:
    talk.show(OVERDUE)
    reply = talk.ask("那个缺什么", intent, asked="materials", about=True)
    assert (shown(reply), "合作协议" in reply.text) == (OVERDUE, True)


def test_a_question_about_a_policy_stays_one_while_a_case_is_in_view(talk: Bot) -> None:
    talk.show(OVERDUE)
    for asked in ("materials", "time", None):
        reply = talk.ask("高企认定要什么材料", "ask_guidance", asked=asked, topic="high-tech-enterprise")
        assert reply.outcome == "error"  # the guidance, which has no index here


def test_a_case_that_moved_on_is_told_as_it_is_now(talk: Bot) -> None:
    talk.show(NEW)
    talk.move(NEW, ("accepted", at(11, 25)))
    reply = talk.ask_of_it("受理了没", "state")
    assert (case_of(reply).stage, date(2026, 11, 25) in days(reply.text)) == ("accepted", True)


def test_nothing_is_told_of_a_case_in_view_to_who_is_not_bound(talk: Bot) -> None:
    talk.show(OVERDUE)
    kept, other = dict(talk.slots), Bot(talk.database, talk.folder)
    other.slots = kept
    reply = other.ask_of_it("缺什么", "materials")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert other.audited()[-1][1] == "needs_binding"


def test_nothing_is_told_of_it_to_a_role_that_may_not_see_cases(
    talk: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.show(OVERDUE)
    monkeypatch.setitem(rights._RIGHTS, "handler", frozenset({"vouchers"}))
    reply = talk.ask_of_it("合作协议交了没", "materials")
    assert (reply.data, OVERDUE in reply.text, talk.audited()[-1][1]) == (None, False, "refused")


@pytest.mark.parametrize("asked", ["time", "materials", "certificate", "publicity"])
def test_without_a_case_in_view_the_one_to_ask_of_is_asked_for(talk: Bot, asked: str) -> None:
    reply = talk.ask("怎么样了", asked=asked)
    assert (reply.outcome, set(numbers(reply))) == ("clarify", {OVERDUE, LATE, NEW})


@pytest.mark.parametrize("asked", ["time", "materials"])
def test_the_only_case_is_the_one_asked_of(bot: Bot, asked: str) -> None:
    bot.add("hte", "XS2026-000002", at(11, 9))
    reply = bot.ask("怎么样了", asked=asked)
    assert (shown(reply), reply.text) == ("XS2026-000002", describe_case(case_of(reply), ASPECTS[asked]))


@pytest.mark.parametrize("asked", ["state", "step", "history"])
def test_a_case_that_was_not_in_view_is_told_as_a_whole_where_it_stands(talk: Bot, asked: str) -> None:
    reply = talk.ask(f"{LATE}到哪了", asked=asked)
    assert (shown(reply), reply.text) == (LATE, describe_case(case_of(reply)))
    again = talk.ask_of_it("到哪一步了", asked)
    assert again.text == describe_case(case_of(again), ASPECTS[asked]) != reply.text


@pytest.mark.parametrize(
    "text", [f"{OVERDUE} 和 {NEW} 都到哪步了", "xs2o26-000051、xs2026000077", f"查{OVERDUE},XS2026 000077"]
)
def test_each_of_two_numbers_has_its_reply(talk: Bot, text: str) -> None:
    replies = talk.say(text, asked="step", case_number=NEW)
    assert [shown(reply) for reply in replies] == [OVERDUE, NEW]
    assert [bool(reply.quick_replies) for reply in replies] == [False, True]
    assert talk.audited() == [(f"uscc:{USCC} case:{OVERDUE}", "one"), (f"uscc:{USCC} case:{NEW}", "one")]
    assert shown(talk.ask("第一个", "choose")) == OVERDUE


def test_of_two_numbers_one_of_somebody_else_is_not_found(talk: Bot) -> None:
    talk.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    first, second = talk.say(f"{OVERDUE}和WH2026-000009到哪了")
    assert (shown(first), second.outcome, second.data) == (OVERDUE, "case_status", None)
    assert "WH2026-000009" in second.text
    assert talk.audited()[-1] == (f"uscc:{USCC} case:WH2026-000009", "not_found")


def test_a_supplement_that_is_overdue_is_told_from_the_record(talk: Bot) -> None:
    talk.show(OVERDUE)
    reply = talk.ask_of_it("补正超期了会怎样", "late")
    # The last day, and the first late one.
    assert days(reply.text)[1:3] == [date(2026, 10, 29), date(2026, 10, 30)]
    assert [word in reply.text for word in ("合作协议", "高新处", "视为")] == [True, True, False]
    assert "转人工" in [offer.text for offer in reply.quick_replies]


def test_a_late_decision_is_told_from_the_record(talk: Bot) -> None:
    reply = talk.ask(f"{LATE}超时了怎么办", asked="late")
    deadline = case_of(reply).deadline
    assert deadline == date(2026, 10, 8)
    assert days(reply.text)[1:] == [deadline, deadline + timedelta(days=1)]
    assert "高新处" in reply.text


def test_of_all_cases_only_the_late_ones_are_told(talk: Bot, golden: Golden) -> None:
    reply = talk.ask("我们的超期了怎么办", asked="late")
    assert (numbers(reply), counts(reply.text)[0]) == ([OVERDUE, LATE], 2)
    golden.check("case_asked", "late, of three cases", reply.text)
    talk.move(LATE, ("decided", at(11, 27)))
    assert shown(talk.ask("哪个超期了", asked="late")) == OVERDUE


def test_where_none_is_late_all_are_listed(several: Bot) -> None:
    reply = several.ask("有超期的吗", asked="late")
    assert (len(numbers(reply)), counts(reply.text)[0]) == (3, 3)


def test_a_case_in_time_is_said_to_be_so(talk: Bot, golden: Golden) -> None:
    talk.move(NEW, ("supplement_requested", at(11, 25)), due_on=date(2026, 12, 9))
    reply = talk.ask(f"{NEW}补正逾期会怎样", asked="late")
    assert days(reply.text)[1] == date(2026, 12, 9)
    golden.check("case_asked", "late, of a supplement in time", reply.text)


def test_a_wish_to_withdraw_is_told_who_does_it(talk: Bot, golden: Golden) -> None:
    reply = talk.ask("撤回我的高企申请", asked="withdraw", topic="high-tech-enterprise")
    assert (shown(reply), "高新处" in reply.text.split("\n")[-1]) == (NEW, True)
    talk.move(NEW, ("withdrawn", at(11, 27)))
    ended = talk.ask_of_it("想撤回", "withdraw")
    assert "高新处" not in ended.text.split("\n")[-1]
    golden.check("case_asked", "withdraw, of one that is withdrawn", ended.text)


def test_of_several_cases_the_one_to_withdraw_is_asked_for(talk: Bot, golden: Golden) -> None:
    reply = talk.ask("不想报了怎么撤", asked="withdraw")
    assert (reply.outcome, len(numbers(reply)), "高新处" in reply.text) == ("clarify", 3, True)
    golden.check("case_asked", "withdraw, of three cases", reply.text)
