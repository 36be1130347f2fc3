"""All problems of an import as a file, CSV or XLSX, for whoever mends the rows; harmless in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from records.feeds.problems import Problem

_HEADER = ("行", "列", "值", "问题和做法")
_RISKY = ("=", "+", "-", "@", "\t", "\r")


class ReportRefused(Exception):
    """A report cannot be written; the message says why in Chinese."""


def write_report(path: Path, problems: Sequence[Problem]) -> None:
    """Write problems by row. Raises ReportRefused: a name that ends otherwise, a folder that cannot be written."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise ReportRefused("报告文件名要以 .csv 或 .xlsx 结尾。")
    try:
        _write_csv(path, problems) if path.suffix.lower() == ".csv" else _write_xlsx(path, problems)
    except OSError as error:
        raise ReportRefused(f"报告写不了：{error.strerror}。") from error


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _write_csv(path: Path, problems: Sequence[Problem]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for problem in problems:
            writer.writerow([problem.row, *map(harmless, (problem.column, problem.value, problem.message))])


def _write_xlsx(path: Path, problems: Sequence[Problem]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问题")
    sheet.append(_HEADER)
    for problem in problems:
        cells = [
            WriteOnlyCell(sheet, harmless(text)) for text in (problem.column, problem.value, problem.message)
        ]
        sheet.append([problem.row, *cells])
    book.save(path)
