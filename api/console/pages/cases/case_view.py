"""A case, in one line and in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from api.console.pages.cases.case_words import (
    CLOCK_WORDS,
    Told,
    line_date,
    moment,
    tell_deadlines,
    tell_due,
    tone_of,
)
from api.console.pages.parts.element import element
from api.console.pages.parts.origin import draw_origin
from contracts.lookup import CaseMaterial
from records.staff.files.case_file import MOST_OTHERS, StaffCase
from records.staff.files.case_summary import CaseSummary

_MATERIAL_TONES = {"received": "good", "missing": "bad", "tolerated": "ask", "supplement": "ask"}


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
            element("span", *line_date(summary, today))


def draw_case(
    case: StaffCase, *, today: date, links: Sequence[tuple[str, str]], address_of: Callable[[str], str]
) -> None:
    """Draw a case: what is to be done, by when and how that was counted, materials, history, other cases.

    `links` are (address, words) of what else may be looked up of the enterprise; `address_of` gives a case's address.
    """
    _draw_head(case, links)
    _draw_warnings(case)
    with element("dl", css="facts"):
        for name, told in _facts(case, today):
            element("dt", name)
            element("dd", told.words, told.tone)
    with element("details", css="counting"):
        element("summary", "时限怎么算的")
        for line in case.counting:
            element("p", line)
    _draw_materials(case.materials, today)
    element("h3", "办理经过")
    with element("ol", css="timeline"):
        for step in reversed(case.history):
            with element("li", css=tone_of(step.stage)):
                element("time", moment(step.at))
                element("b", step.label)
                if step.note:
                    element("span", step.note, "note")
    _draw_others(case, address_of, today)
    draw_origin(case.freshness, "数据来源：本系统登记，以上为现在的状态。")


def _draw_head(case: StaffCase, links: Sequence[tuple[str, str]]) -> None:
    with element("header", css="case-head"):
        element("h2", case.enterprise_name)
        with element("p", css="line-head"):
            element("span", case.case_number, "number")
            element("span", case.stage_label, f"stage {tone_of(case.stage)}")
            element("span", case.uscc, "number soft")
        if links:
            with element("nav", css="links", aria_label="这家企业"):
                for address, words in links:
                    element("a", words, href=address)


def _draw_warnings(case: StaffCase) -> None:
    if case.is_overdue:
        with element("p", css="warning"):
            element("b", "已超期")
            element("span", "办理时限已过，请尽快作出决定并告知企业。")
    if case.deemed:
        with element("p", css="todo"):
            element("b", "超时默认")
            element("span", case.deemed)
    if case.todo:
        with element("p", css="todo late-todo" if case.supplement_is_overdue else "todo"):
            element("b", "企业待办")
            element("span", case.todo)


def _facts(case: StaffCase, today: date) -> list[tuple[str, Told]]:
    facts = [
        ("事项", Told(case.service_item)),
        ("项目", Told(case.title)),
        ("办理科室", Told(case.section or "未登记")),
        ("当前环节", Told(f"{case.stage_label}（{case.since:%Y-%m-%d} 起）")),
        ("下一步", Told(case.next_step or "")),
        ("计时", Told(CLOCK_WORDS[case.clock], "soon" if case.clock == "paused" else "")),
        *tell_deadlines(case, today),
    ]
    if case.supplement_due_on:
        facts.append(("企业期限", tell_due(case.supplement_due_on, today, is_estimate=False)))
    return [(name, told) for name, told in facts if told.words]


def _draw_materials(materials: Sequence[CaseMaterial], today: date) -> None:
    if not materials:
        return
    element("h3", "材料")
    with element("ul", css="materials"):
        for material in materials:
            with element("li"):
                element("span", material.state_label, f"stage {_MATERIAL_TONES[material.state]}")
                element("span", material.name, "name")
                if material.due_on:
                    told = tell_due(material.due_on, today, is_estimate=False)
                    element("span", told.words, f"due {told.tone}")
                if material.note:
                    element("span", material.note, "note")


def _draw_others(case: StaffCase, address_of: Callable[[str], str], today: date) -> None:
    if not case.other_cases:
        return
    is_cut = len(case.other_cases) == MOST_OTHERS
    element("h3", f"这家企业的其他办件{f'（最近 {MOST_OTHERS} 件）' if is_cut else ''}")
    with element("div", css="others"):
        for summary in case.other_cases:
            address = address_of(summary.case_number)
            with element("a", css="other", href=address, data_case=summary.case_number):
                element("span", summary.case_number, "number")
                element("span", summary.service_item, "item")
                element("span", summary.stage_label, f"stage {tone_of(summary.stage)}")
