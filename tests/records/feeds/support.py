"""Files to import, and the running of one import."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import openpyxl
from sqlalchemy import Select, text

from records.calendar.working_days import WorkingDays
from records.feeds.importing import Import, ImportReport
from records.feeds.kinds import KINDS
from records.feeds.problems import Problem
from records.feeds.writing import Origin
from records.models import ServiceItem
from records.storage.database import Database
from records.values.clock import SHANGHAI
from tests.records.support import OTHER_USCC, USCC

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
NAME, OTHER_NAME = "萧山云源样例软件有限公司", "武汉星达样例软件有限公司"
Cells = Sequence[object]

ENTERPRISES: list[Cells] = [
    ("统一社会信用代码", "企业名称", "所在地区", "联系人", "联系人手机", "联系人角色"),
    (USCC, NAME, "浙江省/杭州市/萧山区", "赵样例", "16000000001", "法定代表人"),
    (OTHER_USCC, OTHER_NAME, "湖北省/武汉市", "钱样例", "16000000003", "经办人"),
]
CASES: list[Cells] = [
    ("受理编号", "统一社会信用代码", "事项", "阶段", "阶段时间", "说明", "补正期限"),
    ("XS2026-000123", USCC, "外国人来华工作许可", "已收件", "2026-03-02 09:00", None, None),
    ("XS2026-000123", None, None, "待补正", "2026-03-05", "请补照片", "2026-03-20"),
    ("XS2026-000123", None, None, "已受理", "2026-03-12", None, None),
]
VOUCHER_HEADER: Cells = (
    *("批次号", "统一社会信用代码", "名称", "支付范围", "发放地区", "有效期起", "有效期止"),
    *("流水号", "流水类型", "金额", "发生时间", "预约流水号", "服务", "备注"),
)
BATCH: Cells = (USCC, "创新券（样例）", "检验检测、技术咨询", "浙江省", "2026-01-01", "2026-12-31")
NO_BATCH: Cells = (None,) * 6
VOUCHERS: list[Cells] = [
    VOUCHER_HEADER,
    ("V1", *BATCH, "k1", "发放", "20,000.00", "2026-01-05", None, None, None),
    ("V1", *NO_BATCH, "k2", "预约", "5000", "2026-02-05", None, "检验检测", None),
    ("V1", *NO_BATCH, "k3", "兑付", "1250.55", "2026-03-05", "k2", None, None),
    ("V1", *NO_BATCH, "k4", "释放", "3749.45", "2026-03-06", "k2", None, None),
    ("V1", *NO_BATCH, "k5", "更正", "-0.01", "2026-03-07", None, None, "样例：多发一分"),
]
CREDIT: list[Cells] = [
    ("记录编号", "统一社会信用代码", "记录类型", "事由", "认定日期", "有效期至", "修复的记录编号"),
    ("C2", USCC, "信用修复", "样例：已整改", "2026-05-01", None, "C1"),
    ("C1", USCC, "一般失信", "样例：逾期未验收", "2026-03-05", "2027-03-04", None),
]
REGISTERS: list[Cells] = [
    ("名录", "单位名称", "统一社会信用代码", "列入日期", "有效期至", "依据文件"),
    ("高企", NAME, USCC, "2025-12-01", "2028-11-30", "样例〔2025〕1号"),
]
DISTRICTS: list[Cells] = [
    ("所在地区", "联系区域", "牵头领导", "牵头处室", "联络员", "联系电话", "依据文件"),
    ("湖北省/武汉市", "样例区", "赵样例", "样例处", "钱样例", "027-00000000", "样例文件"),
]
SERVICES: list[Cells] = [
    ("业务编码", "业务名称", "原办理时限", "现办理时限", "精简内容", "依据文件"),
    ("样例-01", "样例业务", "20", "10", "样例：减材料一份", "样例文件"),
]
SAMPLES: dict[str, list[Cells]] = {
    "enterprises": ENTERPRISES,
    "cases": CASES,
    "vouchers": VOUCHERS,
    "credit-events": CREDIT,
    "registers": REGISTERS,
    "district-contacts": DISTRICTS,
    "external-services": SERVICES,
}


def write_csv(path: Path, rows: Sequence[Cells], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            [["" if cell is None else cell for cell in row] for row in rows]
        )
    return path


def write_xlsx(path: Path, rows: Sequence[Cells], *, title: str = "数据") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def run_import(
    database: Database,
    kind: str,
    path: Path,
    *,
    dry_run: bool = False,
    now: datetime = NOW,
    source: str | None = None,
    sheet: str | None = None,
) -> ImportReport:
    """Import a file as `dxe records import` does."""
    with closing(Import(KINDS[kind], path, sheet)) as work:
        work.read()
        return work.write(database, Origin(now, WorkingDays(), source), actor="cli:tester", dry_run=dry_run)


def import_rows(
    database: Database, kind: str, rows: Sequence[Cells], folder: Path, **options: object
) -> ImportReport:
    """Import rows given as they stand in a file."""
    return run_import(database, kind, write_csv(folder / f"{kind}.csv", rows), **options)  # type: ignore[arg-type]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return new, changed, unchanged and wrong rows."""
    return report.new, report.changed, report.unchanged, report.wrong


def problems(report: ImportReport) -> list[Problem]:
    return report.problems.in_order()


def add_item(database: Database) -> None:
    with database.transaction() as session:
        session.add(
            ServiceItem(code="work-permit", name="外国人来华工作许可", section="合作处", statutory_days=20)
        )


def count(database: Database, table: str) -> int:
    with database.transaction(read_only=True) as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def rows_of(database: Database, query: Select[tuple[object, ...]]) -> list[tuple[object, ...]]:
    with database.transaction(read_only=True) as session:
        return [tuple(row) for row in session.execute(query)]
