"""How a case's deadline was counted, step by step, for who mistrusts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from records.calendar.working_days import WorkingDays
from records.cases.deadlines import Acceptance, Step, Timing, read_timing
from records.cases.due_dates import limits_of, steps_of
from records.cases.stages import STAGE_LABELS, is_clock_running
from records.models import Case, ServiceItem
from records.values.clock import day_of


@dataclass(frozen=True)
class Pause:
    """A stage in which the clock stood still: its label, the days between which, and the working days not counted.

    `ends` is None while it lasts.
    """

    label: str
    begins: date
    ends: date | None
    days: int


def explain_counting(case: Case, calendar: WorkingDays, *, today: date) -> list[str]:
    """Return in Chinese sentences from when, by which limits, with which pauses and by which calendar was counted."""
    steps, item = steps_of(case), case.service_item
    timing = read_timing(steps, limits_of(item), calendar, today=today)
    if timing.acceptance is None:
        return ["尚未受理，办理时限还没有开始计算。", *_limits(item)]
    how = "视为受理" if timing.acceptance.is_deemed else "受理"
    lines = [f"{timing.acceptance.on} {how}，从次日起按工作日计算。", *_limits(item)]
    lines += [_say(pause) for pause in list_pauses(steps, timing.acceptance, calendar)]
    lines += _spent(timing, item)
    return [*lines, *_calendar(timing, calendar, today)]


def list_pauses(steps: Sequence[Step], acceptance: Acceptance, calendar: WorkingDays) -> list[Pause]:
    """Return the pauses after acceptance, in order; the last one may still last, and then counts no days yet.

    The day on which a pause begins counts for the bureau, the day on which it ends does not.
    """
    days = list(accumulate((day_of(step.at) for step in steps), max))
    pauses = [
        Pause(STAGE_LABELS[step.stage], begun, ended, calendar.count(begun, ended))
        for (step, begun), (_, ended) in pairwise(zip(steps, days, strict=True))
        if not is_clock_running(step.stage) and ended > acceptance.on
    ]
    pauses = [
        pause
        if pause.begins >= acceptance.on
        else Pause(
            pause.label, acceptance.on, pause.ends, calendar.count(acceptance.on, pause.ends or days[-1])
        )
        for pause in pauses
    ]
    if steps and steps[-1].stage in ("supplement_requested", "expert_review", "publicity"):
        pauses.append(Pause(STAGE_LABELS[steps[-1].stage], days[-1], None, 0))
    return pauses


def _say(pause: Pause) -> str:
    if pause.ends is None:
        return f"{pause.label}：{pause.begins} 起暂停计时，恢复后顺延。"
    return f"{pause.label}：{pause.begins} 至 {pause.ends} 暂停，不计 {pause.days} 个工作日。"


def _limits(item: ServiceItem) -> list[str]:
    told = [("承诺", item.promised_days), ("法定", item.statutory_days)]
    stated = [f"{name} {days} 个工作日" for name, days in told if days is not None]
    if not stated:
        return ["该事项的文件未载明办理时限，不计算到期日。"]
    source = f"（依据：{item.time_limit_source}）" if item.time_limit_source else ""
    return [f"时限：{'，'.join(stated)}{source}。"]


def _spent(timing: Timing, item: ServiceItem) -> list[str]:
    kept = limits_of(item).kept_days
    if kept is None or timing.days_left is None:
        return []
    if timing.is_overdue:
        return [f"{kept} 个工作日已用完，已经超期。"]
    return [f"已用 {kept - timing.days_left} 个工作日，还剩 {timing.days_left} 个。"]


def _calendar(timing: Timing, calendar: WorkingDays, today: date) -> list[str]:
    if timing.deadline is None:
        return []
    if timing.deadline.is_estimate:
        last = next(
            (year for year in range(today.year + 1, today.year - 30, -1) if calendar.is_published(year)), None
        )
        known = f"节假日公布到 {last} 年，" if last else ""
        return [f"{known}之后只按周末推算，因此到期日为预计。"]
    return ["节假日和调休按已公布的放假通知计算。"]
