"""What is said of a case's stages and days, and the tone in which it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.lookup import CaseStatus, ClockState, Stage
from records.staff.files.case_summary import CaseSummary

SOON_DAYS = 3
CLOCK_WORDS: dict[ClockState, str] = {
    "not_started": "尚未受理，未开始计时",
    "running": "计时中",
    "paused": "暂停计时",
    "stopped": "已停止计时",
}
_TONES: dict[Stage, str] = {
    "supplement_requested": "ask",
    "decided": "good",
    "certificate": "good",
    "closed": "done",
    "withdrawn": "done",
    "rejected": "bad",
}


@dataclass(frozen=True)
class Told:
    """Words, and the tone in which they are shown: late, soon, or plain."""

    words: str
    tone: str = ""


def tone_of(stage: Stage) -> str:
    """Return the tone in which a stage is shown."""
    return _TONES.get(stage, "running")


def moment(at: datetime) -> str:
    """Return a time as it is shown: 2026-01-05 09:30."""
    return f"{at:%Y-%m-%d %H:%M}"


def line_date(summary: CaseSummary, today: date) -> tuple[str, str]:
    """Return what a line says of time, and the tone: the deadline that runs, the enterprise's, else since when."""
    if summary.deadline is not None:
        told = tell_due(summary.deadline, today, is_estimate=summary.deadline_is_estimate)
    elif summary.action_due_on is not None:
        due = tell_due(summary.action_due_on, today, is_estimate=False)
        told = Told(f"企业应于 {due.words}", due.tone)
    else:
        told = Told(f"{summary.since:%Y-%m-%d} 起")
    return told.words, told.tone


def tell_due(day: date, today: date, *, is_estimate: bool) -> Told:
    """Return by when something is due, with how long that is."""
    left = (day - today).days
    words = f"{'预计 ' if is_estimate else ''}{day}"
    if left < 0:
        return Told(f"{words} 到期，已超 {-left} 天", "late")
    if left == 0:
        return Told(f"{words} 今天到期", "soon")
    return Told(f"{words} 到期，还有 {left} 天", "soon" if left <= SOON_DAYS else "")


def tell_deadlines(case: CaseStatus, today: date) -> list[tuple[str, Told]]:
    """Return the promised and the statutory deadline, or why there is none."""
    days = (("承诺时限", case.promised_deadline), ("法定时限", case.statutory_deadline))
    told = [(name, tell_due(day, today, is_estimate=case.deadline_is_estimate)) for name, day in days if day]
    if told and case.working_days_left is not None and not case.is_overdue:
        told.append(("剩余", Told(f"{case.working_days_left} 个工作日")))
    if told or case.clock in ("not_started", "stopped"):
        return told
    if case.clock == "paused":
        left = f"，恢复后还剩 {case.working_days_left} 个工作日" if case.working_days_left is not None else ""
        return [("办结时限", Told(f"暂停计时{left}"))]
    return [("办结时限", Told("文件未载明时限"))]
