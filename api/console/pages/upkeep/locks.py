"""锁定解除: whether a phone or an enterprise is locked out of binding, and the way out, for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from nicegui import ui

from api.console.lookups import recording_refusals
from api.console.pages.cases.case_words import moment
from api.console.pages.parts.element import element, say
from api.console.pages.parts.reason_form import draw_reason_fields, read_field
from api.console.pages.parts.title import draw_title
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.upkeep import LockSubject, lift_locks, list_locks, read_lock_subject
from records.staff.accounts.accounts import StaffMember
from records.staff.files.reason import USUAL_LOCK_REASONS, ReasonRequired
from records.staff.upkeep.locks import Lock
from records.values.clock import in_shanghai
from records.values.masking import mask_phone
from records.values.uscc import UsccInvalid


def add_lock_page(console: Console) -> None:
    """Register `/locks`."""

    async def build(visit: Visit, _: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/forms.js"></script>')
        _Locks(visit).draw()

    add_page(console, "/locks", "locks", "锁定解除", build)


class _Locks:
    """One visitor's page: whose lock, and lifting it. The phone stays in this page's memory, never in an address."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._subject: LockSubject | None = None

    def draw(self) -> None:
        note = "验证码要得太多或输错太多，绑定会暂停一段时间。核实对方身份后，可以在这里提前解除。"
        draw_title("锁定解除", note=note)
        with element("form", css="search", role="search", data_event="locks_find"):
            element(
                "input",
                css="query",
                id="query",
                name="subject",
                placeholder="手机号（11 位）或统一社会信用代码（18 位）",
                aria_label="手机号或统一社会信用代码",
                autocomplete="off",
                maxlength="40",
            )
            element("button", "查锁定", "primary", type="submit")
        self._result = element("section", css="locks", aria_label="锁定情况", aria_live="polite")
        with self._result:
            element("p", "同一会话或同一网络地址的限制不用解除，一小时内会自己恢复。", "hint below")
        ui.on("locks_find", self._visit.action(self._on_find))
        ui.on("locks_lift", self._visit.action(self._on_lift))

    async def _on_find(self, staff: StaffMember, args: Any) -> None:
        try:
            async with recording_refusals(self._visit.console, staff, "staff.view_locks", "unreadable"):
                self._subject = read_lock_subject(read_field(args, "subject"))
        except UsccInvalid as problem:
            self._subject = None
            self._say(problem.reason)
            return
        await self._show(staff, self._subject)

    async def _on_lift(self, staff: StaffMember, args: Any) -> None:
        if self._subject is None:
            say("请先查锁定。")
            return
        try:
            await lift_locks(self._visit.console, staff, self._subject, read_field(args, "reason"))
        except ReasonRequired as problem:
            say(str(problem).replace("查询理由", "解除理由"), "warning")
            return
        say("已解除锁定，对方可以重新获取验证码。", "good")
        await self._show(staff, self._subject)

    async def _show(self, staff: StaffMember, subject: LockSubject) -> None:
        found = await list_locks(self._visit.console, staff, subject)
        self._result.clear()
        with self._result:
            _draw_found(subject, found)

    def _say(self, words: str) -> None:
        self._result.clear()
        with self._result:
            element("p", words, "problem", role="alert")


def _draw_found(subject: LockSubject, found: Sequence[Lock]) -> None:
    name = f"手机 {mask_phone(subject.phone)}" if subject.phone else f"企业 {subject.uscc}"
    with element("div", css="sheet"):
        element("h2", name)
        if not found:
            element("p", "没有锁定。如对方仍收不到验证码，请核对登记的联系人和手机号。", "fine")
            return
        with element("ul", css="measures"):
            for lock in found:
                with element("li"):
                    element("span", lock.label)
                    element("span", f"到 {moment(in_shanghai(lock.until))} 自动恢复", "source-name")
        with element("form", css="reason", data_event="locks_lift"):
            draw_reason_fields("解除理由", USUAL_LOCK_REASONS, hint="至少 4 个字，记入审计日志")
            element("button", "解除锁定", "primary", type="submit")
