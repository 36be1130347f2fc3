"""Opens a file as a table, by what it is and not by what it is called."""

from __future__ import annotations

import hashlib
from pathlib import Path

from records.feeds.problems import FileRefused
from records.feeds.tables.delimited import DelimitedTable
from records.feeds.tables.row import Table
from records.feeds.tables.xlsx import XlsxTable

LARGEST_FILE = 512 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def open_table(path: Path, sheet: str | None = None) -> Table:
    """Return the table of a CSV or XLSX file. Raises FileRefused."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as problem:
        raise FileRefused(f"文件读不了：{problem.strerror}。") from problem
    if size == 0:
        raise FileRefused("文件是空的。")
    if size > LARGEST_FILE:
        raise FileRefused(f"文件超过 {LARGEST_FILE // 1024 // 1024} MB，请拆成几个文件分别导入。")
    if head.startswith(_OLE):
        raise FileRefused("是旧版 .xls 文件或有密码，请用 Excel 或 WPS 另存为没有密码的 .xlsx。")
    if head.startswith(_ZIP):
        return XlsxTable(path, sheet)
    if sheet is not None:
        raise FileRefused("CSV 文件没有工作表，请去掉 --sheet。")
    return DelimitedTable(path)


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
