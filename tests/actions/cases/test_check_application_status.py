"""The look-up of cases as a conversation has it: by number, topic, time; a choice; what is asked of the case shown."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from actions.binding.binding_result import BindingResult
from actions.cases.check_application_status import CheckApplicationStatus
from actions.conversation.answer_guidance import AnswerGuidance
from actions.conversation.answer_unexpected import AnswerUnexpected
from actions.conversation.choose import Choose
from actions.conversation.pick_first import PickFirst
from actions.guidance.guidance import Guidance
from actions.guidance.tickets import TransferToPerson
from actions.people.revoke_person import RevokePerson
from actions.registers.check_register import CheckRegister
from actions.seam.turn import Action, ActionResult, ActionTurn
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from contracts import CaseStatus, Freshness, ReplyDraft
from index.library import Library
from records.calendar.holidays import record_holiday_notice
from records.calendar.working_days import WorkingDays
from records.cases.materials import record_material
from records.cases.repository import open_case, record_stage
from records.feeds.sources import ensure_source
from records.models import AuditEntry, Case, DataSource, Enterprise, ServiceItem
from records.people.binding import record_binding
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from tests.figures import counts, days
from tests.golden_files import Golden
from tests.records.databases import sqlite_database
from tests.records.support import OTHER_USCC, USCC, add_enterprise, new_conversation

NOW = datetime(2026, 11, 28, 10, tzinfo=SHANGHAI)
NAME = "萧山云源样例软件有限公司"


def at(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 10, tzinfo=SHANGHAI)


class Bot:
    """A conversation with the actions, which keeps the slots as Rasa does."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        clock = FixedClock(NOW)
        library = Library(folder / "index")
        guidance = Guidance(library, database, clock, None, "")
        self.cases = CheckApplicationStatus(database, clock, WorkingDays(), guidance)
        self.choice = Choose(
            guidance,
            self.cases,
            TransferToPerson(database, clock, None),
            {},
            RevokePerson(database, clock),
            CheckRegister(database, clock, guidance, library),
        )
        self.guidance = PickFirst(AnswerGuidance(guidance, self.cases), self.choice)
        self.actions: dict[str, Action] = {
            "choose": self.choice,
            "ask_guidance": self.guidance,
            "fallback": AnswerUnexpected(self.guidance),
        }
        self.id = new_conversation(database, KeyedHash(b"a key for tests, 32 bytes long.."))
        self.slots: dict[str, object] = {}

    def ask(self, text: str, intent: str = "check_application_status", **entities: str) -> ReplyDraft:
        action = self.actions.get(intent) or PickFirst(self.cases, self.choice)
        self.slots |= {name: value for name, value in entities.items() if name in ("topic", "case_number")}
        turn = ActionTurn(self.id, text, intent, entities, dict(self.slots))
        result: ActionResult = asyncio.run(action.run(turn))
        self.slots |= dict(result.slots)
        (reply,) = result.replies
        return reply

    def add(self, item: str, number: str, opened: datetime, enterprise: str = USCC, **more: Any) -> None:
        with self.database.transaction() as session:
            owner = session.scalars(select(Enterprise.id).where(Enterprise.uscc == enterprise)).one()
            found = session.scalars(select(ServiceItem).where(ServiceItem.code == item)).one()
            open_case(
                session,
                number=number,
                enterprise_id=owner,
                service_item_id=found.id,
                title=f"{found.name}（样例）",
                section="高新处",
                now=opened,
                **more,
            )

    def move(self, number: str, *steps: tuple[Any, datetime], **more: Any) -> None:
        with self.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == number)).unique().one()
            for stage, moment in steps:
                record_stage(session, case, stage, at=moment, **more)

    def audited(self) -> list[tuple[str, str]]:
        with self.database.transaction(read_only=True) as session:
            entries = session.scalars(
                select(AuditEntry)
                .where(AuditEntry.action == "lookup.application_status")
                .order_by(AuditEntry.sequence)
            )
            return [(entry.subject, entry.outcome) for entry in entries]


