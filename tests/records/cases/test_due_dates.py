"""What is kept with a case follows from its history, its materials, its limits and the calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contracts.lookup import Stage
from records.calendar.holidays import load_calendar, record_holiday_notice
from records.calendar.working_days import WorkingDays
from records.cases.due_dates import refresh_due_dates
from records.cases.materials import MaterialInvalid, record_material
from records.cases.repository import find_case, open_case, record_stage
from records.catalogue.service_items import CatalogueItem, sync_service_items
from records.models import Case, CaseMaterial, CaseStageEntry, Enterprise, ServiceItem
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.records.support import NOW

CALENDAR = WorkingDays()


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


def add_case(
    database: Database, enterprise: Enterprise, item: ServiceItem, number: str, *stages: Stage
) -> None:
    """A case received on 1 December, and a stage a day from 21 December."""
    with database.transaction() as session:
        case = open_case(
            session,
            number=number,
            enterprise_id=enterprise.id,
            service_item_id=item.id,
            title="样例",
            section="合作处",
            now=at(12, 1),
        )
        for later, stage in enumerate(stages):
            record_stage(session, case, stage, at=at(12, 21 + later), due_on=None)


def kept(database: Database) -> dict[str, tuple[date | None, date | None]]:
    with database.transaction(read_only=True) as session:
        rows = session.execute(select(Case.number, Case.due_on, Case.action_due_on))
        return {number: (due_on, action_due_on) for number, due_on, action_due_on in rows}


def test_each_step_keeps_the_due_days(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    add_case(database, enterprise, service_item, "XS2026-000001")
    assert kept(database) == {"XS2026-000001": (None, None)}
    steps: list[tuple[Stage, datetime, date | None, date | None, date | None]] = [
        ("supplement_requested", at(12, 2), date(2026, 12, 9), None, date(2026, 12, 9)),
        ("accepted", at(12, 8), None, CALENDAR.add(date(2026, 12, 8), 20).day, None),
        ("expert_review", at(12, 10), None, None, None),
        ("review", at(12, 14), None, CALENDAR.add(date(2026, 12, 8), 22).day, None),
        ("decided", at(12, 18), None, None, None),
    ]
    for stage, moment, asked_for, due_on, action_due_on in steps:
        with database.transaction() as session:
            case = find_case(session, "XS2026-000001")
            assert case is not None
            record_stage(session, case, stage, at=moment, due_on=asked_for)
        assert kept(database)["XS2026-000001"] == (due_on, action_due_on), stage


def test_a_step_reported_twice_under_one_key_is_refused(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    add_case(database, enterprise, service_item, "XS2026-000001")

    def report() -> None:
        with database.transaction() as session:
            case = find_case(session, "XS2026-000001")
            assert case is not None
            record_stage(session, case, "accepted", at=at(12, 2), key="oa:1")

    report()
    with pytest.raises(IntegrityError, match=r"uq_case_stages_key|case_stages\.key"):
        report()


def test_materials_set_the_day_to_act_by(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    add_case(database, enterprise, service_item, "XS2026-000001", "accepted")

    def note(name: str, state, due_on: date | None = None) -> date | None:
        with database.transaction() as session:
            case = find_case(session, "XS2026-000001")
            assert case is not None
            record_material(session, case, name, state, now=NOW, due_on=due_on)
        return kept(database)["XS2026-000001"][1]

    assert note("审计报告", "tolerated", date(2026, 12, 30)) == date(2026, 12, 30)
    assert note("场地证明", "supplement", date(2026, 12, 25)) == date(2026, 12, 25)
    assert note(" 场地证明 ", "received", date(2026, 12, 25)) == date(2026, 12, 30)
    assert note("审计报告", "received") is None
    with database.transaction(read_only=True) as session:
        rows = session.scalars(select(CaseMaterial).order_by(CaseMaterial.position)).all()
        assert [(row.position, row.name, row.state, row.due_on) for row in rows] == [
            (1, "审计报告", "received", None),
            (2, "场地证明", "received", None),
        ]


@pytest.mark.parametrize(
    ("name", "note", "reason"),
    [("  ", None, "1 至 200 字"), ("x" * 201, None, "1 至 200 字"), ("审计报告", "x" * 501, "超过 500 字")],
)
def test_a_wrong_material_is_refused(
    database: Database,
    enterprise: Enterprise,
    service_item: ServiceItem,
    name: str,
    note: str | None,
    reason: str,
) -> None:
    add_case(database, enterprise, service_item, "XS2026-000001")
    with database.transaction() as session:
        case = find_case(session, "XS2026-000001")
        assert case is not None
        with pytest.raises(MaterialInvalid, match=reason):
            record_material(session, case, name, "missing", now=NOW, note=note)
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(CaseMaterial)).all() == []


def test_a_new_notice_moves_the_open_cases_only(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    add_case(database, enterprise, service_item, "XS2026-000001", "accepted")
    add_case(database, enterprise, service_item, "XS2026-000002", "accepted", "supplement_requested")
    add_case(database, enterprise, service_item, "XS2026-000003", "accepted", "decided")
    add_case(database, enterprise, service_item, "XS2026-000004", "accepted", "review")
    before = kept(database)
    with database.transaction() as session:
        holidays = [date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 5)]
        record_holiday_notice(session, 2027, "样例通知", holidays, [], actor="staff:样例", now=NOW)
        assert refresh_due_dates(session, load_calendar(session, CALENDAR)) == 2
    after = kept(database)
    assert [number for number in before if before[number] != after[number]] == [
        "XS2026-000001",
        "XS2026-000004",
    ]
    assert before["XS2026-000001"][0] == date(2027, 1, 18)
    assert after["XS2026-000001"][0] == date(2027, 1, 21)
    with database.transaction() as session:
        assert refresh_due_dates(session, load_calendar(session, CALENDAR)) == 0


def test_more_cases_than_a_batch_are_all_refreshed(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        for number in range(1, 1203):
            case = Case(
                number=f"XS2026-{number:06d}",
                enterprise_id=enterprise.id,
                service_item_id=service_item.id,
                title="样例",
                stage="accepted",
                since=at(9, 1),
                opened_at=at(9, 1),
            )
            case.history.append(CaseStageEntry(sequence=1, stage="accepted", at=at(9, 1)))
            session.add(case)
    with database.transaction() as session:
        assert refresh_due_dates(session, CALENDAR) == 1202
    assert set(kept(database).values()) == {(CALENDAR.add(date(2026, 9, 1), 20).day, None)}


def test_a_changed_time_limit_moves_the_open_cases_of_its_item(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    add_case(database, enterprise, service_item, "XS2026-000001", "accepted")
    shorter = CatalogueItem(
        code="work-permit",
        name="外国人来华工作许可",
        statutory_working_days=20,
        promised_working_days=5,
        time_limit_source="样例",
    )
    with database.transaction() as session:
        sync_service_items(session, [shorter])
    assert kept(database)["XS2026-000001"][0] == CALENDAR.add(date(2026, 12, 21), 5).day


def test_deadlines_of_a_case_that_waits_follow_the_day(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    """Kept for a case not yet accepted: the day that silence would give, where silence counts as acceptance."""
    with database.transaction() as session:
        session.get_one(ServiceItem, service_item.id).acceptance_days = 5
    add_case(database, enterprise, service_item, "XS2026-000001")
    assert kept(database)["XS2026-000001"][0] == CALENDAR.add(date(2026, 12, 1), 20).day
