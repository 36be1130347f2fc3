"""From a table to records set aside: the header found, every row read, formal problems listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from records.feeds.columns import Layout, count_known, lay_out
from records.feeds.kinds.kind import Kind
from records.feeds.problems import FileRefused, Problem, Problems, show_value
from records.feeds.reading import Record, problem_with, read_cells
from records.feeds.spool import Spool
from records.feeds.tables.row import Row, Table

_HEADER_WITHIN = 15  # rows: titles and remarks may stand above it
_PREVIEWED = 5
_REPORT_EVERY = 500
# What a last row that is no record begins with.
_TRAILING = (
    "合计",
    "总计",
    "小计",
    "共计",
    "备注:",
    "备注：",
    "注:",
    "注：",
    "说明:",
    "说明：",
    "填表",
    "制表",
    "审核人",
    "total",
)


@dataclass
class Staged:
    """What a file holds: rows read, rows passed over with the reason, headers nobody knows, the first rows (masked)."""

    rows: int = 0
    layout: Layout | None = None
    passed_over: list[str] = field(default_factory=list)
    preview: list[dict[str, str]] = field(default_factory=list)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that no column answers to."""
        return self.layout.unknown if self.layout else ()


def stage(
    kind: Kind, table: Table, spool: Spool, problems: Problems, progress: Callable[[str, int], None]
) -> Staged:
    """Read a whole table into the spool. Raises FileRefused where it is no table of this kind."""
    rows = table.rows()
    header, rest = _find_header(rows, kind)
    layout = lay_out(header.values, kind.columns)
    staged = Staged(layout=layout)
    stager = _Stager(kind, layout, spool, problems, staged)
    for row in rest:
        stager.take(row)
        if staged.rows % _REPORT_EVERY == 0:
            progress("read", staged.rows)
    if staged.rows == 0:
        raise FileRefused("表头下面没有数据。")
    _check_findings(table, layout, header.number, problems)
    progress("read", staged.rows)
    return staged


class _Stager:
    """Takes rows one by one."""

    def __init__(self, kind: Kind, layout: Layout, spool: Spool, problems: Problems, staged: Staged) -> None:
        self._kind = kind
        self._layout = layout
        self._spool = spool
        self._problems = problems
        self._staged = staged
        self._columns = {column.field: column for column in kind.columns}

    def take(self, row: Row) -> None:
        """Read a row, and set it aside if it is right."""
        first = next((str(value).strip() for value in row.values if value is not None), "")
        if first.lower().startswith(_TRAILING) and self._is_remark(row):
            self._staged.passed_over.append(f"第 {row.number} 行是“{first[:20]}”，不是数据，已略过。")
            return
        before = self._problems.count
        record = read_cells(row.number, row.values, self._layout.places, self._problems.add)
        if record is not None and self._kind.is_sample(record):
            self._staged.passed_over.append(f"第 {row.number} 行是模板的样例，已略过。")
            return
        self._staged.rows += 1
        if len(self._staged.preview) < _PREVIEWED:
            self._staged.preview.append(self._show(row))
        self._check_row(row)
        if record is not None:
            self._check_record(record)
        if record is not None and self._problems.count == before:
            self._spool.add(self._kind.key(record), self._kind.order(record), record)
        else:
            self._mark_broken(row, record)

    def _check_row(self, row: Row) -> None:
        if row.is_hidden:
            message = "这一行被隐藏或被筛选掉了，请取消隐藏后再看要不要导入，或删去。"
            self._problems.add(Problem(row.number, "（整行）", "", message))
        beyond = [value for value in row.values[self._layout.width :] if value is not None]
        if beyond:
            message = "这一行比表头多出几格：值里有分隔符的，请给它加上英文引号。"
            self._problems.add(
                Problem(row.number, "（整行）", show_value(beyond[0], is_personal=True), message)
            )

    def _check_record(self, record: Record) -> None:
        faults = list(self._kind.faults(record))
        for name, message in faults:
            self._refuse(record, name, message)
        if faults:
            return
        for single in self._kind.singles(record):
            earlier = self._spool.claim(single, record.number)
            if earlier is not None:
                column = self._kind.columns[0].field
                self._refuse(record, column, f"与第 {earlier} 行重复，请只保留一行。")

    def _refuse(self, record: Record, name: str, message: str) -> None:
        self._problems.add(problem_with(record, self._columns[name], message))

    def _mark_broken(self, row: Row, record: Record | None) -> None:
        """Hold back the other rows of the same key, as far as the key can be told."""
        known = record
        if known is None:
            ignored: list[Problem] = []
            places = [place for place in self._layout.places if place.column.filled]
            known = read_cells(row.number, row.values, places, ignored.append)
        if known is not None:
            self._spool.mark_broken(self._kind.key(known))

    def _is_remark(self, row: Row) -> bool:
        """Tell whether a row cannot be a record: what each record must have is not all there."""
        needed = [place.position for place in self._layout.places if place.column.filled]
        there = [
            position for position in needed if position < len(row.values) and row.values[position] is not None
        ]
        return len(there) < max(len(needed), 2)

    def _show(self, row: Row) -> dict[str, str]:
        values = row.values
        return {
            place.column.title: show_value(values[place.position], is_personal=place.column.is_personal)
            for place in self._layout.places
            if place.position < len(values) and values[place.position] is not None
        }


def _find_header(rows: Iterator[Row], kind: Kind) -> tuple[Row, Iterator[Row]]:
    """Return the row that has most of the known headers, of the first rows, and what follows it."""
    head = list(islice(rows, _HEADER_WITHIN))
    if not head:
        raise FileRefused("文件里没有内容。")
    counts = [count_known(row.values, kind.columns) for row in head]
    best = max(range(len(head)), key=lambda position: counts[position])
    if counts[best] == 0:
        needed = "、".join(column.title for column in kind.columns if column.needed)
        raise FileRefused(f"没有找到表头：前 {len(head)} 行里没有认得的列名（至少要有：{needed}）。")

    def rest() -> Iterator[Row]:
        yield from head[best + 1 :]
        yield from rows

    return head[best], rest()


def _check_findings(table: Table, layout: Layout, header: int, problems: Problems) -> None:
    used = {place.position: place.column for place in layout.places}
    for position in sorted(table.findings.hidden_columns & set(used)):
        problems.add(Problem(header, used[position].title, "", "这一列被隐藏了，请取消隐藏后核对，或删去。"))
    for area in table.findings.merged:
        column = next(
            (used[position] for position in range(area.left, area.right + 1) if position in used), None
        )
        if column is not None and area.last > header:
            message = f"第 {area.first} 至 {area.last} 行有合并的单元格，请取消合并，每行都填上。"
            problems.add(Problem(max(area.first, header + 1), column.title, "", message))
