"""Where a reason is asked for before something is shown. The server decides whether it is one, and keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.console.pages.parts.element import element
from api.console.pages.parts.fields import draw_input
from records.staff.files.reason import LONGEST_REASON


def draw_reason_form(event: str, title: str, what: str, reasons: Sequence[str], *, uscc: str = "") -> None:
    """Draw the form that sends `event` with the reason, and the uscc it is for; `reasons` are taken by a click."""
    with element("form", css="sheet reason", data_event=event):
        element("h2", title)
        element("p", f"{what}须有理由才能查看，理由连同您的姓名记入审计日志。", "hint")
        if uscc:
            element("input", name="uscc", type="hidden", value=uscc)
        draw_reason_fields("查询理由", reasons, hint="选一条，或自己写，至少 4 个字")
        element("button", "查看", "primary", type="submit")


def draw_reason_fields(label: str, reasons: Sequence[str], *, hint: str) -> None:
    """Draw the usual reasons, taken by a click, and the field for one's own."""
    with element("div", css="questions reasons"):
        for reason in reasons:
            element("button", reason, type="button", data_reason=reason)
    draw_input("reason", label, hint=hint, longest=LONGEST_REASON)


def read_field(args: Any, name: str) -> str:
    """Return a field of the form as the browser sent it, at most as long as a reason; what is no text is none."""
    value = args.get(name) if isinstance(args, Mapping) else None
    return value[:LONGEST_REASON] if isinstance(value, str) else ""
