"""What follows when a supplement or a decision is late, as far as it is on record: which limit, since when, who tells.

What the law makes of it is said by the section and not here, but for the 超时默认 that a source states
(`CaseStatus.deemed`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from contracts import CaseStatus
from desk.words import day


def is_late(case: CaseStatus) -> bool:
    """Tell whether what the enterprise owes, or the decision, is past its day."""
    return case.supplement_is_overdue or case.is_overdue


def describe_lateness(case: CaseStatus, todo: Sequence[str], time: Sequence[str]) -> list[str]:
    """Return the lines; `todo` and `time` are those that tell what must be handed in, and when it is decided."""
    whom = case.section or "承办科室"
    lines = _describe_supplement(case, whom, todo)
    if case.is_overdue and case.deadline is not None:
        lines += [*time, f"超时从 {_next(case.deadline)} 算起，到现在还没有作出决定。"]
    elif case.supplement_due_on is None:
        lines += [*todo, *(time or [f"这个办件{case.stage_label}，没有还在计算的期限。"])]
        lines.append(f"没有逾期或超时的记录。有疑问的，请联系{whom}，或说“转人工”。")
    return lines


def _describe_supplement(case: CaseStatus, whom: str, todo: Sequence[str]) -> list[str]:
    if case.supplement_due_on is None:
        return []
    until = day(case.supplement_due_on)
    if case.supplement_is_overdue:
        since = f"补交材料的期限是 {until}，从 {_next(case.supplement_due_on)} 起已经逾期。"
    else:
        since = f"补交材料的期限到 {until}（含当日），还没有过。"
    then = f"逾期以后怎么处理，这里没有记录，由{whom}答复：请联系该科室，或说“转人工”。"
    return [since, *todo, then]


def _next(limit: date) -> str:
    return day(limit + timedelta(days=1))
