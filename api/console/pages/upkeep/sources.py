"""数据来源: which systems records come from, what answered when, and how much of it is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import Request

from api.console.pages.cases.case_words import moment
from api.console.pages.parts.element import element
from api.console.pages.parts.title import draw_title
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.console.upkeep import list_sources
from records.models import SourceKind
from records.staff.files.data_sources import SourceState

_KINDS: dict[SourceKind, str] = {
    "import": "文件导入",
    "http": "接口（定时读取）",
    "sql": "数据库视图（定时读取）",
    "webhook": "对方主动推送",
}


def add_source_page(console: Console) -> None:
    """Register `/sources`."""

    async def build(visit: Visit, _: Request) -> None:
        _draw(await list_sources(visit.console))

    add_page(console, "/sources", "sources", "数据来源", build)


def _draw(states: Sequence[SourceState]) -> None:
    stale = sum(state.is_stale for state in states)
    summary = f"{stale} 个没有按时更新" if stale else "都按时更新" if states else "没有外部数据来源"
    note = "没有按时更新的排在前面。它们的数据仍可查，但会注明“数据截至”。其余数据由本系统登记。"
    draw_title("数据来源", summary, note)
    if not states:
        element("p", "还没有连接其他系统：所有数据都在本系统登记或由文件导入。", "nothing")
    for state in states:
        _draw_state(state)


def _draw_state(state: SourceState) -> None:
    words, tone = ("未按时更新", "bad") if state.is_stale else ("正常", "good")
    rows = "，".join(f"{what} {count:,} 条" for what, count in state.rows)
    facts = [
        ("方式", _KINDS[state.kind] + (f"，每 {state.every_minutes} 分钟" if state.every_minutes else "")),
        ("最近成功", _say(state.last_success_at, "从未")),
        ("最近尝试", _say(state.last_attempt_at, "从未")),
        ("本系统中", rows or "没有数据"),
    ]
    with element("article", css="sheet source-state", data_source=state.name):
        with element("p", css="line-head"):
            element("b", state.title)
            element("span", state.name, "number soft")
            element("span", words, f"stage {tone}")
        with element("dl", css="facts"):
            for name, value in facts:
                element("dt", name)
                element("dd", value)
            if state.last_error:
                element("dt", "问题" if state.is_stale else "提示")
                element("dd", state.last_error, "late" if state.is_stale else "")


def _say(at: datetime | None, never: str) -> str:
    return moment(at) if at else never
