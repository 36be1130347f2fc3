"""When a case must be decided, and when its enterprise must act: counted from the case's steps alone.

Limits are working days (行政许可法 第八十二条) from the day after acceptance, and run while the bureau itself
examines: a supplement and publicity stop them, and so does expert review (行政许可法 第四十五条). Where a notice is due
within some days and none is given, the case counts as accepted from its receipt (行政许可法 第三十二条).

Steps count in the order in which they were recorded. A step dated before its predecessor (a clock that jumped back, a
late report) counts as of the predecessor's day, so that no pause is ever negative.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate, pairwise

from contracts.lookup import ClockState, Stage
from records.calendar.working_days import Deadline, WorkingDays
from records.cases.stages import ENDED, is_clock_running, is_examined, is_stopped
from records.values.clock import day_of


@dataclass(frozen=True)
class Step:
    """One step of a case: `at` is aware; by `due_on`, that day included, the enterprise must act."""

    stage: Stage
    at: datetime
    due_on: date | None = None


@dataclass(frozen=True)
class Limits:
    """Time limits of a service item in working days; None where its source states none."""

    statutory_days: int | None = None
    promised_days: int | None = None
    acceptance_days: int | None = None

    @property
    def kept_days(self) -> int | None:
        """The limit that the bureau keeps to: the promised one, else the statutory one."""
        return self.promised_days if self.promised_days is not None else self.statutory_days


@dataclass(frozen=True)
class DueDates:
    """What `Case.due_on` and `Case.action_due_on` are kept at."""

    due_on: date | None
    action_due_on: date | None


@dataclass(frozen=True)
class Acceptance:
    """The day from which the limits count; `is_deemed`: by silence, because no notice was given in time."""

    on: date
    is_deemed: bool


@dataclass(frozen=True)
class Timing:
    """How a case's clock stands on a day.

    `statutory` and `promised` are None unless the clock runs. `is_overdue` and `days_left` speak of the limit that the
    bureau keeps to: working days left today, or, of a paused clock, left when it goes on; never negative.
    """

    clock: ClockState
    acceptance: Acceptance | None = None
    statutory: Deadline | None = None
    promised: Deadline | None = None
    is_overdue: bool = False
    days_left: int | None = None

    @property
    def deadline(self) -> Deadline | None:
        """The day that the bureau keeps to: the promised one, else the statutory one."""
        return self.promised or self.statutory


def derive_due_dates(
    steps: Sequence[Step], limits: Limits, calendar: WorkingDays, *, materials_due_on: Iterable[date] = ()
) -> DueDates:
    """Return the days that are kept with a case: by when the bureau must decide, by when the enterprise must act.

    `due_on` is None while the clock stands still and where no limit is stated. Of a case not yet accepted it supposes
    that no notice will be given, where silence counts as acceptance. `action_due_on` is the earliest day by which a
    supplement, or a material of `materials_due_on`, must be there.
    """
    if not steps or steps[-1].stage in ENDED:
        return DueDates(None, None)
    due_on = None
    if limits.kept_days is not None and is_clock_running(steps[-1].stage):
        days = _days(steps)
        acceptance = _find_acceptance(steps, days, limits, calendar, today=None)
        if acceptance is not None:
            due_on = _deadline(steps, days, acceptance, limits.kept_days, calendar).day
    return DueDates(due_on, derive_action_due_on(steps, materials_due_on))


def derive_action_due_on(steps: Sequence[Step], materials_due_on: Iterable[date]) -> date | None:
    """Return the earliest day by which the enterprise must act; None if it need not, or no day was set."""
    if not steps or steps[-1].stage in ENDED:
        return None
    last = steps[-1]
    acts = [last.due_on] if last.stage == "supplement_requested" and last.due_on else []
    return min([*acts, *materials_due_on], default=None)


def read_timing(steps: Sequence[Step], limits: Limits, calendar: WorkingDays, *, today: date) -> Timing:
    """Return how the clock of a case stands on a day. A `today` before the last step counts as that step's day."""
    if not steps:
        return Timing("not_started")
    days = _days(steps)
    acceptance = _find_acceptance(steps, days, limits, calendar, today=today)
    stage = steps[-1].stage
    if acceptance is None or is_stopped(stage):
        return Timing("stopped" if is_stopped(stage) else "not_started", acceptance)
    runs = is_clock_running(stage)
    until = max(today, days[-1]) if runs else days[-1]
    kept = limits.kept_days
    left = None
    is_overdue = False
    if kept is not None:
        spent = calendar.count(acceptance.on, until) - _paused_days(steps, days, acceptance, calendar)
        left = max(kept - spent, 0)
        is_overdue = until > _deadline(steps, days, acceptance, kept, calendar).day
    statutory, promised = (
        _deadline(steps, days, acceptance, limit, calendar) if runs and limit is not None else None
        for limit in (limits.statutory_days, limits.promised_days)
    )
    return Timing("running" if runs else "paused", acceptance, statutory, promised, is_overdue, left)


def _days(steps: Sequence[Step]) -> list[date]:
    """Return the Chinese calendar day of each step, none before its predecessor's."""
    return list(accumulate((day_of(step.at) for step in steps), max))


def _find_acceptance(
    steps: Sequence[Step], days: Sequence[date], limits: Limits, calendar: WorkingDays, *, today: date | None
) -> Acceptance | None:
    """Return the acceptance by notice or by silence; None if there is none on `today` (None: at any later day).

    A history that names no acceptance, as other systems report it, is accepted when examination begins. A supplement
    handed in is a receipt of its own.
    """
    for position, step in enumerate(steps):
        if is_examined(step.stage):
            return Acceptance(days[position], is_deemed=False)
        is_receipt = step.stage == "received" and (position == 0 or steps[position - 1].stage != "received")
        if not is_receipt or limits.acceptance_days is None:
            continue
        later = range(position + 1, len(steps))
        noticed_on = next((days[after] for after in later if steps[after].stage != "received"), today)
        if noticed_on is None or noticed_on > calendar.add(days[position], limits.acceptance_days).day:
            return Acceptance(days[position], is_deemed=True)
    return None


def _deadline(
    steps: Sequence[Step], days: Sequence[date], acceptance: Acceptance, limit: int, calendar: WorkingDays
) -> Deadline:
    """Return the last day of a limit; the pauses that have ended are added to it."""
    return calendar.add(acceptance.on, limit + _paused_days(steps, days, acceptance, calendar))


def _paused_days(
    steps: Sequence[Step], days: Sequence[date], acceptance: Acceptance, calendar: WorkingDays
) -> int:
    """Return the working days after acceptance that were spent in stages in which the clock does not run.

    The day on which a pause begins is the bureau's still; the day on which it ends is the pause's.
    """
    return sum(
        calendar.count(max(begun, acceptance.on), max(ended, acceptance.on))
        for (step, begun), (_, ended) in pairwise(zip(steps, days, strict=True))
        if not is_clock_running(step.stage)
    )
