"""The look-up of the bound enterprise's cases: by time, item and number; counted; refused; audited."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

import records.cases.lookup
from records.calendar.working_days import WorkingDays
from records.cases.lookup import ApplicationStatusResult, check_application_status
from records.cases.repository import open_case
from records.models import AuditEntry, Case, DataSource, Enterprise, ServiceItem
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.records.support import NOW, USCC, bind


def add(
    database: Database,
    enterprise: Enterprise,
    item: ServiceItem,
    number: str,
    opened: datetime,
    source: str | None = None,
) -> None:
    with database.transaction() as session:
        open_case(
            session,
            number=number,
            enterprise_id=enterprise.id,
            service_item_id=item.id,
            title="样例",
            section=None,
            now=opened,
            source=source,
        )


def ask(database: Database, conversation_id: str, **asked: object) -> ApplicationStatusResult:
    with database.transaction() as session:
        return check_application_status(
            session,
            conversation_id,
            now=NOW,
            calendar=WorkingDays(),
            **asked,  # type: ignore[arg-type]
        )


@pytest.fixture
def bound(database: Database, identity: Identity, conversation_id: str, enterprise: Enterprise) -> str:
    bind(database, identity, conversation_id)
    return conversation_id


def test_a_period_holds_its_first_and_its_last_chinese_day(
    database: Database, bound: str, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    moments = {
        "XS2026-000001": datetime(2026, 9, 30, 23, 59, 59, tzinfo=SHANGHAI),
        "XS2026-000002": datetime(2026, 10, 1, 0, 0, tzinfo=SHANGHAI),  # 30 September in UTC
        "XS2026-000003": datetime(2026, 10, 31, 23, 59, 59, 999999, tzinfo=SHANGHAI),
        "XS2026-000004": datetime(2026, 11, 1, 0, 0, tzinfo=SHANGHAI),
    }
    for number, opened in moments.items():
        add(database, enterprise, service_item, number, opened)
    october = {"opened_from": date(2026, 10, 1), "opened_to": date(2026, 10, 31)}
    found = ask(database, bound, **october)
    assert [case.case_number for case in found.cases] == ["XS2026-000003", "XS2026-000002"]
    assert found.total == 2
    assert ask(database, bound, opened_from=date(2026, 11, 1)).cases[0].case_number == "XS2026-000004"
    assert ask(database, bound, opened_to=date(2026, 9, 30)).cases[0].case_number == "XS2026-000001"
    assert ask(database, bound, service_items=["incubator"], **october).outcome == "not_found"


def test_all_are_counted_and_the_newest_shown(
    database: Database,
    bound: str,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    service_item: ServiceItem,
) -> None:
    for day in range(1, 9):
        add(database, enterprise, service_item, f"XS2026-00000{day}", NOW - timedelta(days=day))
    add(database, other_enterprise, service_item, "WH2026-000001", NOW)
    found = ask(database, bound)
    assert (found.outcome, found.total, len(found.cases)) == ("several", 8, 5)
    assert found.cases[0].case_number == "XS2026-000001"
    assert ask(database, bound, limit=1).outcome == "one"
    assert ask(database, bound, limit=20).total == 8


def test_what_is_not_found_is_named(database: Database, bound: str, service_item: ServiceItem) -> None:
    assert ask(database, bound, service_items=["foreigner-work-permit"]).service_items == [
        "外国人来华工作许可"
    ]
    assert ask(database, bound, service_items=["work-permit"]).service_items == ["外国人来华工作许可"]
    assert ask(database, bound, service_items=["'; DROP TABLE cases; --"]).service_items == []
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Case)).all() == []


def test_a_role_without_the_right_sees_nothing_and_that_is_audited(
    database: Database,
    bound: str,
    enterprise: Enterprise,
    service_item: ServiceItem,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(database, enterprise, service_item, "XS2026-000001", NOW)
    asked_for: list[tuple[str, str]] = []

    def refuse(role: str, right: str) -> bool:
        asked_for.append((role, right))
        return False

    monkeypatch.setattr(records.cases.lookup, "may", refuse)
    found = ask(database, bound)
    assert (found.outcome, found.cases) == ("refused", ())
    assert asked_for == [("handler", "cases")]
    with database.transaction(read_only=True) as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()
        assert (entry.action, entry.outcome) == ("lookup.application_status", "refused")


def test_the_audit_entry_says_what_was_asked(
    database: Database, bound: str, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    ask(database, bound, case_number="xs2026 000 001")
    ask(
        database,
        bound,
        service_items=["work-permit"],
        opened_from=date(2026, 1, 1),
        opened_to=date(2026, 1, 31),
    )
    ask(database, bound)
    with database.transaction(read_only=True) as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.action == "lookup.application_status")
            .order_by(AuditEntry.sequence)
        )
        assert [(entry.subject, entry.outcome) for entry in entries] == [
            (f"uscc:{USCC} case:XS2026-000001", "not_found"),
            (f"uscc:{USCC} cases work-permit 2026-01-01..2026-01-31", "not_found"),
            (f"uscc:{USCC} cases", "not_found"),
        ]


def test_each_case_bears_the_freshness_of_its_own_source(
    database: Database, bound: str, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        session.add_all(
            [
                DataSource(name="oa", title="办公系统", kind="http", last_success_at=NOW),
                DataSource(
                    name="gov", title="省平台", kind="http", last_success_at=NOW, last_error="timeout"
                ),
            ]
        )
    for number, source in (("XS2026-000001", "oa"), ("XS2026-000002", "gov"), ("XS2026-000003", None)):
        add(database, enterprise, service_item, number, NOW, source)
    found = {case.case_number: case.freshness for case in ask(database, bound).cases}
    own, late = found["XS2026-000001"], found["XS2026-000002"]
    assert own is not None
    assert (own.source, own.is_stale) == ("办公系统", False)
    assert late is not None
    assert (late.source, late.is_stale) == ("省平台", True)
    assert found["XS2026-000003"] is None
