"""Holidays, lock-outs, registers and sources, as the console's pages ask for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from api.console.pages.upkeep.audit_words import say_outcome
from api.console.parts import Console
from api.console.upkeep import (
    LockSubject,
    lift_locks,
    list_locks,
    list_sources,
    read_holidays,
    read_lock_subject,
    record_holidays,
    search_registers,
)
from records.calendar.holidays import HolidayNoticeInvalid, load_calendar
from records.cases.due_dates import refresh_due_dates
from records.conversations.conversation import open_conversation
from records.demo.enterprises import demo_phone
from records.models import Case, Challenge, Staff
from records.staff.accounts.accounts import StaffMember
from records.staff.files.reason import ReasonRequired
from records.staff.upkeep.holiday_dates import DatesInvalid
from records.staff.upkeep.holidays import TypedNotice
from records.storage.database import Database
from records.values.uscc import UsccInvalid
from tests.api.console.support import NOW, audit_of
from tests.golden_files import Golden

NOTICE = TypedNotice(2027, "样例文号〔2026〕1号", "1月1日至3日，2月5日至11日，10月1日至7日", "2月20日")


@pytest.fixture
def officer(database: Database) -> StaffMember:
    with database.transaction(read_only=True) as session:
        return StaffMember(
            session.scalars(select(Staff.id).where(Staff.name == "case_officer")).one(),
            "case_officer",
            "case_officer",
        )


def test_a_notice_is_kept_and_deadlines_follow_it(
    console: Console, database: Database, officer: StaffMember
) -> None:
    before = asyncio.run(read_holidays(console))
    assert before.known_until == 2026
    with database.transaction() as session:
        case = (
            session.scalars(select(Case).where(Case.due_on.is_not(None)).order_by(Case.id)).unique().first()
        )
        assert case is not None
        case_id = case.id
        # Accepted so late in the year that the deadline lies behind the new year's holidays.
        later = timedelta(days=(date(2026, 12, 31) - case.history[-1].at.date()).days)
        for step in case.history:
            step.at += later
        session.flush()
        refresh_due_dates(session, load_calendar(session, console.calendar))
        old = session.get_one(Case, case_id).due_on
    changed = asyncio.run(record_holidays(console, officer, NOTICE))
    with database.transaction(read_only=True) as session:
        new = session.get_one(Case, case_id).due_on
    assert changed >= 1
    assert old is not None
    assert new is not None
    assert new > old
    after = asyncio.run(read_holidays(console))
    assert after.known_until == 2027
    entered = next(year for year in after.years if year.year == 2027)
    assert (entered.state, entered.source, len(entered.holidays)) == ("entered", NOTICE.source, 17)
    assert audit_of(database, "holidays.record", "holidays.refresh") == [
        ("staff:case_officer", "holidays.record", "holidays:2027", "added"),
        ("staff:case_officer", "holidays.refresh", "holidays:2027 cases", f"{changed} changed"),
    ]


@pytest.mark.parametrize(
    ("notice", "error"),
    [
        (TypedNotice(2027, "x", "元旦", ""), DatesInvalid),
        (replace(NOTICE, source=""), HolidayNoticeInvalid),
        (TypedNotice(2027, "x", "", ""), HolidayNoticeInvalid),
        (replace(NOTICE, holidays=f"{NOTICE.holidays}，2026-01-01"), HolidayNoticeInvalid),
        (TypedNotice(2027, "x", "1月1日", ""), HolidayNoticeInvalid),
        (replace(NOTICE, workdays="1月2日"), HolidayNoticeInvalid),
        (replace(NOTICE, workdays="1月4日"), HolidayNoticeInvalid),
        (replace(NOTICE, year=1999), HolidayNoticeInvalid),
        (replace(NOTICE, year=2099), HolidayNoticeInvalid),
    ],
)
def test_a_wrong_notice_is_refused_in_chinese_and_nothing_is_kept(
    console: Console, officer: StaffMember, notice: TypedNotice, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"[\u4e00-\u9fff]"):
        asyncio.run(record_holidays(console, officer, notice))
    assert asyncio.run(read_holidays(console)).known_until == 2026


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("138 0013 1234", LockSubject(phone="13800131234")),
        ("+86 13800131234", LockSubject(phone="13800131234")),
        (" 91330109yl0000001c ", LockSubject(uscc="91330109YL0000001C")),
        ("9133O109ylOOOOOO1c", LockSubject(uscc="91330109YL0000001C")),
        ("９１３３０１０９ＹＬＯ０００００１Ｃ", LockSubject(uscc="91330109YL0000001C")),
    ],
)
def test_a_phone_or_a_uscc_is_told_apart(text: str, subject: LockSubject) -> None:
    assert read_lock_subject(text) == subject


@pytest.mark.parametrize("text", ["", "x", "12345678901", "91330109YL0000001D", "13800131234 13800131235"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(UsccInvalid):
        read_lock_subject(text)


@pytest.mark.parametrize("text", ["", "  ", "萧山云源样例软件有限公司", "XSYY", "1380013123", "138001312345"])
def test_of_what_is_no_code_at_all_it_is_said_what_to_type_and_no_digits_are_counted(
    text: str, golden: Golden
) -> None:
    with pytest.raises(UsccInvalid) as refused:
        read_lock_subject(text)
    golden.check("console", "neither a phone nor a uscc", refused.value.reason)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("91330109YL0000001", "a uscc one too short"), ("91330109YL0000001D", "a wrong check digit")],
)
def test_of_nearly_a_code_it_is_said_what_looks_wrong(text: str, wrong: str, golden: Golden) -> None:
    with pytest.raises(UsccInvalid) as refused:
        read_lock_subject(text)
    golden.check("console", wrong, refused.value.reason)


def test_a_lock_is_shown_and_lifted_for_a_reason(
    console: Console, database: Database, officer: StaffMember
) -> None:
    phone = demo_phone(1)
    subject = LockSubject(phone=phone)
    with database.transaction() as session:
        opened = open_conversation(session, hasher=console.hasher, channel="web", now=NOW)
        for number in range(30):
            session.add(
                Challenge(
                    id=f"{number:032d}",
                    conversation_id=opened.conversation.id,
                    uscc_hash=console.hasher.of("uscc", f"u{number}"),
                    phone_hash=console.hasher.of("phone", phone),
                    masked_phone="160****0001",
                    attempts=0,
                    code_hash="0" * 64,
                    state="superseded",
                    created_at=NOW - timedelta(minutes=1),
                    expires_at=NOW,
                )
            )
    assert asyncio.run(list_locks(console, officer, subject))
    for reason in ("", "查一下"):
        with pytest.raises(ReasonRequired):
            asyncio.run(lift_locks(console, officer, subject, reason))
    asyncio.run(lift_locks(console, officer, subject, "企业来电，已核实身份"))
    assert asyncio.run(list_locks(console, officer, subject)) == []
    looked = audit_of(database, "staff.view_locks", "staff.release_lock")
    assert [(subject, outcome) for _, _, subject, outcome in looked] == [
        ("phone:160****0001", "1 found"),
        ("phone:160****0001", "refused"),
        ("phone:160****0001", "refused"),
        ("phone:160****0001", "done"),
        ("phone:160****0001", "0 found"),
    ]


def test_registers_say_what_is_listed_and_the_search_is_kept(
    console: Console, database: Database, officer: StaffMember
) -> None:
    shown = asyncio.run(search_registers(console, officer, "没有这家公司", None))
    assert shown.answer is not None
    assert shown.answer.result.findings == []
    assert asyncio.run(search_registers(console, officer, "", None)).answer is None
    assert [subject for _, _, subject, _ in audit_of(database, "staff.search_registers")] == ["没有这家公司"]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("江岸", "contacts"),
        ("亓巍", "contacts"),
        ("重点研发", "services"),
        ("合作", "contacts_and_services"),
        ("没有这家公司", "not_found"),
        ("样例软件", "several"),
    ],
)
def test_a_search_is_kept_with_what_was_found_beside_the_registers(
    console: Console, database: Database, officer: StaffMember, text: str, outcome: str
) -> None:
    shown = asyncio.run(search_registers(console, officer, text, None))
    assert shown.is_only_beside == (outcome in ("contacts", "services", "contacts_and_services"))
    assert audit_of(database, "staff.search_registers") == [
        ("staff:case_officer", "staff.search_registers", text, outcome)
    ]
    said, _ = say_outcome(outcome)
    assert not said.isascii()


def test_external_services_are_found_by_what_was_simplified(console: Console, officer: StaffMember) -> None:
    def found(text: str) -> list[str]:
        return [each.name for each in asyncio.run(search_registers(console, officer, text, None)).services]

    assert len(found("")) == 2
    assert found("经费概算") == ["省级重点研发计划项目申报"]
    assert found("合作事项") == ["对外合作事项（文件没有列出名称）"]
    assert found("没有这样的事项") == []


def test_without_other_systems_there_are_no_sources(console: Console) -> None:
    assert asyncio.run(list_sources(console)) == []
