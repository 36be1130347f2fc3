"""csv: one table."""

import csv
import io
from pathlib import Path

from index.convert.sheet.grid import Grid, GridTooLarge, to_blocks
from index.convert.text import read_text
from index.model.errors import DocumentError


def read_csv(path: Path, name: str) -> str:
    """The file as a Markdown table, divided by comma, semicolon or tab. Raises DocumentError."""
    text = read_text(path, name)
    first = text.split("\n", 1)[0]
    divider = max(",;\t", key=first.count)
    grid = Grid()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=divider)):
            for column, cell in enumerate(row):
                if cell.strip():
                    grid.place(number, column, cell)
        return "\n\n".join(to_blocks(grid))
    except csv.Error as error:
        raise DocumentError(name, "文件已损坏，或不是 CSV 表格") from error
    except GridTooLarge as error:
        raise DocumentError(name, "表格太大（请拆分后再放入）") from error
