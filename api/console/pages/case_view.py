"""A case, in one line and in full."""

from __future__ import annotations

from datetime import date, datetime

from api.console.pages.element import element
from contracts import CaseStatus
from contracts.lookup import Stage
from records.staff.lookup import CaseSummary

SOON_DAYS = 3
_TONES: dict[Stage, str] = {
    "supplement_requested": "ask",
    "decided": "good",
    "certificate": "good",
    "closed": "done",
    "withdrawn": "done",
    "rejected": "bad",
}


def draw_case_line(summary: CaseSummary, address: str, *, is_open: bool, today: date) -> None:
    """Draw one line of a search."""
    current = "true" if is_open else None
    with element("a", css="case-line", href=address, data_case=summary.case_number, aria_current=current):
        with element("span", css="line-head"):
            element("span", summary.case_number, "number")
            element("span", summary.stage_label, f"stage {tone_of(summary.stage)}")
        element("span", summary.enterprise_name, "enterprise")
        with element("span", css="line-foot"):
            element("span", f"{summary.service_item} · {summary.section or '科室未登记'}")
            element("span", *_line_date(summary, today))


def _line_date(summary: CaseSummary, today: date) -> tuple[str, str]:
    """Return what a line says of time, and the tone: the deadline where one runs, else since when."""
    if summary.deadline is None:
        return f"{summary.since:%Y-%m-%d} 起", ""
    return _due(summary.deadline, summary.deadline_is_estimate, today)


def draw_case(case: CaseStatus, *, today: date) -> None:
    """Draw a case with what is to be done, by when, and its history, the latest first."""
    with element("header", css="case-head"):
        element("h2", case.enterprise_name)
        with element("p", css="line-head"):
            element("span", case.case_number, "number")
            element("span", case.stage_label, f"stage {tone_of(case.stage)}")
    if case.todo:
        with element("p", css="todo"):
            element("b", "企业待办")
            element("span", case.todo)
    with element("dl", css="facts"):
        for name, value, css in _facts(case, today):
            element("dt", name)
            element("dd", value, css)
    element("h3", "办理经过")
    with element("ol", css="timeline"):
        for step in reversed(case.history):
            with element("li", css=tone_of(step.stage)):
                element("time", moment(step.at))
                element("b", step.label)
                if step.note:
                    element("span", step.note, "note")


def tone_of(stage: Stage) -> str:
    """Return the tone in which a stage is shown."""
    return _TONES.get(stage, "running")


def moment(at: datetime) -> str:
    """Return a time as it is shown: 2026-01-05 09:30."""
    return f"{at:%Y-%m-%d %H:%M}"


def _facts(case: CaseStatus, today: date) -> list[tuple[str, str, str]]:
    deadline, tone = _deadline(case, today)
    facts = [
        ("事项", case.service_item, ""),
        ("项目", case.title, ""),
        ("办理科室", case.section or "未登记", ""),
        ("当前环节", f"{case.stage_label}（{case.since:%Y-%m-%d} 起）", ""),
        ("下一步", case.next_step or "", ""),
        ("办结时限", deadline, tone),
    ]
    return [(name, value, css) for name, value, css in facts if value]


def _deadline(case: CaseStatus, today: date) -> tuple[str, str]:
    """Return by when a decision is due, in words, and the tone."""
    if case.deadline is None:
        return ("", "") if case.next_step is None else ("文件未载明时限，或暂停计时", "")
    return _due(case.deadline, case.deadline_is_estimate, today)


def _due(deadline: date, is_estimate: bool, today: date) -> tuple[str, str]:
    left = (deadline - today).days
    words = f"{'预计 ' if is_estimate else ''}{deadline}"
    if left < 0:
        return f"{words} 到期，已超 {-left} 天", "late"
    if left == 0:
        return f"{words} 今天到期", "soon"
    return f"{words} 到期，还有 {left} 天", "soon" if left <= SOON_DAYS else ""