@pytest.fixture
def unbound(tmp_path: Path) -> Iterator[Bot]:
    database = Database(sqlite_database(tmp_path / "records.db"))
    add_enterprise(database, USCC, NAME, "16000000001")
    add_enterprise(database, OTHER_USCC, "武汉星达样例软件有限公司", "16000000003")
    with database.transaction() as session:
        session.add_all(
            [
                ServiceItem(code="hte", name="高新技术企业认定", topic="high-tech-enterprise"),
                ServiceItem(
                    code="permit", name="外国人来华工作许可", topic="foreigner-work-permit", statutory_days=20
                ),
            ]
        )
    yield Bot(database, tmp_path)
    database.close()


@pytest.fixture
def bot(unbound: Bot) -> Bot:
    with unbound.database.transaction() as session:
        owner = session.scalars(select(Enterprise).where(Enterprise.uscc == USCC)).one()
        record_binding(session, unbound.id, owner.contacts[0], now=NOW)
    return unbound


@pytest.fixture
def several(bot: Bot) -> Bot:
    """Three cases: a permit of last year, 高企 of September, a permit of October."""
    bot.add("permit", "XS2025-000001", at(6, 3, 2025))
    bot.add("hte", "XS2026-000002", at(9, 10))
    bot.add("permit", "XS2026-000003", at(10, 12))
    return bot


def numbers(reply: ReplyDraft) -> list[str]:
    return [offer.text.removeprefix("查办件 ") for offer in reply.quick_replies]


def shown(reply: ReplyDraft) -> str | None:
    return reply.data.case_number if reply.data is not None and reply.data.kind == "case_status" else None


def test_without_a_binding_nothing_is_shown_and_the_case_asked_for_is_kept(unbound: Bot) -> None:
    unbound.add("hte", "XS2026-000002", at(9, 10))
    reply = unbound.ask("查XS2026-000002", case_number="XS2026-000002")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert unbound.slots["case_number"] == "XS2026-000002"
    assert unbound.audited() == [("uscc:none case:XS2026-000002", "needs_binding")]
    unbound.ask("我的办件")
    assert unbound.slots["case_number"] is None


def test_the_topic_asked_for_before_the_binding_is_looked_up_after_it(several: Bot) -> None:
    stranger = new_conversation(several.database, KeyedHash(b"a key for tests, 32 bytes long.."))
    asked = ActionTurn(stranger, "我的高企到哪一步了", "", {"topic": "high-tech-enterprise"}, {})
    waiting = asyncio.run(several.cases.run(asked)).slots
    after = BindingResult(several.database, FixedClock(NOW), [several.cases])
    result = asyncio.run(after.run(ActionTurn(several.id, "/code_verified", "code_verified", {}, waiting)))
    data = result.replies[1].data
    assert data is not None
    assert (data.kind, data.service_item) == ("case_status", "高新技术企业认定")


def test_a_bare_period_after_a_list_of_cases_picks_among_them_and_is_no_statement(several: Bot) -> None:
    several.ask("我的办件")
    statement = CheckVoucherStatement(several.database, FixedClock(NOW), several.cases)
    turn = ActionTurn(several.id, "上个月的", "check_voucher_statement", {}, dict(several.slots))
    assert asyncio.run(statement.run(turn)).replies[0].outcome in ("case_status", "clarify")
    turn = ActionTurn(several.id, "上个月的流水", "check_voucher_statement", {}, dict(several.slots))
    assert asyncio.run(statement.run(turn)).replies[0].outcome == "voucher_statement"


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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("上个月报的那个", "XS2026-000003"),
        ("去年的", "XS2025-000001"),
        ("9月份交的", "XS2026-000002"),
        ("最近那个", "XS2026-000003"),
        ("2025年6月报的", "XS2025-000001"),
    ],
)
def test_a_case_is_found_by_its_time(several: Bot, text: str, number: str) -> None:
    assert shown(several.ask(text)) == number


def test_the_last_one_is_the_last_of_those_just_offered(several: Bot) -> None:
    several.add("hte", "XS2026-000004", at(11, 20))
    permits = several.ask("我的工作许可", topic="foreigner-work-permit")
    assert numbers(permits) == ["XS2026-000003", "XS2025-000001"]
    assert shown(several.ask("最近那个", "choose")) == "XS2026-000003"


