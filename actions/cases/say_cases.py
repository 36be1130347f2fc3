"""A case in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from actions.cases.say_case_steps import (
    describe_certificate,
    describe_publicity,
    describe_state,
    describe_urging,
)
from actions.cases.say_late_cases import describe_lateness
from contracts import CaseStatus
from desk.freshness import describe_freshness
from desk.words import day

Aspect = Literal[
    "time",
    "materials",
    "step",
    "state",
    "history",
    "urge",
    "publicity",
    "certificate",
    "lateness",
    "withdrawal",
]

_UNSTATED = "这个事项的办理时限，文件未载明"
_PAUSED_BY = {"supplement_requested": "等待补正", "expert_review": "专家评审", "publicity": "公示"}


def describe_case(case: CaseStatus, aspect: Aspect | None = None) -> str:
    """Return where a case stands, since when, what comes next, by when, and what the enterprise must do.

    With an `aspect` only what answers the question about it.
    """
    head = [f"{case.title}（受理编号 {case.case_number}）"]
    step = [f"当前环节：{case.stage_label}，自 {day(case.since)} 起。"]
    if case.next_step:
        step.append(f"下一步：{case.next_step}。")
    todo = _describe_todo(case)
    section = [f"承办科室：{case.section}"] if case.section else []
    time = _describe_time(case)
    whole = [*step, *time, *todo, *_describe_materials(case), *section]
    steps = _describe_history(case)
    whole += steps
    parts: dict[Aspect | None, list[str]] = {
        None: whole,
        "history": [*steps, *section],
        "withdrawal": [*whole, _describe_withdrawal(case)],
        "lateness": [*step, *describe_lateness(case, todo, time)],
        "step": [*step, *section, *todo, *steps],
        "state": [describe_state(case), *whole],
        "urge": [*step, *time, *todo, *describe_urging(case)],
        "publicity": [describe_publicity(case), *step, *steps],
        "certificate": [describe_certificate(case), *step, *time, *todo, *steps],
        "time": [*(time or [_without_time(case)]), *step, *todo, *steps],
        "materials": [*(todo or ["现在没有要补的材料。"]), *_describe_materials(case), *section, *steps],
    }
    return "\n".join([*head, *parts[aspect], *describe_freshness(case.freshness)])


def describe_choice(
    cases: Sequence[CaseStatus], total: int, wanted: str, aspect: Aspect | None = None
) -> str:
    """Return the cases to choose from, newest first; `wanted` says which were asked for, in words."""
    head = f"{cases[0].enterprise_name}{wanted}有 {total} 件办件"
    head += f"，先列出最近的 {len(cases)} 件" if total > len(cases) else ""
    lines = [f"{head}，您想看哪一个？回复序号即可。"]
    lines += [f"{number}. {_in_a_line(case)}" for number, case in enumerate(cases, start=1)]
    if total > len(cases):
        lines.append("其余的请说事项、时间（如“去年报的”）或受理编号来查。")
    if aspect == "withdrawal":
        sections = list(dict.fromkeys(case.section for case in cases if case.section))
        lines.append(_say_who_withdraws("、".join(sections)))
    return "\n".join(lines)


def _describe_withdrawal(case: CaseStatus) -> str:
    if case.stage == "withdrawn":
        return "这个办件已经撤回，不用再办。"
    return _say_who_withdraws(case.section)


def _say_who_withdraws(section: str | None) -> str:
    whom = f"承办科室（{section}）" if section else "承办科室"
    return f"撤回要找{whom}办理，这里只能查进度；需要工作人员帮忙，请说“转人工”。"


def _in_a_line(case: CaseStatus) -> str:
    opened = f"，{day(case.history[0].at)} 收件" if case.history else ""
    late = "，补交材料已逾期" if case.supplement_is_overdue else ""
    return f"{case.title}（{case.case_number}）：{case.stage_label}{late}{opened}"


def _describe_todo(case: CaseStatus) -> list[str]:
    if not case.todo:
        return []
    return [f"{'已经逾期，请马上办理' if case.supplement_is_overdue else '需要您办理'}：{case.todo}"]


def _describe_time(case: CaseStatus) -> list[str]:
    """Say when at the latest, or why that cannot be said now; nothing once the decision has been made."""
    lines = [case.deemed] if case.deemed else []
    if case.clock == "not_started":
        limit = f"受理后 {case.limit_days} 个工作日内作出决定" if case.limit_days is not None else _UNSTATED
        return [*lines, f"还没有受理；{limit}。"]
    if case.clock == "paused":
        return [*lines, _describe_pause(case)]
    return [*lines, *_describe_running(case)] if case.clock == "running" else lines


def _describe_pause(case: CaseStatus) -> str:
    if case.limit_days is None:
        return f"{_UNSTATED}。"
    why = _PAUSED_BY.get(case.stage)
    left = f"，恢复后还有 {case.working_days_left} 个工作日" if case.working_days_left is not None else ""
    late = "（暂停前已超过时限）" if case.is_overdue else ""
    return f"{f'{why}期间，' if why else ''}办理时限暂停计算{left}{late}。"


def _describe_running(case: CaseStatus) -> list[str]:
    if case.deadline is None:
        return [f"{_UNSTATED}。"]
    by = _name_limits(case)
    estimate = "（预计，节假日安排尚未公布）" if case.deadline_is_estimate else ""
    if not case.is_overdue:
        return [f"最晚 {by}作出决定{estimate}，还有 {case.working_days_left} 个工作日。"]
    whom = case.section or "承办科室"
    return [f"办理时限已过：应在 {by}作出决定{estimate}。您可以联系{whom}催办，或说“转人工”。"]


def _name_limits(case: CaseStatus) -> str:
    promised, statutory = case.promised_deadline, case.statutory_deadline
    if promised and statutory:
        estimate = "，预计" if case.statutory_is_estimate and not case.deadline_is_estimate else ""
        return f"{day(promised)}（承诺时限；法定时限到 {day(statutory)}{estimate}）"
    only: date | None = promised or statutory or case.deadline
    name = "承诺时限" if promised else "法定时限" if statutory else ""
    return f"{day(only) if only else ''}{f'（{name}）' if name else ' '}"


def _describe_history(case: CaseStatus) -> list[str]:
    """Return the steps so far with their days, and what was noted of them, in one line."""
    steps = [f"{day(step.at)} {step.label}{f'，{step.note}' if step.note else ''}" for step in case.history]
    return [f"经过：{'；'.join(steps)}。"] if steps else []


def _without_time(case: CaseStatus) -> str:
    return f"这个办件{case.stage_label}，没有还在计算的办理时限。"


def _describe_materials(case: CaseStatus) -> list[str]:
    received = [material.name for material in case.materials if material.state == "received"]
    still_open = [material for material in case.materials if material.state != "received"]
    if not case.materials:
        return []
    parts = [f"已收 {len(received)} 份（{'、'.join(received)}）"] if received else []
    for material in still_open:
        late = "，已逾期" if material.is_overdue else ""
        until = f"，{day(material.due_on)} 前{late}" if material.due_on else ""
        parts.append(f"{material.name}（{material.state_label}{until}）")
    return [f"材料：{'；'.join(parts)}。"]
