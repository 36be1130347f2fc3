"""What the case page says where there is nothing, or not all, to show."""

from __future__ import annotations

from api.console.pages.parts.element import element
from records.staff.search.case_search import CasePage


def say_total(found: CasePage, place: str | None) -> str:
    """Return how many cases were found; `place`: on a later page."""
    if found.total is None:
        return f"本页 {len(found.cases)} 件"
    least = "以上" if found.total_is_least else ""
    return f"找到 {found.total:,} 件{least}{'（续）' if place else ''}"


def draw_idle() -> None:
    """Say how one may search."""
    element("p", "可以这样查：“XS2026-000123”“云源 超期”“萧山 高新处 待补正”“本周到期”，或只选条件。", "hint")
    element("p", "每一次查找和查看都会记入审计日志。", "hint")


def draw_unknown(number: str) -> None:
    """Say that there is no such case."""
    element("p", f"没有受理编号为“{number[:40]}”的办件。", "nothing")
    element("p", "受理编号形如 XS2026-000123，请核对后再查。", "hint")
