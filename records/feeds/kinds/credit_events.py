"""Credit events (科研诚信): recognised, and repaired. A repair names the breach that it ends by number."""

from __future__ import annotations

from collections.abc import Iterator

from records.feeds.columns import Column
from records.feeds.kinds.credit_writer import CreditWriter
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.kinds.shared import FILLED_ENTERPRISE_COLUMNS
from records.feeds.moments import day
from records.feeds.reading import Record
from records.feeds.values import Choice, Text

_KIND_NAMES = {
    "trustworthy": ("守信", "守信激励"),
    "general_breach": ("一般失信", "一般失信行为"),
    "serious_breach": ("严重失信", "严重失信行为"),
    "repair": ("信用修复", "修复"),
}


class CreditEvents(Kind):
    """Credit events, known by number."""

    name = "credit-events"
    title = "科研诚信记录"
    writer = CreditWriter
    columns = (
        Column(
            "number",
            "记录编号",
            Text(60),
            ("编号", "诚信记录编号", "event number"),
            needed=True,
            filled=True,
            sample="YL-诚信-0000",
        ),
        *FILLED_ENTERPRISE_COLUMNS,
        Column(
            "kind",
            "记录类型",
            Choice(_KIND_NAMES),
            ("类型", "信用类型", "event kind"),
            needed=True,
            filled=True,
            sample="一般失信",
            help="守信、一般失信、严重失信、信用修复。",
        ),
        Column(
            "basis",
            "事由",
            Text(500, is_literal=True),
            ("认定事由", "依据", "事实", "reason"),
            needed=True,
            filled=True,
            sample="样例：逾期未提交验收材料。",
            help="不要写自然人的姓名和证件号码。",
        ),
        Column(
            "document", "文号", Text(200), ("认定文号", "文件", "document number"), sample="样例〔2026〕1号"
        ),
        Column(
            "authority", "认定部门", Text(200), ("认定机关", "认定单位", "recognised by"), sample="样例科技局"
        ),
        Column(
            "recorded_on",
            "认定日期",
            day,
            ("日期", "记录日期", "date"),
            needed=True,
            filled=True,
            sample="2026-03-05",
        ),
        Column("valid_to", "有效期至", day, ("有效期止", "截止日期", "valid until"), sample="2028-03-04"),
        Column(
            "repairs",
            "修复的记录编号",
            Text(60),
            ("被修复记录编号", "修复编号"),
            help="信用修复必填，其余不填。",
        ),
    )
    notes = ("已有的编号：事由、文号、认定部门、有效期按文件更新；企业、类型、认定日期不改。",)

    def key(self, record: Record) -> str:
        """A breach and its repairs belong together."""
        return str(record.get("repairs") or record.values["number"])

    def order(self, record: Record) -> str:
        """The breach first, then repairs by day."""
        return "1" + record.values["recorded_on"].isoformat() if record.get("repairs") else "0"

    def singles(self, record: Record) -> Iterator[str]:
        """An event comes once."""
        yield str(record.values["number"])

    def faults(self, record: Record) -> Iterator[Fault]:
        """A repair names what it repairs; validity does not end before it begins."""
        is_repair = record.values["kind"] == "repair"
        if is_repair != (record.get("repairs") is not None):
            yield (
                "repairs",
                "没有填写：信用修复要写明修复的记录编号。" if is_repair else "只有信用修复才填，请清空。",
            )
        valid_to = record.get("valid_to")
        if valid_to is not None and valid_to < record.values["recorded_on"]:
            yield "valid_to", "有效期至早于认定日期，请核对。"
