"""Kinds of external business (对外业务事项) and what of each was simplified."""

from __future__ import annotations

from collections.abc import Iterator

from records.feeds.columns import Column
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.kinds.shared import DOCUMENT
from records.feeds.kinds.table_writer import TableWriter
from records.feeds.reading import Record
from records.feeds.values import Text, region, whole_number
from records.models import ExternalService


class ExternalServiceWriter(TableWriter):
    """Adds and updates external services."""

    model = ExternalService
    order = (ExternalService,)
    keys = ("code",)
    looked_up = "code"
    fields = ("name", "region", "section", "days_before", "days_after", "simplified", "document")
    key_field = "code"


class ExternalServices(Kind):
    """External services, known by code."""

    name = "external-services"
    title = "对外业务事项"
    writer = ExternalServiceWriter
    columns = (
        Column(
            "code",
            "业务编码",
            Text(100),
            ("编码", "编号", "序号"),
            needed=True,
            filled=True,
            sample="样例-00",
        ),
        Column(
            "name",
            "业务名称",
            Text(200),
            ("名称", "事项", "事项名称"),
            needed=True,
            filled=True,
            sample="样例业务",
        ),
        Column("region", "所在地区", region, ("地区",), sample="湖北省/武汉市"),
        Column("section", "责任处室", Text(100), ("处室", "科室", "办理科室"), sample="样例处"),
        Column(
            "days_before",
            "原办理时限（工作日）",
            whole_number,
            ("原办理时限", "原时限", "压减前"),
            sample="20",
        ),
        Column(
            "days_after",
            "现办理时限（工作日）",
            whole_number,
            ("现办理时限", "现时限", "压减后"),
            sample="10",
        ),
        Column(
            "simplified",
            "精简内容",
            Text(5_000, is_literal=True),
            ("精简措施", "优化内容"),
            sample="样例：减少材料一份。",
        ),
        DOCUMENT,
    )

    def key(self, record: Record) -> str:
        """A service stands alone."""
        return str(record.values["code"])

    def faults(self, record: Record) -> Iterator[Fault]:
        """What was simplified does not take longer than before."""
        before, after = record.get("days_before"), record.get("days_after")
        if before is not None and after is not None and after > before:
            yield "days_after", "现时限比原时限长，请核对两列是否填反。"
