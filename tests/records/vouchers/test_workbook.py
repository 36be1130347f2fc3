"""The statement as xlsx, read back from the file."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from contracts import Freshness, VoucherMovement, VoucherStatementLine
from records.vouchers.statement import Period, StatementHead
from records.vouchers.workbook import write_statement
from tests.golden_files import Golden
from tests.records.support import NOW

LINE = VoucherStatementLine(
    at=NOW,
    batch_number="YL-1",
    kind="redeem",
    kind_label="兑付",
    amount_fen=123_456_789_012_345,
    change_fen=-1,
    balance_after_fen=10,
    reserved_after_fen=0,
    service="检验检测",
    note=None,
)


def head(count: int, **fields: Any) -> StatementHead:
    values: dict[str, Any] = {
        "enterprise_name": "样例公司",
        "period": Period(date(2026, 1, 1), date(2026, 11, 20)),
        "opening_fen": 100,
        "closing_fen": 99,
        "usable_fen": 99,
        "used_fen": 1,
        "movements": (VoucherMovement(kind="redeem", kind_label="兑付", amount_fen=1, change_fen=-1),),
        "line_count": count,
        "freshness": None,
    }
    return StatementHead(**values | fields)


def made(lines: list[VoucherStatementLine], rows_a_sheet: int = 100, **fields: Any) -> io.BytesIO:
    file = io.BytesIO()
    write_statement(file, head(len(lines), **fields), iter(lines), made_at=NOW, rows_a_sheet=rows_a_sheet)
    file.seek(0)
    return file


def rows(sheet: Any) -> list[list[Any]]:
    return [
        [str(cell) if isinstance(cell, datetime) else cell for cell in row if cell is not None]
        for row in sheet.iter_rows(values_only=True)
    ]


def test_the_head_says_whose_of_when_and_between_which_balances(golden: Golden) -> None:
    freshness = Freshness(source="市财政系统", as_of=NOW - timedelta(hours=1))
    sheet = openpyxl.load_workbook(made([LINE], freshness=freshness, usable_fen=50)).active
    head = rows(sheet)[:9]
    assert head[1][1] == "样例公司"
    assert head[2][1::2] == ["2026-01-01 00:00:00", "2026-11-20 00:00:00"]
    opening, closing, usable, used = (row[1] for row in head[3:7])
    assert (opening, closing, usable, used, head[7][-1]) == (1, 0.99, 0.5, 0.01, -0.01)
    assert head[8][1::2] == ["2026-11-20 10:00:00", "2026-11-20 09:00:00"]
    golden.check("voucher_workbook", "the head", "\n".join(" | ".join(map(str, row)) for row in head))
    assert sheet.freeze_panes == "A12"
    assert sheet.column_dimensions["J"].width == 36


def test_amounts_are_exact_numbers_with_two_decimals_and_times_are_chinas() -> None:
    file = made([LINE])
    (row,) = openpyxl.load_workbook(file).active.iter_rows(min_row=12)
    assert [cell.data_type for cell in row[:8]] == ["d", "s", "s", "n", "n", "n", "n", "n"]
    assert [cell.number_format for cell in row[3:8]] == ["#,##0.00"] * 5
    assert row[0].value == NOW.replace(tzinfo=None)
    stored = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    # as written, not as a float would have it
    assert "<v>1234567890123.45</v>" in stored
    assert "<v>-0.01</v>" in stored
    assert row[7].value == 0.99  # the opening balance and the change so far


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "\x00\x07=1", "{=1}"]
)
def test_a_text_is_never_a_formula(text: str) -> None:
    line = LINE.model_copy(update={"note": text, "service": text, "batch_number": text})
    file = made([line], enterprise_name=text)
    (row,) = openpyxl.load_workbook(file).active.iter_rows(min_row=12)
    clean = text.replace("\x00", "").replace("\x07", "")
    for cell in (row[1], row[8], row[9]):
        assert (cell.value, cell.data_type, cell.number_format) == (clean, "s", "@")
        assert cell.quotePrefix
    assert "<f>" not in zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()


def test_an_empty_period_says_so(golden: Golden) -> None:
    sheet = openpyxl.load_workbook(made([])).active
    assert len(rows(sheet)[-1]) == 1  # words instead of a line
    golden.check("voucher_workbook", "no movements", rows(sheet)[-1][0])


def test_more_rows_than_a_sheet_holds_go_on_in_the_next() -> None:
    book = openpyxl.load_workbook(made([LINE] * 7, rows_a_sheet=3))
    assert book.sheetnames == ["创新券对账单", "创新券对账单 2", "创新券对账单 3"]
    assert [sheet.max_row for sheet in book] == [14, 4, 2]
    assert rows(book.worksheets[2])[0][:3] == ["时间", "批次", "类型"]
    assert rows(book.worksheets[2])[1][-2] == 0.93  # the running balance goes on too


@pytest.mark.slow
def test_a_long_statement_is_written_without_holding_it_in_memory(tmp_path: Any) -> None:
    def lines() -> Iterator[VoucherStatementLine]:
        for number in range(8_000):
            yield LINE.model_copy(update={"note": f"合同 {number}" + "长" * 200})

    with (tmp_path / "long.xlsx").open("wb") as file:
        tracemalloc.start()
        write_statement(file, head(8_000), lines(), made_at=NOW)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 3_000_000  # the notes alone are 3.2 MB as UTF-16
