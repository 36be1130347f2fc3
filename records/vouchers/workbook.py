"""The statement as an xlsx workbook, written row by row: its size in memory does not grow with the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from contracts.lookup import VoucherStatementLine
from records.values.clock import SHANGHAI, in_shanghai
from records.vouchers.statement import StatementHead

# A sheet holds 1,048,576 rows, https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3; the head
# takes some of them.
ROWS_A_SHEET = 1_000_000
_COLUMNS = (
    ("时间", 20),
    ("批次", 18),
    ("类型", 10),
    ("金额（元）", 15),
    ("可用变动（元）", 16),
    ("本批可用余额（元）", 19),
    ("本批已预约（元）", 17),
    ("全部批次可用余额（元）", 23),
    ("服务", 20),
    ("备注", 36),
)
_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_SHADE = PatternFill("solid", fgColor="E8EEF4")
_HEAD_ROWS = 11


def write_statement(
    file: IO[bytes],
    head: StatementHead,
    lines: Iterator[VoucherStatementLine],
    *,
    made_at: datetime,
    rows_a_sheet: int = ROWS_A_SHEET,
) -> None:
    """Write the workbook to an open binary file. Amounts are yuan, exact from fen; times are those of China."""
    book = Workbook(write_only=True)
    sheet = _add_sheet(book, "创新券对账单", _HEAD_ROWS)
    _write_head(sheet, head, made_at)
    row = _LineRow(sheet)
    running = head.opening_fen
    for number, line in enumerate(lines):
        if number and number % rows_a_sheet == 0:
            sheet = _add_sheet(book, f"创新券对账单 {number // rows_a_sheet + 1}", 1)
            sheet.append(_header(sheet))
            row = _LineRow(sheet)
        running += line.change_fen
        sheet.append(row.fill(line, running))
    if head.line_count == 0:
        sheet.append([_text(sheet, "这段时间没有流水。")])
    book.save(file)


def _add_sheet(book: Workbook, title: str, frozen_rows: int) -> Any:
    """Add a sheet whose head stays in view; a write-only sheet takes its widths before its first row."""
    sheet = book.create_sheet(title)
    for position, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = f"A{frozen_rows + 1}"
    return sheet


def _write_head(sheet: Any, head: StatementHead, made_at: datetime) -> None:
    period = head.period
    sheet.append([_text(sheet, "科技创新券对账单", font=_TITLE)])
    rows = [
        ("企业", [_text(sheet, head.enterprise_name)]),
        (
            "期间",
            [_day(sheet, period.begins_on), _text(sheet, "至"), _day(sheet, period.ends_on)],
        ),
        ("期初可用（元）", [_money(sheet, head.opening_fen)]),
        ("期末可用（元）", [_money(sheet, head.closing_fen)]),
        ("其中当日能用（元）", [_money(sheet, head.usable_fen), _text(sheet, _why_less(head))]),
        ("本期已兑付（元）", [_money(sheet, head.used_fen)]),
        ("本期可用变动（元）", _changes(sheet, head)),
        ("生成时间", [_moment(sheet, made_at)]),
    ]
    if head.freshness is not None:
        rows[-1][1].extend([_text(sheet, "数据截至"), _moment(sheet, head.freshness.as_of)])
    for name, cells in rows:
        sheet.append([_text(sheet, name, font=_BOLD), *cells])
    sheet.append([])
    sheet.append(_header(sheet))


def _changes(sheet: Any, head: StatementHead) -> list[Any]:
    """Return a name and an amount for each kind of movement; they lead from the opening balance to the closing one."""
    named = ((_text(sheet, each.kind_label), _money(sheet, each.change_fen)) for each in head.movements)
    return [cell for pair in named for cell in pair]


def _why_less(head: StatementHead) -> str:
    return "" if head.usable_fen == head.closing_fen else "其余未到生效日，或已过有效期"


def _header(sheet: Any) -> list[Any]:
    cells = [_text(sheet, name, font=_BOLD) for name, _ in _COLUMNS]
    for cell in cells:
        cell.fill = _SHADE
        cell.alignment = Alignment(horizontal="center")
    return cells


class _LineRow:
    """The cells of a line, styled once and filled again for each: a row is written as it is appended."""

    def __init__(self, sheet: Any) -> None:
        self._cells = [_moment(sheet, datetime.min.replace(year=2000, tzinfo=SHANGHAI))]
        self._cells += [_text(sheet, "") for _ in range(2)]
        self._cells += [_money(sheet, 0) for _ in range(5)]
        self._cells += [_text(sheet, "") for _ in range(2)]

    def fill(self, line: VoucherStatementLine, running_fen: int) -> list[Any]:
        amounts = (
            line.amount_fen,
            line.change_fen,
            line.balance_after_fen,
            line.reserved_after_fen,
            running_fen,
        )
        values: list[str | Decimal | date] = [_in_china(line.at), line.batch_number, line.kind_label]
        values += [_yuan(fen) for fen in amounts]
        values += [line.service or "", line.note or ""]
        for cell, value in zip(self._cells, values, strict=True):
            _fill(cell, value)
        return self._cells


def _text(sheet: Any, text: str, *, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return _fill(cell, text)


def _money(sheet: Any, fen: int) -> Any:
    return _styled(sheet, _yuan(fen), "#,##0.00")


def _day(sheet: Any, day: date) -> Any:
    return _styled(sheet, day, "yyyy-mm-dd")


def _moment(sheet: Any, moment: datetime) -> Any:
    return _styled(sheet, _in_china(moment), "yyyy-mm-dd hh:mm:ss")


def _styled(sheet: Any, value: Decimal | date, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = number_format
    if isinstance(value, date):
        cell.alignment = Alignment(horizontal="left")
    return _fill(cell, value)


def _fill(cell: Any, value: str | Decimal | date) -> Any:
    """Put a value into a cell. A text stays a text and never becomes a formula, whatever it begins with."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _in_china(moment: datetime) -> datetime:
    """Return the time in China; a workbook knows no time zones, and no fractions of a second are needed."""
    return in_shanghai(moment).replace(tzinfo=None, microsecond=0)
