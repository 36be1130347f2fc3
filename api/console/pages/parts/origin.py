"""Of when what staff see is, where another system is its master."""

from __future__ import annotations

from api.console.pages.cases.case_words import moment
from api.console.pages.parts.element import element
from contracts.lookup import Freshness
from records.values.clock import in_shanghai


def draw_origin(freshness: Freshness | None, ours: str | None = None) -> None:
    """Say where data come from and of when they are; `ours` is said of what this system keeps itself."""
    if freshness is None:
        if ours:
            element("p", ours, "origin")
        return
    told = f"数据来源：{freshness.source}，数据截至 {moment(in_shanghai(freshness.as_of))}。"
    if freshness.is_stale:
        told += "该系统最近一次没有取到数据，之后的变化这里还看不到，请以该系统为准。"
    element("p", told, "origin stale" if freshness.is_stale else "origin")
