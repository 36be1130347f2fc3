"""Pieces of a page to lines in reading order: two columns one after the other, what stands on one line joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from index.convert.pdf.lines import Box, Piece
from index.convert.pdf.tables import CellText, PageTable, is_inside

_LEAST_LINES = 4  # of a column
_FULL = 0.55  # a column of prose fills its width that far, in the middle
_STEPS = 40
# What numbers or dots an item, and is no first column.
_MARK = re.compile(
    r"[^\w\s]|o|[\uf000-\uf0ff]|[（(]?[\d一二三四五六七八九十a-zA-Z]{1,3}[）)、.．]|第.{1,4}[条章节]"
)


@dataclass(frozen=True)
class Line:
    """A line of text; `left` and `right` bound its column, `page` counts from 0, `flow` numbers columns in order."""

    text: str
    box: Box
    size: float
    left: float
    right: float
    page: int
    flow: int


Item = Line | PageTable


def order_page(pieces: Sequence[Piece], tables: Sequence[PageTable], width: float, page: int) -> list[Item]:
    """Lines and tables of a page as they are read."""
    loose = [piece for piece in pieces if not any(is_inside(_box(piece), table.box) for table in tables)]
    items: list[Item] = []
    for flow, (band, inside) in enumerate(_bands(loose, list(tables), width)):
        items += _merge(_lines(band, page, page * 100 + flow), inside)
    return items


def _box(piece: Piece) -> Box:
    return piece.x0, piece.top, piece.x1, piece.bottom


def _bands(
    pieces: list[Piece], tables: list[PageTable], width: float
) -> list[tuple[list[Piece], list[PageTable]]]:
    """The page's columns, in order; what stretches over the gutter stands between those above and below it."""
    gutter = _find_gutter(pieces, width)
    if gutter is None:
        return [(pieces, tables)]
    across = [piece for piece in pieces if piece.x0 < gutter < piece.x1]
    wide = [table for table in tables if table.box[0] < gutter < table.box[2]]
    cuts = sorted([*[p.top for p in across], *[t.box[1] for t in wide]])
    bands: list[tuple[list[Piece], list[PageTable]]] = []
    for low, high in zip([float("-inf"), *cuts], [*cuts, float("inf")], strict=True):
        whole = [p for p in across if p.top == low]
        whole_tables = [t for t in wide if t.box[1] == low]
        if whole and bands and not bands[-1][1] and all(p.x0 < gutter < p.x1 for p in bands[-1][0]):
            bands[-1][0].extend(whole)
        elif whole or whole_tables:
            bands.append((whole, whole_tables))
        for is_left in (True, False):
            side = [
                p for p in pieces if p not in across and low <= p.top < high and (p.x1 <= gutter) == is_left
            ]
            its = [
                t
                for t in tables
                if t not in wide and low <= t.box[1] < high and (t.box[2] <= gutter) == is_left
            ]
            if side or its:
                bands.append((side, its))
    return bands


def _find_gutter(pieces: list[Piece], width: float) -> float | None:
    """Where a gap runs down between two columns of prose, or None."""
    best: tuple[int, float] | None = None
    for step in range(_STEPS + 1):
        x = width * (0.3 + 0.4 * step / _STEPS)
        left = [p for p in pieces if p.x1 <= x]
        right = [p for p in pieces if p.x0 >= x]
        crossing = len(pieces) - len(left) - len(right)
        if len(left) < _LEAST_LINES or len(right) < _LEAST_LINES or crossing > 0.5 * (len(left) + len(right)):
            continue
        score = min(len(left), len(right)) - crossing
        if (
            (best is None or score > best[0])
            and _is_prose(left)
            and _is_prose(right)
            and _side_by_side(left, right)
        ):
            best = (score, _middle(left, right, x))
    return best[1] if best else None


def _middle(left: list[Piece], right: list[Piece], x: float) -> float:
    """The middle of the gap around x."""
    return (max(p.x1 for p in left) + min(p.x0 for p in right)) / 2 if left and right else x


def _is_prose(side: list[Piece]) -> bool:
    """Whether most lines fill their column: labels and values do not."""
    whole = max(p.x1 for p in side) - min(p.x0 for p in side)
    return median(p.x1 - p.x0 for p in side) >= _FULL * whole and median(len(p.text) for p in side) >= 8


def _side_by_side(left: list[Piece], right: list[Piece]) -> bool:
    """Whether the two share at least a third of their height."""
    top = max(min(p.top for p in left), min(p.top for p in right))
    bottom = min(max(p.bottom for p in left), max(p.bottom for p in right))
    whole = max(p.bottom for p in [*left, *right]) - min(p.top for p in [*left, *right])
    return bottom - top > whole / 3


def _lines(pieces: list[Piece], page: int, flow: int) -> list[Item]:
    """Rows of pieces; several rows of aligned pieces are a table that was set without lines."""
    if not pieces:
        return []
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.bottom, p.x0)):
        if rows and abs(piece.bottom - rows[-1][0].bottom) <= 0.35 * max(piece.size, 4):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    rows = [sorted(row, key=lambda p: p.x0) for row in rows]
    items: list[Item] = []
    start = 0
    while start < len(rows):
        end = _aligned_until(rows, start)
        if end - start >= 3 and not all(_MARK.fullmatch(row[0].text) for row in rows[start:end]):
            items.append(_unruled(rows[start:end]))
            start = end
        else:
            items.append(_line(rows[start], left, right, page, flow))
            start += 1
    return items


def _aligned_until(rows: list[list[Piece]], start: int) -> int:
    """The end of the run of rows whose pieces stand under those of the first."""
    first = rows[start]
    end = start
    while (
        len(first) >= 2
        and end < len(rows)
        and len(rows[end]) == len(first)
        and all(_stands_under(a, b) for a, b in zip(rows[end], first, strict=True))
        and (end == start or rows[end][0].top - rows[end - 1][0].bottom < 2.5 * first[0].size)
    ):
        end += 1
    return end


def _stands_under(piece: Piece, first: Piece) -> bool:
    by_left = abs(piece.x0 - first.x0) <= first.size
    by_middle = abs(piece.x0 + piece.x1 - first.x0 - first.x1) <= 2 * first.size
    return by_left or by_middle


def _unruled(rows: list[list[Piece]]) -> PageTable:
    cells = [
        CellText(number, column, 1, 1, piece.text)
        for number, row in enumerate(rows)
        for column, piece in enumerate(row)
    ]
    pieces = [piece for row in rows for piece in row]
    box = (
        min(p.x0 for p in pieces),
        min(p.top for p in pieces),
        max(p.x1 for p in pieces),
        max(p.bottom for p in pieces),
    )
    return PageTable(box, len(rows), tuple(piece.x0 for piece in rows[0]), tuple(cells))


def _line(row: list[Piece], left: float, right: float, page: int, flow: int) -> Line:
    widest = max(row, key=lambda piece: len(piece.text))
    box = (row[0].x0, min(p.top for p in row), row[-1].x1, max(p.bottom for p in row))
    return Line(" ".join(p.text for p in row), box, widest.size, left, right, page, flow)


def _merge(lines: list[Item], tables: list[PageTable]) -> list[Item]:
    return sorted([*lines, *tables], key=lambda item: item.box[1])


def widen(lines: Sequence[Line]) -> list[Line]:
    """Lines of one-column pages with the edges of the whole text: a page's last lines may all be short."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return [replace(line, left=left, right=right) for line in lines]
