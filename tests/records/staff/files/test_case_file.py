"""What staff see of a case: all of it, how its deadline was counted, and the enterprise's other cases."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from records.calendar.working_days import WorkingDays
from records.cases.deadlines import read_timing
from records.cases.due_dates import limits_of, steps_of
from records.cases.repository import open_case, record_stage
from records.models import Case, DataSource, Enterprise, ServiceItem
from records.staff.accounts.accounts import StaffMember
from records.staff.files.case_file import MOST_OTHERS, StaffCase, view_case
from records.staff.files.counting import list_pauses
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.golden_files import Golden
from tests.records.support import NOW, USCC

NUMBER = "XS2026-000001"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, 0, tzinfo=SHANGHAI)


def add_case(
    database: Database,
    enterprise: Enterprise,
    item: ServiceItem,
    steps: list[tuple[str, datetime]],
    number: str = NUMBER,
    source: str | None = None,
    title: str = "样例",
) -> None:
    with database.transaction() as session:
        case = open_case(
            session,
            number=number,
            enterprise_id=enterprise.id,
            service_item_id=item.id,
            title=title,
            section="合作处",
            now=steps[0][1],
            source=source,
        )
        for stage, moment in steps[1:]:
            record_stage(session, case, stage, at=moment)  # type: ignore[arg-type]


def view(database: Database, officer: StaffMember, now: datetime = NOW) -> StaffCase:
    with database.transaction() as session:
        found = view_case(session, officer, NUMBER, now=now, calendar=WorkingDays())
    assert found is not None
    return found


def test_the_counting_names_the_day_the_limits_each_pause_and_what_is_left(
    database: Database,
    officer: StaffMember,
    enterprise: Enterprise,
    service_item: ServiceItem,
    golden: Golden,
) -> None:
    add_case(
        database,
        enterprise,
        service_item,
        [
            ("received", at(10, 29)),
            ("accepted", at(11, 2)),
            ("supplement_requested", at(11, 4)),
            ("review", at(11, 10)),
        ],
    )
    counting = view(database, officer).counting
    dated = [re.findall(r"2026-\d\d-\d\d", line) for line in counting]
    assert dated == [["2026-11-02"], [], ["2026-11-04", "2026-11-10"], [], []]
    assert [re.findall(r"(?<![-\d])\d+(?= 个)", line) for line in counting] == [
        [],
        ["20"],
        ["4"],
        ["10", "10"],
        [],
    ]
    golden.check("case_file", "a pause", "\n".join(counting))


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([("received", at(11, 16))], "尚未受理"),
        ([("received", at(9, 1)), ("accepted", at(9, 2))], "已经超期"),
        (
            [("received", at(11, 2)), ("accepted", at(11, 3)), ("expert_review", at(11, 9))],
            "专家评审中：2026-11-09 起暂停计时",
        ),
    ],
)
def test_a_clock_that_has_not_begun_has_run_out_or_stands_still_is_told(
    database: Database,
    officer: StaffMember,
    enterprise: Enterprise,
    service_item: ServiceItem,
    steps: list[tuple[str, datetime]],
    words: str,
) -> None:
    add_case(database, enterprise, service_item, steps)
    assert words in "".join(view(database, officer).counting)


def test_a_deadline_beyond_the_published_holidays_is_told_to_be_an_estimate(
    database: Database,
    officer: StaffMember,
    enterprise: Enterprise,
    service_item: ServiceItem,
    golden: Golden,
) -> None:
    late = datetime(2031, 12, 25, 10, tzinfo=SHANGHAI)
    add_case(database, enterprise, service_item, [("received", late), ("accepted", late)])
    shown = view(database, officer, late + timedelta(days=1))
    assert shown.deadline_is_estimate
    golden.check("case_file", "an estimate", shown.counting[-1])


def test_what_the_pauses_add_up_to_is_what_the_deadline_was_moved_by(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    days = [at(9, 1) + timedelta(days=3 * step) for step in range(10)]
    stages = [
        "received",
        "accepted",
        "supplement_requested",
        "review",
        "expert_review",
        "review",
        "publicity",
    ]
    stages += ["review", "supplement_requested", "review"]
    add_case(database, enterprise, service_item, list(zip(stages, days, strict=True)))
    calendar = WorkingDays()
    with database.transaction(read_only=True) as session:
        case = session.query(Case).one()
        timing = read_timing(steps_of(case), limits_of(case.service_item), calendar, today=date(2026, 9, 29))
        assert timing.acceptance is not None
        assert timing.deadline is not None
        pauses = list_pauses(steps_of(case), timing.acceptance, calendar)
    moved = calendar.add(timing.acceptance.on, 20 + sum(pause.days for pause in pauses))
    assert moved == timing.deadline
    assert len(pauses) == 4
    assert all(first.begins < second.begins for first, second in pairwise(pauses))


def test_other_cases_of_the_enterprise_are_listed_newest_first_and_nobody_elses(
    database: Database,
    officer: StaffMember,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    service_item: ServiceItem,
) -> None:
    add_case(database, enterprise, service_item, [("received", at(1, 5))])
    add_case(database, other_enterprise, service_item, [("received", at(1, 6))], "WH2026-000001")
    for number in range(12):
        add_case(
            database,
            enterprise,
            service_item,
            [("received", at(2, 1 + number))],
            f"XS2026-{900 + number:06d}",
        )
    shown = view(database, officer)
    assert shown.uscc == USCC
    numbers = [line.case_number for line in shown.other_cases]
    assert numbers == [f"XS2026-{911 - position:06d}" for position in range(MOST_OTHERS)]


def test_a_case_of_another_system_says_of_when_it_is(
    database: Database, officer: StaffMember, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        session.add(
            DataSource(name="approval", title="审批平台", kind="http", last_success_at=NOW, last_error="超时")
        )
    add_case(database, enterprise, service_item, [("received", at(11, 2))], source="approval")
    freshness = view(database, officer).freshness
    assert freshness is not None
    assert (freshness.source, freshness.as_of, freshness.is_stale) == ("审批平台", NOW, True)
    assert re.search("暂停|受理", "".join(view(database, officer).counting))


def test_staff_see_a_title_as_it_was_written(
    database: Database, officer: StaffMember, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    title = "样例（联系人 13800131234）"
    add_case(database, enterprise, service_item, [("received", at(10, 29))], title=title)
    assert view(database, officer).title == title
