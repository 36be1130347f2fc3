"""Every rule of the clock, cell by cell. 2026: off 1-7 October, worked Sunday 20 September and Saturday 10 October."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.lookup import ClockState, Stage
from records.calendar.working_days import HolidayYear, WorkingDays
from records.cases.deadlines import Acceptance, DueDates, Limits, Step, derive_due_dates, read_timing
from records.models import STAGES
from records.values.clock import SHANGHAI

CALENDAR = WorkingDays()
TWENTY = Limits(statutory_days=20)
FIVE_TO_ACCEPT = Limits(statutory_days=20, acceptance_days=5)


def step(stage: Stage, month: int, day: int, due_on: date | None = None) -> Step:
    return Step(stage, datetime(2026, month, day, 10, tzinfo=SHANGHAI), due_on)


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


RECEIVED = step("received", 9, 1)
ACCEPTED = step("accepted", 9, 3)

# stage after acceptance -> clock
CLOCKS: dict[Stage, ClockState] = {
    "received": "running",
    "supplement_requested": "paused",
    "accepted": "running",
    "review": "running",
    "expert_review": "paused",
    "publicity": "paused",
    "decided": "stopped",
    "certificate": "stopped",
    "closed": "stopped",
    "withdrawn": "stopped",
    "rejected": "stopped",
}


def test_every_stage_has_a_cell() -> None:
    assert set(CLOCKS) == set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_the_clock_after_acceptance(stage: Stage) -> None:
    steps = [RECEIVED, ACCEPTED, step(stage, 9, 8)]
    timing = read_timing(steps, TWENTY, CALENDAR, today=on(9, 9))
    assert timing.clock == CLOCKS[stage]
    assert (timing.deadline is not None) is (CLOCKS[stage] == "running")
    assert (timing.days_left is None) is (CLOCKS[stage] == "stopped")
    assert (derive_due_dates(steps, TWENTY, CALENDAR).due_on is not None) is (CLOCKS[stage] == "running")


@pytest.mark.parametrize(
    ("stage", "clock"),
    [("received", "not_started"), ("supplement_requested", "not_started"), ("rejected", "stopped")],
)
def test_the_clock_before_acceptance(stage: Stage, clock: ClockState) -> None:
    timing = read_timing([RECEIVED, step(stage, 9, 2)], TWENTY, CALENDAR, today=on(9, 9))
    assert (timing.clock, timing.acceptance, timing.deadline) == (clock, None, None)


def test_a_case_without_steps_has_no_clock() -> None:
    assert read_timing([], TWENTY, CALENDAR, today=on(9, 9)).clock == "not_started"
    assert derive_due_dates([], TWENTY, CALENDAR) == DueDates(None, None)


def test_days_count_from_the_day_after_acceptance_over_holidays_and_make_up_days() -> None:
    # Accepted on Monday 28 September: 29., 30., off 1-7 October, 8., 9., Saturday 10. worked.
    steps = [RECEIVED, step("accepted", 9, 28)]
    timing = read_timing(steps, Limits(statutory_days=5), CALENDAR, today=on(9, 28))
    assert timing.statutory is not None
    assert (timing.statutory.day, timing.statutory.is_estimate) == (on(10, 10), False)
    assert timing.days_left == 5


@pytest.mark.parametrize(
    ("pauses", "added"),
    [
        ([], 0),
        ([("supplement_requested", 8), ("review", 11)], 3),  # Tuesday to Friday
        ([("expert_review", 11), ("review", 14)], 1),  # Friday to Monday
        ([("publicity", 18), ("review", 21)], 2),  # Friday to Monday over Sunday 20., which is worked
        ([("supplement_requested", 8), ("review", 9), ("expert_review", 14), ("review", 16)], 3),
        (
            [("supplement_requested", 8), ("expert_review", 10), ("review", 14)],
            4,
        ),  # one after the other, none twice
        ([("supplement_requested", 8), ("review", 8)], 0),  # answered the same day
    ],
)
def test_pauses_are_added_to_the_limit(pauses: list[tuple[Stage, int]], added: int) -> None:
    steps = [RECEIVED, ACCEPTED, *(step(stage, 9, day) for stage, day in pauses)]
    expected = CALENDAR.add(on(9, 3), 20 + added).day
    assert derive_due_dates(steps, TWENTY, CALENDAR).due_on == expected
    timing = read_timing(steps, TWENTY, CALENDAR, today=on(9, 21))
    assert timing.deadline is not None
    assert timing.deadline.day == expected
    assert timing.days_left == CALENDAR.count(on(9, 21), expected)


def test_a_pause_before_acceptance_adds_nothing() -> None:
    steps = [RECEIVED, step("supplement_requested", 9, 2), step("accepted", 9, 11)]
    assert derive_due_dates(steps, TWENTY, CALENDAR).due_on == CALENDAR.add(on(9, 11), 20).day


def test_a_paused_clock_keeps_what_is_left_however_long_the_pause() -> None:
    steps = [RECEIVED, ACCEPTED, step("supplement_requested", 9, 8)]
    for today in (on(9, 8), on(9, 30), on(12, 31), on(6, 1, 2027)):
        timing = read_timing(steps, TWENTY, CALENDAR, today=today)
        assert (timing.clock, timing.days_left, timing.is_overdue) == ("paused", 17, False)
        assert timing.statutory is None
    assert derive_due_dates(steps, TWENTY, CALENDAR).due_on is None


@pytest.mark.parametrize(
    ("today", "is_overdue", "left"), [(on(10, 9), False, 1), (on(10, 10), False, 0), (on(10, 11), True, 0)]
)
def test_a_case_is_overdue_from_the_day_after_its_last_day(today: date, is_overdue: bool, left: int) -> None:
    timing = read_timing([RECEIVED, step("accepted", 9, 28)], Limits(statutory_days=5), CALENDAR, today=today)
    assert (timing.is_overdue, timing.days_left) == (is_overdue, left)


def test_a_pause_begun_too_late_leaves_the_case_overdue_and_one_begun_in_time_does_not() -> None:
    accepted = step("accepted", 9, 28)
    late = [RECEIVED, accepted, step("expert_review", 10, 12)]
    in_time = [RECEIVED, accepted, step("expert_review", 10, 10)]
    assert read_timing(late, Limits(5), CALENDAR, today=on(11, 1)).is_overdue
    assert not read_timing(in_time, Limits(5), CALENDAR, today=on(11, 1)).is_overdue


def test_a_decided_case_is_not_overdue() -> None:
    steps = [RECEIVED, ACCEPTED, step("decided", 12, 1)]
    assert not read_timing(steps, Limits(5), CALENDAR, today=on(12, 31)).is_overdue


@pytest.mark.parametrize(
    ("limits", "due_on", "has_statutory", "has_promised"),
    [
        (Limits(), None, False, False),
        (Limits(statutory_days=20), CALENDAR.add(on(9, 3), 20).day, True, False),
        (Limits(promised_days=5), on(9, 10), False, True),
        (Limits(statutory_days=20, promised_days=5), on(9, 10), True, True),
        (Limits(statutory_days=20, promised_days=0), on(9, 3), True, True),  # decided while you wait
    ],
)
def test_the_promised_limit_goes_before_the_statutory_one(
    limits: Limits, due_on: date | None, has_statutory: bool, has_promised: bool
) -> None:
    steps = [RECEIVED, ACCEPTED]
    assert derive_due_dates(steps, limits, CALENDAR).due_on == due_on
    timing = read_timing(steps, limits, CALENDAR, today=on(9, 9))
    assert timing.clock == "running"
    assert (timing.statutory is not None, timing.promised is not None) == (has_statutory, has_promised)
    assert (timing.deadline.day if timing.deadline else None) == due_on


@pytest.mark.parametrize(
    ("later", "today", "acceptance"),
    [
        ([], on(9, 8), None),  # the fifth working day after 1 September
        ([], on(9, 9), Acceptance(on(9, 1), is_deemed=True)),
        ([step("accepted", 9, 8)], on(9, 30), Acceptance(on(9, 8), is_deemed=False)),
        ([step("accepted", 9, 9)], on(9, 30), Acceptance(on(9, 1), is_deemed=True)),
        ([step("supplement_requested", 9, 8)], on(9, 30), None),
        ([step("supplement_requested", 9, 9)], on(9, 30), Acceptance(on(9, 1), is_deemed=True)),
        (
            [step("received", 9, 7)],
            on(9, 9),
            Acceptance(on(9, 1), is_deemed=True),
        ),  # recorded twice, received once
        (  # a supplement handed in is a receipt of its own
            [step("supplement_requested", 9, 2), step("received", 9, 21)],
            on(9, 30),
            Acceptance(on(9, 21), is_deemed=True),
        ),
        ([step("supplement_requested", 9, 2), step("received", 9, 21)], on(9, 28), None),
        ([step("rejected", 9, 8)], on(9, 30), None),
    ],
)
def test_silence_counts_as_acceptance(later: list[Step], today: date, acceptance: Acceptance | None) -> None:
    timing = read_timing([RECEIVED, *later], FIVE_TO_ACCEPT, CALENDAR, today=today)
    assert timing.acceptance == acceptance
    without_rule = read_timing([RECEIVED, *later], TWENTY, CALENDAR, today=today)
    assert not (without_rule.acceptance and without_rule.acceptance.is_deemed)


def test_limits_count_from_receipt_where_silence_was_acceptance() -> None:
    steps = [RECEIVED, step("accepted", 9, 15)]
    assert derive_due_dates(steps, FIVE_TO_ACCEPT, CALENDAR).due_on == CALENDAR.add(on(9, 1), 20).day


def test_a_case_that_waits_for_acceptance_is_kept_at_the_day_that_silence_would_give() -> None:
    assert derive_due_dates([RECEIVED], FIVE_TO_ACCEPT, CALENDAR).due_on == CALENDAR.add(on(9, 1), 20).day
    assert derive_due_dates([RECEIVED], TWENTY, CALENDAR).due_on is None


def test_a_history_without_acceptance_counts_from_the_beginning_of_examination() -> None:
    timing = read_timing([RECEIVED, step("review", 9, 8)], TWENTY, CALENDAR, today=on(9, 9))
    assert timing.acceptance == Acceptance(on(9, 8), is_deemed=False)


def test_a_step_dated_before_its_predecessor_makes_no_negative_pause() -> None:
    straight = [RECEIVED, ACCEPTED, step("supplement_requested", 9, 8), step("review", 9, 8)]
    back = [RECEIVED, ACCEPTED, step("supplement_requested", 9, 8), step("review", 8, 20)]
    assert derive_due_dates(back, TWENTY, CALENDAR) == derive_due_dates(straight, TWENTY, CALENDAR)


def test_a_clock_that_jumps_back_shows_no_more_time_than_there_was() -> None:
    steps = [RECEIVED, ACCEPTED, step("supplement_requested", 9, 8), step("review", 9, 11)]
    before = read_timing(steps, TWENTY, CALENDAR, today=on(1, 1))
    assert before == read_timing(steps, TWENTY, CALENDAR, today=on(9, 11))


def test_a_day_is_a_chinese_day() -> None:
    late_evening_in_utc = Step("accepted", datetime(2026, 9, 2, 20, tzinfo=UTC))  # 04:00 on the 3rd in China
    steps = [RECEIVED, late_evening_in_utc]
    assert derive_due_dates(steps, TWENTY, CALENDAR) == derive_due_dates(
        [RECEIVED, ACCEPTED], TWENTY, CALENDAR
    )


def test_beyond_the_published_years_a_deadline_is_an_estimate_until_the_notice_is_there() -> None:
    steps = [RECEIVED, step("accepted", 12, 21)]
    estimate = read_timing(steps, TWENTY, CALENDAR, today=on(12, 22)).deadline
    assert estimate is not None
    assert (estimate.day, estimate.is_estimate) == (on(1, 18, 2027), True)
    notice = HolidayYear(source="样例", holidays=frozenset({on(1, 1, 2027), on(1, 4, 2027)}))
    known = read_timing(steps, TWENTY, CALENDAR.with_notices({2027: notice}), today=on(12, 22)).deadline
    assert known is not None
    assert (known.day, known.is_estimate) == (on(1, 20, 2027), False)


SUPPLEMENT = step("supplement_requested", 9, 8, on(9, 22))


@pytest.mark.parametrize(
    ("steps", "materials", "action_due_on"),
    [
        ([RECEIVED, SUPPLEMENT], [], on(9, 22)),
        ([RECEIVED, SUPPLEMENT], [on(9, 18), on(10, 9)], on(9, 18)),
        ([RECEIVED, SUPPLEMENT, step("accepted", 9, 11)], [], None),  # handed in
        ([RECEIVED, SUPPLEMENT, step("accepted", 9, 11)], [on(10, 9)], on(10, 9)),
        ([RECEIVED, step("supplement_requested", 9, 8)], [], None),
        ([RECEIVED, ACCEPTED, step("decided", 9, 11)], [on(10, 9)], on(10, 9)),  # tolerated still
        ([RECEIVED, ACCEPTED, step("closed", 9, 11)], [on(10, 9)], None),
        ([RECEIVED, ACCEPTED, step("withdrawn", 9, 11)], [on(10, 9)], None),
        ([RECEIVED, ACCEPTED, step("rejected", 9, 11)], [on(10, 9)], None),
    ],
)
def test_the_enterprise_must_act_by_the_earliest_day(
    steps: list[Step], materials: list[date], action_due_on: date | None
) -> None:
    assert (
        derive_due_dates(steps, TWENTY, CALENDAR, materials_due_on=materials).action_due_on == action_due_on
    )


MOMENTS = st.integers(600_000_000, 2_100_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
STEPS = st.lists(st.builds(Step, st.sampled_from(STAGES), MOMENTS, st.none()), min_size=1, max_size=5)
DAYS = st.none() | st.integers(0, 60)


@given(STEPS, st.builds(Limits, DAYS, DAYS, DAYS), st.dates(date(1990, 1, 1), date(2035, 1, 1)))
def test_no_history_whatever_gives_nonsense(steps: list[Step], limits: Limits, today: date) -> None:
    timing = read_timing(steps, limits, CALENDAR, today=today)
    kept = derive_due_dates(steps, limits, CALENDAR).due_on
    if timing.days_left is not None:
        assert 0 <= timing.days_left <= (limits.kept_days or 0)
    if timing.deadline is not None:
        assert timing.acceptance is not None
        assert timing.deadline.day >= timing.acceptance.on
        assert timing.deadline.day == kept
        assert timing.clock == "running"
