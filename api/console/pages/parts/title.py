"""The heading of a page: its name, what there is to say of its state, and a remark."""

from __future__ import annotations

from api.console.pages.parts.element import element


def draw_title(title: str, summary: str = "", note: str = "") -> None:
    """Draw the heading."""
    with element("header", css="title"):
        element("h1", title)
        if summary:
            element("p", summary, "summary")
        if note:
            element("p", note, "hint")
