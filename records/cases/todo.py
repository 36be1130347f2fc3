"""What an enterprise must do about its case: what, by when, and what if that day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from records.cases.deadlines import derive_action_due_on
from records.cases.due_dates import materials_due_on, steps_of
from records.cases.stages import ENDED
from records.models import Case


def find_action_due_on(case: Case) -> date | None:
    """Return the earliest day by which the enterprise must act, None if it need not."""
    return derive_action_due_on(steps_of(case), materials_due_on(case))


def say_todo(case: Case, today: date) -> str | None:
    """Return in words what the enterprise must do, the most urgent first; None if nothing."""
    if not case.history or case.history[-1].stage in ENDED:
        return None
    section = case.section or "承办科室"
    said = [
        *_say_supplement(case, today, section),
        *_say_tolerated(case, today, section),
        *_say_missing(case),
    ]
    return "".join(said) or None


def say_day(day: date) -> str:
    """Return a day in words: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _say_supplement(case: Case, today: date, section: str) -> Iterator[str]:
    """Say what was asked for as a supplement: by the notice, or material by material."""
    last = case.history[-1]
    asked = [material for material in case.materials if material.state == "supplement"]
    if last.stage != "supplement_requested" and not asked:
        return
    names = "、".join(f"“{material.name}”" for material in asked)
    note = (last.note or "").rstrip("。；; ") if last.stage == "supplement_requested" else ""
    what = f"请补正{names}" + (f"：{note}" if note else "") if names or note else "请按通知补正材料"
    days = [material.due_on for material in asked if material.due_on]
    if last.stage == "supplement_requested" and last.due_on:
        days.append(last.due_on)
    yield _say_by_when(f"{what}。", "补正", min(days, default=None), today, section)


def _say_tolerated(case: Case, today: date, section: str) -> Iterator[str]:
    tolerated = [material for material in case.materials if material.state == "tolerated"]
    for material in sorted(tolerated, key=lambda material: material.due_on or date.max):
        yield _say_by_when(f"请补齐容缺材料“{material.name}”。", "容缺补齐", material.due_on, today, section)


def _say_missing(case: Case) -> Iterator[str]:
    if names := [f"“{material.name}”" for material in case.materials if material.state == "missing"]:
        yield f"还缺{'、'.join(names)}，请提交。"


def _say_by_when(what: str, kind: str, due_on: date | None, today: date, section: str) -> str:
    if due_on is None:
        return what
    if due_on < today:
        return f"{what}{kind}期限 {say_day(due_on)} 已过，请尽快提交；来不及的，请马上联系{section}。"
    return f"{what}请在 {say_day(due_on)} 前（含当日）提交。"
