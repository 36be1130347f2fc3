"""The look-up of cases as a conversation has it: by number and topic; all of them; and when there is none."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from actions.binding.binding_result import BindingResult
from actions.seam.turn import ActionTurn
from contracts import Freshness, ReplyDraft
from records.bindings import rights
from records.calendar.holidays import record_holiday_notice
from records.models import DataSource
from records.sources.sources import ensure_source
from records.values.clock import FixedClock
from records.values.keyed_hash import KeyedHash
from tests.actions.cases.bot import NAME, NEW, NOW, OVERDUE, Bot, at, case_of, numbers, shown
from tests.figures import counts, days
from tests.golden_files import Golden
from tests.records.support import OTHER_USCC, USCC, new_conversation


def after_binding(bot: Bot) -> ReplyDraft:
    """Return what is told after the binding of what was asked before it."""
    after = BindingResult(bot.database, FixedClock(NOW), [bot.cases])
    result = asyncio.run(after.run(bot.turn("/code_verified", intent="code_verified")))
    bot.slots |= result.slots
    _, told = result.replies
    return told


def test_without_a_binding_nothing_is_shown_and_the_case_asked_for_is_kept(unbound: Bot) -> None:
    unbound.add("hte", "XS2026-000002", at(9, 10))
    reply = unbound.ask("查XS2026-000002", case_number="XS2026-000002")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert unbound.slots["case_number"] == "XS2026-000002"
    assert unbound.audited() == [("uscc:none case:XS2026-000002", "needs_binding")]
    unbound.ask("我的办件")
    assert unbound.slots["case_number"] is None


def test_without_a_binding_what_was_asked_of_the_case_is_kept_and_answered_after_it(
    stranger: Bot, golden: Golden
) -> None:
    reply = stranger.ask(f"{OVERDUE}还缺什么", asked="materials", case_number=OVERDUE)
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    kept = stranger.slots["pending_question"]
    assert isinstance(kept, dict)
    assert (kept["wants"], OVERDUE in str(kept["text"])) == ("materials", True)
    stranger.bind()
    told = after_binding(stranger)
    assert (shown(told), "合作协议" in told.text, "下一步" in told.text) == (OVERDUE, True, False)
    golden.check("cases", "还缺什么, asked before the binding", told.text)
    assert stranger.slots["pending_question"] is None


def test_without_a_binding_two_numbers_are_asked_for_once_and_both_told_after_it(stranger: Bot) -> None:
    assert stranger.ask(f"{OVERDUE} 和 {NEW}").outcome == "needs_binding"
    assert stranger.slots["case_number"] is None
    stranger.bind()
    turn = stranger.turn("/code_verified", intent="code_verified")
    after = BindingResult(stranger.database, FixedClock(NOW), [stranger.cases])
    assert [shown(reply) for reply in asyncio.run(after.run(turn)).replies] == [None, OVERDUE, NEW]


def test_a_role_that_may_not_see_cases_is_refused(stranger: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rights._RIGHTS, "viewer", frozenset({"vouchers"}))
    stranger.bind("viewer")
    reply = stranger.ask("合作协议交了没", asked="materials")
    assert (reply.outcome, reply.data, OVERDUE in reply.text) == ("case_status", None, False)
    assert stranger.audited()[-1] == (f"uscc:{USCC} cases", "refused")


def test_the_topic_asked_for_before_the_binding_is_looked_up_after_it(several: Bot) -> None:
    stranger = new_conversation(several.database, KeyedHash(b"a key for tests, 32 bytes long.."))
    asked = ActionTurn(stranger, "我的高企到哪一步了", "", {"topic": "high-tech-enterprise"}, {})
    several.slots |= asyncio.run(several.cases.run(asked)).slots
    assert case_of(after_binding(several)).service_item == "高新技术企业认定"


def test_one_case_is_shown_at_once(bot: Bot) -> None:
    bot.add("permit", "XS2026-000003", at(11, 2))
    bot.move("XS2026-000003", ("accepted", at(11, 4)), ("review", at(11, 6)))
    reply = bot.ask("我的工作许可到哪一步了", topic="foreigner-work-permit")
    assert (reply.outcome, shown(reply)) == ("case_status", "XS2026-000003")
    for words in (
        "当前环节：审核中，自 2026年11月6日 起",
        "下一步：",
        "最晚 2026年12月2日（法定时限）作出决定，还有 3 个工作日",
    ):
        assert words in reply.text


@pytest.mark.parametrize(
    "typed",
    ["XS2026-000002", "ＸＳ２０２６－０００００２", "xs 2026 000 002", "XS2O26-OOOOO2", "xs2026000002"],
)
def test_a_case_is_found_by_its_number_however_it_is_typed(several: Bot, typed: str) -> None:
    assert shown(several.ask(f"查{typed}", case_number=typed)) == "XS2026-000002"


@pytest.mark.parametrize(
    "typed", ["XS2026-00012", "'; DROP TABLE cases; --", "XX9999-999999", "WH2026-000009"]
)
def test_a_number_that_is_not_theirs_is_not_found_whatever_it_is(
    several: Bot, typed: str, golden: Golden
) -> None:
    several.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    reply = several.ask(f"查{typed}", case_number=typed)
    assert (reply.outcome, reply.data) == ("case_status", None)
    assert typed in reply.text
    golden.check("cases", f"查{typed}", reply.text)  # says how a number is written where it is none
    assert several.ask("我的办件").outcome == "clarify"  # the tables are still there


def test_several_are_offered_newest_first_and_each_way_to_choose_works(several: Bot) -> None:
    reply = several.ask("我的办件")
    assert reply.outcome == "clarify"
    assert numbers(reply) == ["XS2026-000003", "XS2026-000002", "XS2025-000001"]
    for text, number in (
        ("第二个", "XS2026-000002"),
        ("1", "XS2026-000003"),
        ("最后一个", "XS2025-000001"),
        ("高新技术企业认定", "XS2026-000002"),
        ("9月份的", "XS2026-000002"),
        ("去年的", "XS2025-000001"),
        ("上个月那个", "XS2026-000003"),
        ("最近那个", "XS2026-000003"),
    ):
        several.ask("我的办件")
        assert shown(several.ask(text, "choose")) == number, text
    for text, number in (("去年的", "XS2025-000001"), ("最近那个", "XS2026-000003")):
        several.ask("我的办件")
        assert shown(several.ask(text, "ask_guidance")) == number, text


@pytest.mark.parametrize("intent", ["ask_guidance", "fallback", "choose", "check_application_status"])
def test_each_number_of_five_picks_its_case_whatever_it_was_taken_for(bot: Bot, intent: str) -> None:
    for day in range(1, 6):
        bot.add("hte", f"XS2026-00000{day}", at(11, day))
    for place, number in enumerate(numbers(bot.ask("我的办件")), start=1):
        for text in (str(place), f"{place}.", chr(ord("０") + place), f"第{place}个", f"查办件 {number}"):
            bot.ask("我的办件")
            assert shown(bot.ask(text, intent)) == number, text
    assert bot.ask("我的办件").outcome == "clarify"
    assert shown(bot.ask("6", intent)) is None


def test_no_case_at_all_is_said(bot: Bot, golden: Golden) -> None:
    reply = bot.ask("我的办件")
    assert (reply.outcome, reply.data, NAME in reply.text) == ("case_status", None, True)
    golden.check("cases", "我的办件, of which there is none", reply.text)


def test_a_topic_of_which_there_is_no_case_is_named(several: Bot, golden: Golden) -> None:
    several.add("permit", "WH2026-000009", at(9, 1), OTHER_USCC)
    reply = several.ask("我的孵化器批了没", topic="incubator")
    assert (reply.outcome, reply.data) == ("case_status", None)
    golden.check("cases", "我的孵化器批了没", reply.text)


def test_of_more_than_five_the_newest_are_shown_with_how_many_there_are(bot: Bot, golden: Golden) -> None:
    for day in range(1, 8):
        bot.add("hte", f"XS2026-00000{day}", at(11, day))
    reply = bot.ask("我的高企", topic="high-tech-enterprise")
    assert counts(reply.text)[:2] == [7, 5]
    golden.check("cases", "我的高企, of seven", reply.text)
    assert numbers(reply) == [f"XS2026-00000{day}" for day in (7, 6, 5, 4, 3)]


def test_the_case_of_another_enterprise_is_never_shown_by_what_a_slot_keeps(
    several: Bot, golden: Golden
) -> None:
    several.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    several.slots["shown"] = {"kind": "case", "name": "WH2026-000009"}
    reply = several.ask_of_it("那个缺什么材料", "materials")
    assert (reply.outcome, reply.data) == ("case_status", None)
    golden.check("cases", "那个缺什么材料, of a number that is not theirs", reply.text)


def deadline(bot: Bot) -> tuple[date | None, bool]:
    """By when the only case must be decided, as it is told, and whether that is an estimate."""
    reply = bot.ask("我的办件")
    case = case_of(reply)
    assert case.statutory_deadline in days(reply.text)
    return case.statutory_deadline, case.deadline_is_estimate


def test_holidays_that_staff_have_entered_count(bot: Bot) -> None:
    bot.add("permit", "XS2026-000003", at(11, 20))
    bot.move("XS2026-000003", ("accepted", at(12, 21)))
    assert deadline(bot) == (date(2027, 1, 18), True)
    with bot.database.transaction() as session:
        record_holiday_notice(session, 2027, "样例", [date(2027, 1, 1)], [], actor="staff:样例", now=NOW)
    assert deadline(bot) == (date(2027, 1, 19), False)


def test_data_of_a_system_that_is_down_are_shown_with_their_age(bot: Bot, golden: Golden) -> None:
    with bot.database.transaction() as session:
        source = DataSource(name="oa", title="省政务平台", kind="http", last_success_at=at(11, 27))
        source.last_attempt_at, source.last_error = NOW, "timeout"
        session.add(source)
    bot.add("hte", "KJ20260506", at(11, 2), source="oa")
    reply = bot.ask("我的办件")
    assert case_of(reply).freshness == Freshness(source="省政务平台", as_of=at(11, 27), is_stale=True)
    golden.check("cases", "我的办件, of a system that is down", reply.text)


def test_that_there_is_no_case_is_told_with_the_age_of_what_is_known(bot: Bot, golden: Golden) -> None:
    with bot.database.transaction() as session:
        source = ensure_source(session, "oa", title="省政务平台", kind="http", feeds="cases")
        source.last_success_at, source.last_attempt_at, source.last_error = at(11, 27), NOW, "timeout"
    for question in ("我的办件", "查办件 KJ20260506"):
        reply = bot.ask(question)
        assert (reply.data, days(reply.text)) == (None, [date(2026, 11, 27)])
        golden.check("cases", f"{question}, none in a system that is down", reply.text)


def test_numbers_of_other_systems_can_be_chosen_too(bot: Bot) -> None:
    bot.add("hte", "KJ20260506", at(11, 2))
    bot.add("hte", "KJ20260507", at(11, 3))
    assert numbers(bot.ask("我的办件")) == ["KJ20260507", "KJ20260506"]
    assert shown(bot.ask("第二个", "choose")) == "KJ20260506"
    assert shown(bot.ask("查办件 KJ20260507")) == "KJ20260507"