def test_time_and_topic_together(several: Bot) -> None:
    permit = "foreigner-work-permit"
    assert shown(several.ask("今年的工作许可到哪了", topic=permit)) == "XS2026-000003"
    assert several.ask("工作许可到哪了", topic=permit).outcome == "clarify"
    assert shown(several.ask("最近那个工作许可", topic=permit)) == "XS2026-000003"


def test_a_time_without_cases_is_named(several: Bot, golden: Golden) -> None:
    reply = several.ask("上周报的高企", topic="high-tech-enterprise")
    assert (NAME in reply.text, days(reply.text)) == (True, [date(2026, 11, 16)])
    golden.check("cases", "上周报的高企", reply.text)
    assert [offer.text for offer in reply.quick_replies] == ["我的办件", "转人工"]
    golden.check("cases", "前年的", several.ask("前年的").text)
    assert several.audited()[-1] == (f"uscc:{USCC} cases 2024-01-01..2024-12-31", "not_found")


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


def test_what_is_asked_next_is_about_the_case_shown(several: Bot) -> None:
    several.move("XS2026-000003", ("accepted", at(11, 10)))
    with several.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == "XS2026-000003")).unique().one()
        record_material(session, case, "护照信息页", "supplement", now=NOW, due_on=date(2026, 11, 20))
    several.ask("查XS2026-000003", case_number="XS2026-000003")
    for intent in ("check_application_status", "ask_guidance", "choose"):
        what = several.ask("那个缺什么材料", intent)
        assert shown(what) == "XS2026-000003", intent
        assert "护照信息页" in what.text
        assert "2026年11月20日 已过" in what.text
        assert "下一步" not in what.text
        for text in ("还要等多久", "什么时候能办完", "最晚什么时候"):
            assert "最晚 2026年12月8日" in several.ask(text, intent).text, (text, intent)


def test_what_is_asked_with_one_case_only_is_about_that(bot: Bot) -> None:
    bot.add("hte", "XS2026-000002", at(11, 9))
    for text in ("还要等多久", "要补什么", "那个缺什么材料"):
        assert shown(bot.ask(text)) == "XS2026-000002", text


def test_after_guidance_a_question_of_time_goes_on_from_that(several: Bot) -> None:
    several.ask("查XS2026-000003", case_number="XS2026-000003")
    several.slots["last"] = {"question": "高企认定流程", "outcome": "answered"}
    assert several.ask("要多久", "ask_guidance").outcome == "error"  # the guidance, which has no index here
    assert several.ask("要多久").outcome == "error"
    assert several.ask("我的还要等多久").outcome == "clarify"  # one's own: which of the three?


def test_a_question_about_a_policy_stays_one(several: Bot) -> None:
    several.ask("查XS2026-000003", case_number="XS2026-000003")
    for text, entities in (
        ("高企认定要什么材料", {"topic": "high-tech-enterprise"}),
        ("那材料呢", {}),
        ("还缺什么材料", {"topic": "high-tech-enterprise"}),
    ):
        assert several.ask(text, "ask_guidance", **entities).outcome == "error", text


def test_the_case_of_another_enterprise_is_never_shown_by_what_a_slot_keeps(
    several: Bot, golden: Golden
) -> None:
    several.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    several.slots |= {"case_number": "WH2026-000009", "last": None}
    reply = several.ask("那个缺什么材料")
    assert (reply.outcome, reply.data) == ("case_status", None)
    golden.check("cases", "那个缺什么材料, of a number that is not theirs", reply.text)


def deadline(bot: Bot) -> tuple[date | None, bool]:
    """By when the only case must be decided, as it is told, and whether that is an estimate."""
    reply = bot.ask("我的办件")
    assert isinstance(reply.data, CaseStatus)
    assert reply.data.statutory_deadline in days(reply.text)
    return reply.data.statutory_deadline, reply.data.deadline_is_estimate


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
    assert isinstance(reply.data, CaseStatus)
    assert reply.data.freshness == Freshness(source="省政务平台", as_of=at(11, 27), is_stale=True)
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
