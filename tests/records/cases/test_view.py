"""What may be shown of a case: both limits, the clock, silence, materials, and what must be done by when."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts import CaseStatus, Freshness
from contracts.lookup import MaterialState, Stage
from records.calendar.working_days import WorkingDays
from records.cases.materials import record_material
from records.cases.repository import find_case, open_case, record_stage
from records.cases.view import case_status_view
from records.models import Enterprise, ServiceItem
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.figures import counts, days
from tests.golden_files import Golden

NUMBER = "XS2026-000123"
CALENDAR = WorkingDays()
TITLE = "样例（经办人 13800131234）"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


class CaseFile:
    """A case received on 1 September 2026 (a Tuesday), for a service item with the limits given."""

    def __init__(self, database: Database, enterprise: Enterprise, item: ServiceItem, **limits: Any) -> None:
        self._database = database
        with database.transaction() as session:
            row = session.get_one(ServiceItem, item.id)
            for name, value in limits.items():
                setattr(row, name, value)
            open_case(
                session,
                number=NUMBER,
                enterprise_id=enterprise.id,
                service_item_id=item.id,
                title=TITLE,
                section="合作处",
                now=at(9, 1),
            )

    def move(
        self, stage: Stage, moment: datetime, note: str | None = None, due_on: date | None = None
    ) -> None:
        with self._database.transaction() as session:
            case = find_case(session, NUMBER)
            assert case is not None
            record_stage(session, case, stage, at=moment, note=note, due_on=due_on)

    def hand_in(
        self, name: str, state: MaterialState, due_on: date | None = None, note: str | None = None
    ) -> None:
        with self._database.transaction() as session:
            case = find_case(session, NUMBER)
            assert case is not None
            record_material(session, case, name, state, now=at(9, 1), due_on=due_on, note=note)

    def view(self, now: datetime, freshness: Freshness | None = None) -> CaseStatus:
        with self._database.transaction(read_only=True) as session:
            case = find_case(session, NUMBER)
            assert case is not None
            return case_status_view(case, calendar=CALENDAR, now=now, freshness=freshness)


@pytest.fixture
def case_file(database: Database, enterprise: Enterprise, service_item: ServiceItem) -> CaseFile:
    return CaseFile(database, enterprise, service_item, promised_days=5, acceptance_days=5)


def test_both_limits_are_shown_and_the_promised_one_is_kept(case_file: CaseFile) -> None:
    case_file.move("accepted", at(9, 3))
    found = case_file.view(at(9, 7))
    assert (found.promised_deadline, found.statutory_deadline) == (
        date(2026, 9, 10),
        CALENDAR.add(date(2026, 9, 3), 20).day,
    )
    assert (found.deadline, found.working_days_left, found.clock) == (date(2026, 9, 10), 3, "running")
    assert (found.limit_days, found.is_overdue) == (5, False)
    assert case_file.view(at(9, 11)).is_overdue


def test_the_statutory_limit_may_be_an_estimate_where_the_promised_one_is_none(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    case_file = CaseFile(database, enterprise, service_item, promised_days=5)
    case_file.move("accepted", at(12, 21))
    found = case_file.view(at(12, 22))
    assert (found.deadline_is_estimate, found.statutory_is_estimate) == (False, True)


def test_a_paused_clock_shows_what_is_left_and_no_day(case_file: CaseFile) -> None:
    case_file.move("accepted", at(9, 3))
    case_file.move("expert_review", at(9, 7))
    found = case_file.view(at(9, 30))
    assert (found.clock, found.deadline, found.promised_deadline, found.statutory_deadline) == (
        "paused",
        None,
        None,
        None,
    )
    assert found.working_days_left == 3


def test_acceptance_by_silence_is_said_with_its_law_and_day(case_file: CaseFile, golden: Golden) -> None:
    assert case_file.view(at(9, 8)).deemed is None
    found = case_file.view(at(9, 9))
    assert found.deemed is not None
    assert (counts(found.deemed), days(found.deemed)) == ([5], [date(2026, 9, 1)])
    golden.check("case_todo", "accepted by silence", found.deemed)
    assert (found.clock, found.promised_deadline) == ("running", date(2026, 9, 8))
    assert found.next_step == "审核材料"


@pytest.mark.parametrize(
    ("approved", "source", "now", "said"),
    [
        (True, "样例办法第二条", at(9, 11), "按样例办法第二条，超时默认视为同意"),
        (True, "样例办法第二条", at(9, 10), None),
        (False, None, at(9, 11), None),
    ],
)
def test_a_decision_not_made_in_time_counts_as_its_source_says(
    database: Database,
    enterprise: Enterprise,
    service_item: ServiceItem,
    approved: bool,
    source: str | None,
    now: datetime,
    said: str | None,
) -> None:
    case_file = CaseFile(
        database,
        enterprise,
        service_item,
        promised_days=5,
        approved_on_timeout=approved,
        timeout_source=source,
    )
    case_file.move("accepted", at(9, 3))
    deemed = case_file.view(now).deemed
    assert (said in deemed) if said and deemed else deemed is said
    case_file.move("decided", at(9, 30))
    assert case_file.view(at(9, 30)).deemed is None


def test_materials_are_shown_in_their_order_with_their_state(case_file: CaseFile) -> None:
    case_file.hand_in("申请表", "received")
    case_file.hand_in("审计报告", "tolerated", date(2026, 9, 10))
    case_file.hand_in("劳动合同", "supplement", date(2026, 9, 20))
    case_file.hand_in("体检证明", "missing")
    shown = [
        (each.name, each.state_label, each.due_on, each.is_overdue)
        for each in case_file.view(at(9, 11)).materials
    ]
    assert shown == [
        ("申请表", "已收", None, False),
        ("审计报告", "容缺后补", date(2026, 9, 10), True),
        ("劳动合同", "待补正", date(2026, 9, 20), False),
        ("体检证明", "缺", None, False),
    ]


def test_what_must_be_done_names_every_material_with_its_day_and_what_to_do_when_late(
    case_file: CaseFile, golden: Golden
) -> None:
    case_file.hand_in("审计报告", "tolerated", date(2026, 9, 10))
    case_file.hand_in("劳动合同", "supplement", date(2026, 9, 20))
    case_file.hand_in("体检证明", "missing")
    found = case_file.view(at(9, 11))
    assert found.todo is not None
    assert re.findall("“(.+?)”", found.todo) == ["劳动合同", "审计报告", "体检证明"]
    assert days(found.todo) == [date(2026, 9, 20), date(2026, 9, 10)]
    golden.check("case_todo", "three materials", found.todo)
    assert (found.supplement_due_on, found.supplement_is_overdue) == (date(2026, 9, 10), True)
    assert not case_file.view(at(9, 10)).supplement_is_overdue


def test_a_supplement_asked_for_by_a_notice_and_by_material_is_said_once(
    case_file: CaseFile, golden: Golden
) -> None:
    case_file.move("supplement_requested", at(9, 2), note="签章页不清。", due_on=date(2026, 9, 16))
    case_file.hand_in("劳动合同", "supplement", date(2026, 9, 14))
    found = case_file.view(at(9, 3))
    assert found.todo is not None
    assert (found.todo.count("劳动合同"), found.todo.count("签章页不清")) == (1, 1)
    assert days(found.todo) == [date(2026, 9, 14)]
    golden.check("case_todo", "a supplement by notice and by material", found.todo)
    assert found.supplement_due_on == date(2026, 9, 14)


def test_once_it_is_over_nothing_is_to_be_done_or_late(case_file: CaseFile) -> None:
    case_file.hand_in("审计报告", "tolerated", date(2026, 9, 10))
    case_file.move("closed", at(9, 11))
    found = case_file.view(at(9, 30))
    assert (found.todo, found.supplement_due_on, found.supplement_is_overdue) == (None, None, False)
    assert [each.is_overdue for each in found.materials] == [False]
    assert found.next_step is None


def test_freshness_goes_along(case_file: CaseFile) -> None:
    freshness = Freshness(source="省平台", as_of=datetime(2026, 9, 1, tzinfo=UTC))
    assert case_file.view(at(9, 2), freshness).freshness == freshness
    assert case_file.view(at(9, 2)).freshness is None


def test_sql_in_any_text_of_a_case_is_text(case_file: CaseFile) -> None:
    attack = "'); DELETE FROM cases; --"
    case_file.move("supplement_requested", at(9, 2), note=attack, due_on=date(2026, 9, 16))
    case_file.hand_in(attack, "missing")
    found = case_file.view(at(9, 3))
    assert found.history[-1].note == attack
    assert found.materials[0].name == attack


def test_phones_and_identity_numbers_are_masked_wherever_they_were_written(case_file: CaseFile) -> None:
    phone, person, hidden = "13800131234", "330109199001011234", ("138****1234", "3301**************")
    case_file.hand_in(f"护照（{person}）", "supplement", date(2026, 9, 20), f"请联系 {phone}")
    case_file.move("supplement_requested", at(9, 2), f"请 {person} 补照片，电话 {phone}", date(2026, 9, 20))
    found = case_file.view(at(9, 3))
    (material,) = found.materials
    assert found.title == "样例（经办人 138****1234）"
    assert (material.name, material.note) == (f"护照（{hidden[1]}）", f"请联系 {hidden[0]}")
    assert found.history[-1].note == f"请 {hidden[1]} 补照片，电话 {hidden[0]}"
    assert found.todo is not None
    assert all(number in found.todo for number in hidden)
    shown = found.model_dump_json()
    assert not any(number in shown for number in (phone, person))
