"""A case in words."""

from __future__ import annotations

from actions.views.words import day
from contracts import CaseStatus


def describe_case(case: CaseStatus) -> str:
    """Return where a case stands, since when, what comes next and what the enterprise must do."""
    lines = [
        f"{case.title}（受理编号 {case.case_number}）",
        f"当前环节：{case.stage_label}，自 {day(case.since)} 起。",
    ]
    if case.next_step:
        lines.append(f"下一步：{case.next_step}。")
    if case.deadline:
        estimate = "（预计，节假日安排尚未公布）" if case.deadline_is_estimate else ""
        lines.append(f"最晚 {day(case.deadline)} 前办结{estimate}。")
    if case.todo:
        lines.append(f"需要您办理：{case.todo}")
    if case.section:
        lines.append(f"承办科室：{case.section}")
    return "\n".join(lines)
