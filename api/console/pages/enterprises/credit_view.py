"""A credit standing as staff see it: standing, events in force, what follows from them, and the way to a repair."""

from __future__ import annotations

from api.console.pages.parts.element import element
from api.console.pages.parts.origin import draw_origin
from contracts import CreditStanding
from contracts.lookup import CreditEventView, CreditRepair, Standing

_TONES: dict[Standing, str] = {"none": "done", "red": "good", "yellow": "ask", "black": "bad"}
_NONE = "本局没有登记到正在生效的科研诚信记录。无记录不等于守信证明，其他部门的记录这里看不到。"


def draw_standing(standing: CreditStanding, reason: str) -> None:
    """Draw a standing as of its day; `reason` is what was given for the look."""
    with element("article", css="sheet credit", data_standing=standing.standing):
        with element("header"):
            element("h2", standing.enterprise_name)
            with element("p", css="line-head"):
                element("span", standing.standing_label, f"badge {_TONES[standing.standing]}")
                element("span", f"截至 {standing.as_of}", "hint")
                element("span", f"查询理由：{reason}", "hint")
        if standing.standing == "none":
            element("p", _NONE, "hint")
        if standing.events:
            element("h3", "正在生效的记录")
            for event in standing.events:
                _draw_event(event)
        if standing.measures:
            element("h3", "因此适用的措施")
            with element("ul", css="measures"):
                for measure in standing.measures:
                    with element("li"):
                        element("span", measure.text)
                        element("span", measure.source, "source-name")
        if standing.repair_path:
            _draw_repair(standing.repair_path)
        elif standing.repair:
            element("h3", "信用修复")
            element("p", standing.repair)
        draw_origin(standing.freshness, "数据来源：本系统登记。状态由正在生效的记录中最重的一条决定。")


def _draw_event(event: CreditEventView) -> None:
    facts = [
        ("类别", event.kind_label),
        ("认定依据", event.basis),
        ("文号", event.document or "未登记"),
        ("认定单位", event.authority or "未登记"),
        ("认定日期", event.recorded_on.isoformat()),
        ("有效期至", event.valid_to.isoformat() if event.valid_to else "未载明"),
    ]
    with element("dl", css="facts event"):
        for name, value in facts:
            element("dt", name)
            element("dd", value)


def _draw_repair(repair: CreditRepair) -> None:
    element("h3", "信用修复")
    element(
        "p", f"最早可于 {repair.earliest_on} 申请。" if repair.earliest_on else "文件未载明最早可申请的时间。"
    )
    for title, lines in (("条件", repair.conditions), ("步骤", repair.steps)):
        if lines:
            element("h4", title)
            with element("ol", css="steps"):
                for line in lines:
                    element("li", line)
    element("p", f"依据：{repair.source}", "source-name")
