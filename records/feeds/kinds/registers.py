"""Entries of published registers (高新技术企业、科技企业孵化器、科技特派员派出单位)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from records.enterprises.search_terms import fold_name, name_terms
from records.feeds.changes import Changes, Shape
from records.feeds.columns import Column
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.kinds.shared import DOCUMENT
from records.feeds.kinds.table_writer import TableWriter
from records.feeds.moments import day
from records.feeds.reading import Record
from records.feeds.values import Choice, Text, region, uscc
from records.models import RegisterEntry, RegisterTerm
from records.registers.names import is_organisation

_REGISTER_NAMES = {
    "high_tech_enterprise": ("高新技术企业", "高企"),
    "incubator": ("科技企业孵化器", "孵化器"),
    "science_commissioner": ("科技特派员", "科技特派员派出单位", "特派员"),
}
_TERM = Shape(RegisterTerm, ("term", "entry_id"))


class RegisterWriter(TableWriter):
    """Adds and updates entries, with the parts of names by which they are found."""

    model = RegisterEntry
    order = (RegisterEntry, RegisterTerm)
    keys = ("register", "name_key", "listed_on")
    looked_up = "name_key"
    fields = ("name", "uscc", "region", "level", "certificate_number", "valid_to", "removed_on", "document")
    key_field = "name"
    has_source = True

    def key_of(self, record: Record) -> tuple[Any, ...]:
        """Return register, folded name and day of listing."""
        values = record.values
        return values["register"], fold_name(values["name"]), values["listed_on"]

    def extra(self) -> dict[str, Any]:
        """An entry knows when it was last written."""
        return {"updated_at": self.origin.now}

    def added(self, row_id: int, record: Record, changes: Changes) -> None:
        """Give the entry its search terms; they follow from the key, and so never change."""
        changes.insert_all(_TERM, ((term, row_id) for term in name_terms(record.values["name"])))


class Registers(Kind):
    """Register entries, known by register, name and day of listing."""

    name = "registers"
    title = "名录"
    writer = RegisterWriter
    columns = (
        Column(
            "register",
            "名录",
            Choice(_REGISTER_NAMES),
            ("名录类型", "类型", "register name"),
            needed=True,
            filled=True,
            sample="高新技术企业",
            help="高新技术企业、科技企业孵化器、科技特派员。",
        ),
        Column(
            "name",
            "单位名称",
            Text(200),
            ("名称", "企业名称", "孵化器名称", "派出单位", "organisation"),
            needed=True,
            filled=True,
            sample="样例科技有限公司",
            help="只收单位，不收自然人。",
        ),
        Column("uscc", "统一社会信用代码", uscc, ("信用代码", "社会信用代码", "credit code")),
        Column("region", "所在地区", region, ("地区", "属地")),
        Column("level", "级别", Text(50), ("等级", "层级"), sample="国家级"),
        Column("certificate_number", "证书编号", Text(60), ("证书号", "编号"), sample="样例-000000"),
        Column(
            "listed_on",
            "列入日期",
            day,
            ("发证日期", "发证时间", "认定日期", "公布日期", "listed"),
            needed=True,
            filled=True,
            sample="2026-01-05",
        ),
        Column("valid_to", "有效期至", day, ("有效期止", "截止日期", "valid until"), sample="2029-01-04"),
        Column("removed_on", "移出日期", day, ("取消日期", "撤销日期")),
        replace(DOCUMENT, names=("公布文件", "文号", "依据", "published in")),
    )

    def key(self, record: Record) -> str:
        """An entry stands alone."""
        values = record.values
        return f"{values['register']} {fold_name(values['name'])} {values['listed_on']}"

    def faults(self, record: Record) -> Iterator[Fault]:
        """An entry does not end before it begins, and is no person."""
        for name, title in (("valid_to", "有效期至"), ("removed_on", "移出日期")):
            ends = record.get(name)
            if ends is not None and ends < record.values["listed_on"]:
                yield name, f"{title}早于列入日期，请核对。"
        if not is_organisation(record.values["name"]):
            yield "name", "不像单位名称：名录只收单位，个人不登记；请填单位全称。"
