"""What a sheet of a workbook shows: the texts of its cells by position, without hidden rows and columns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from index.convert.sheet.grid import GridTooLarge
from workbooks.formats import Formats
from workbooks.sheet import Area, Cell, HiddenColumns, Item, RowHead

_MOST_CELLS = 1_000_000
_SIGN_OF_LIFE = 20_000
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


@dataclass
class Shown:
    """`cells`: {(row, column) from 0: text} of what is shown and not empty; `merged` areas."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)


def collect(items: Iterable[Item], formats: Formats, alive: Callable[[], None]) -> Shown:
    """Return what is shown: of formulas the value that was saved with them. Raises GridTooLarge, PackageRefused."""
    shown = Shown()
    hidden_columns: set[int] = set()
    row = RowHead(0, is_hidden=False)
    for item in items:
        match item:
            case RowHead():
                row = item
            case HiddenColumns(columns):
                hidden_columns.update(columns)
            case Area():
                shown.merged.append(item)
            case Cell() if not row.is_hidden and item.column not in hidden_columns:
                if text := _text(item, formats):
                    shown.cells[row.number - 1, item.column] = text
                    _count(len(shown.cells), alive)
    # They stand before the rows, but for whoever writes XML by hand.
    shown.cells = {place: text for place, text in shown.cells.items() if place[1] not in hidden_columns}
    return shown


def _count(cells: int, alive: Callable[[], None]) -> None:
    if cells % _SIGN_OF_LIFE == 0:
        alive()
    if cells > _MOST_CELLS:
        raise GridTooLarge


def _text(cell: Cell, formats: Formats) -> str:
    text = (cell.text or "").strip()
    if cell.kind in ("s", "inlineStr") or not text:
        return text
    if text in _ERRORS:
        return ""
    if cell.kind == "b":
        return "是" if text == "1" else "否"
    if cell.kind == "d":
        return text.removesuffix("T00:00:00")
    return text if cell.kind == "str" else formats.show(text, cell.style)
