"""审计: who looked at what, and whether the log is whole. No data of a case or an enterprise is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from api.console.audit_looks import CheckedLog, check_audit_log, read_audit_log, read_audit_state
from api.console.pages.parts.element import element
from api.console.pages.parts.fields import draw_choice, draw_input
from api.console.pages.parts.place import draw_leafing, read_place
from api.console.pages.parts.title import draw_title
from api.console.pages.parts.visit import Visit, add_page
from api.console.pages.upkeep.audit_words import ACTION_WORDS, say_actor, say_outcome
from api.console.parts import Console
from api.turns.inbound import clean_text
from records.audit.heads import AuditHead
from records.staff.accounts.accounts import StaffMember
from records.staff.upkeep.audit_log import AuditFilter, AuditLine, AuditPage, FilterInvalid


def add_audit_page(console: Console) -> None:
    """Register `/audit`."""

    async def build(visit: Visit, request: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        wanted, before, problem = _read(request.query_params)
        head, actions = await read_audit_state(visit.console)
        page = AuditPage((), None)
        try:
            if not problem:
                page = await read_audit_log(visit.console, visit.staff, wanted, before)
        except FilterInvalid as invalid:
            problem = str(invalid)
        _Audit(visit).draw(head)
        _draw_filter(wanted, actions)
        if problem:
            element("p", problem, "problem", role="alert")
        else:
            _draw_entries(page, wanted, is_first=before is None)

    add_page(console, "/audit", "audit", "审计", build)


class _Audit:
    """One visitor's page: the state of the chain, which is checked when asked for."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def draw(self, head: AuditHead) -> None:
        draw_title(
            "审计",
            note="谁在何时查了什么，被拒绝的也在内。这里看不到办件、创新券和信用数据；您的查看也会留痕。",
        )
        with element("section", css="sheet chain", aria_label="日志是否完整"):
            with element("p", css="head"):
                element("span", f"共 {head.sequence:,} 条，链头")
                element("code", str(head))
            self._result = element("div", css="checked", aria_live="polite")
            element("button", "校验是否完整", "primary", type="button", data_event="audit_check")
        ui.on("audit_check", self._visit.action(self._on_check))

    async def _on_check(self, staff: StaffMember, _: Any) -> None:
        self._result.clear()
        with self._result:
            element("p", "正在逐条校验……", "hint")
        found = await check_audit_log(self._visit.console, staff)
        self._result.clear()
        with self._result:
            _draw_check(found)


def _draw_check(found: CheckedLog) -> None:
    report = found.report
    if report.fault is not None:
        element(
            "p", f"日志不完整。{report.fault.words}此前 {report.checked:,} 条完好。", "problem", role="alert"
        )
        return
    compared = f"，与先前导出的 {found.heads} 个链头相符" if found.heads else ""
    element("p", f"日志完整：{report.checked:,} 条逐条相连{compared}。", "fine")
    if found.problem:
        element("p", f"{found.problem}，只能校验日志自身。", "hint")


def _read(parameters: Mapping[str, str]) -> tuple[AuditFilter, int | None, str]:
    """Return the filter of an address, the place of its page, and what in it is no date."""
    actor, action, subject = (
        clean_text(parameters.get(name, ""))[:150] or None for name in ("actor", "action", "subject")
    )
    days: list[date | None] = []
    problem = ""
    for name in ("since", "until"):
        text = parameters.get(name, "").strip()
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            day, problem = None, f"“{text[:20]}”不是日期，请写成 2026-11-20。"
        days.append(day)
    return AuditFilter(actor, action, subject, *days), read_place(parameters.get("before", "")), problem


def _draw_filter(wanted: AuditFilter, actions: Sequence[str]) -> None:
    with element(
        "form", css="sheet filter", method="get", action="/audit", role="search", data_at_once="yes"
    ):
        draw_input("actor", "谁", wanted.actor or "", hint="工作人员用户名", longest=150)
        choices = [("", "全部动作"), *((action, ACTION_WORDS.get(action, action)) for action in actions)]
        draw_choice("action", "动作", choices, wanted.action or "")
        draw_input("subject", "对象", wanted.subject or "", hint="开头，如 case:XS2026", longest=150)
        draw_input("since", "从", wanted.since.isoformat() if wanted.since else "", kind="date")
        draw_input("until", "到", wanted.until.isoformat() if wanted.until else "", kind="date")
        element("button", "筛选", "primary", type="submit")


def _draw_entries(page: AuditPage, wanted: AuditFilter, *, is_first: bool) -> None:
    if not page.entries:
        element("p", "没有符合条件的记录。", "nothing")
    else:
        with element("div", css="rows log"):
            for entry in page.entries:
                _draw_entry(entry)
    draw_leafing(
        ("‹ 最新的", None if is_first else _address(wanted, None)),
        ("更早的 ›", None if page.next_before is None else _address(wanted, page.next_before)),
    )


def _draw_entry(entry: AuditLine) -> None:
    words, tone = say_outcome(entry.outcome)
    with element("div", css="row", data_sequence=str(entry.sequence)):
        element("span", str(entry.sequence), "number soft")
        element("time", f"{entry.at:%Y-%m-%d %H:%M:%S}")
        element("span", say_actor(entry.actor), "who")
        with element("span", css="words"):
            element("b", ACTION_WORDS.get(entry.action, entry.action))
            element("span", entry.subject, "subject")
            if entry.reason:
                element("span", f"理由：{entry.reason}", "why")
        element("span", words, f"stage {tone}")


def _address(wanted: AuditFilter, before: int | None) -> str:
    parts = {
        "actor": wanted.actor,
        "action": wanted.action,
        "subject": wanted.subject,
        "since": wanted.since,
        "until": wanted.until,
        "before": before,
    }
    query = urlencode({name: str(value) for name, value in parts.items() if value})
    return f"/audit?{query}" if query else "/audit"
