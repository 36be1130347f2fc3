"""What the demo's cases have to show."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from contracts import CaseStatus
from records.calendar.working_days import WorkingDays
from records.cases.deadlines import derive_due_dates
from records.cases.due_dates import limits_of, materials_due_on, steps_of
from records.cases.view import case_status_view
from records.catalogue.service_items import read_catalogue
from records.demo import load_demo
from records.models import Case, Enterprise
from records.storage.database import Database
from tests.records.support import NOW

CATALOGUE = read_catalogue(Path(__file__).resolve().parents[3] / "knowledge")


def load(database: Database) -> None:
    with database.transaction() as session:
        load_demo(session, CATALOGUE, as_of=date(2026, 11, 20), now=NOW)


def cases_of(database: Database, position: int) -> list[CaseStatus]:
    with database.transaction(read_only=True) as session:
        owner = session.scalars(select(Enterprise.id).order_by(Enterprise.id).offset(position).limit(1)).one()
        cases = session.scalars(select(Case).where(Case.enterprise_id == owner)).unique()
        return [case_status_view(case, calendar=WorkingDays(), now=NOW) for case in cases]


def test_the_first_enterprise_has_a_case_of_every_kind_of_trouble(database: Database) -> None:
    load(database)
    cases = cases_of(database, 0)
    assert any(case.stage == "supplement_requested" and case.supplement_is_overdue for case in cases)
    assert any(case.stage == "supplement_requested" and not case.supplement_is_overdue for case in cases)
    assert any(case.clock == "paused" and case.working_days_left for case in cases)
    assert any(case.is_overdue and case.deadline for case in cases)
    late = [
        material
        for case in cases
        for material in case.materials
        if material.state == "tolerated" and material.due_on and material.due_on < NOW.date()
    ]
    assert late


def test_the_second_enterprise_has_one_that_counts_as_accepted_by_silence(database: Database) -> None:
    load(database)
    assert any("第三十二条" in (case.deemed or "") for case in cases_of(database, 1))


def test_the_days_kept_with_each_case_follow_from_its_history(database: Database) -> None:
    load(database)
    with database.transaction(read_only=True) as session:
        cases = session.scalars(select(Case)).unique().all()
        for case in cases:
            due = derive_due_dates(
                steps_of(case),
                limits_of(case.service_item),
                WorkingDays(),
                materials_due_on=materials_due_on(case),
            )
            assert (case.due_on, case.action_due_on) == (due.due_on, due.action_due_on)
        assert sum(case.due_on is not None for case in cases) > 5
        assert sum(case.action_due_on is not None for case in cases) > 40
