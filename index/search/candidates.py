"""Passages that cannot answer a question, however alike they are: another place's row, a section nobody asked for."""

import re

from index.lexicon.divisions import last_name
from index.model.passage import Cell, Passage
from index.question.query import Query
from index.text.normalise import canonical

_PLACE_COLUMN = re.compile(r"[区县市]")
_BRACKETS = re.compile(r"\(.*?\)")
_DISTRICT_DEPTH = 2  # slashes in 湖北省/武汉市/汉阳区
_ASKED = {
    "basis": re.compile(
        r"依据|文件|文号|规定|法律|条例|办法|第.{1,4}条|《|哪年|施行|实施|生效|发布|号令|[〔\[(]\d{4}[〕\])]"
    ),
    "audience": re.compile(
        r"谁|对象|适用|范围|哪类|哪种|哪些|什么人|什么样|什么企业|个人|机构|单位|面向|能不能|[能会管].*吗|可以|算|是不是"
    ),
}


def is_other_place(query: Query, passage: Passage) -> bool:
    """Whether the question names a district, and this is a table's row of another one, or a table without it."""
    name = district_of(query)
    if name is None or passage.kind not in {"row", "table"}:
        return False
    if passage.kind == "table":
        return name not in canonical(passage.text) and is_place_table(passage)
    return is_place_row(passage) and name not in canonical(passage.cells[0].value)


def district_of(query: Query) -> str | None:
    """The name of the district that the question names, without the kind of place (汉阳); None: it names none."""
    if query.place is None or query.place.count("/") != _DISTRICT_DEPTH:
        return None
    name = canonical(last_name(query.place))
    return name[:-1] if len(name) >= 3 else name


def is_place_row(passage: Passage) -> bool:
    """Whether a row belongs to a table with one row for each place (区县, 区（开发区）)."""
    return passage.kind == "row" and is_place_column(passage.cells[0].column)


def is_place_column(name: str) -> bool:
    """Whether a column so named holds places."""
    return bool(_PLACE_COLUMN.search(name))


def is_place_table(passage: Passage) -> bool:
    """Whether a whole table begins with a column of places."""
    first = passage.text.strip().strip("|").strip()
    return bool(_PLACE_COLUMN.search(re.split(r"[|\t\n；]", first)[0]))


def is_unasked_section(query: Query, aspect: str | None, is_guide: bool) -> bool:
    """Whether a passage stands in a guide's section 依据 or 对象 that the question does not ask for."""
    asked = _ASKED.get(aspect or "")
    return is_guide and asked is not None and aspect not in query.aspects and not asked.search(query.text)


def named_cells(query: Query, passage: Passage) -> list[Cell]:
    """Cells of a row whose value the question names, with or without what stands in brackets: 徐涛（副局长）.

    The first cell, which names the row, also counts without the kind of place (江岸区, 江岸).
    """
    if passage.kind != "row":
        return []
    found: list[Cell] = []
    for position, cell in enumerate(passage.cells):
        bare = _BRACKETS.sub("", canonical(cell.value))
        names = {bare, bare[:-1]} if position == 0 and len(bare) >= 3 else {bare}
        if any(len(name) >= 2 and name in query.text for name in names):
            found.append(cell)
    return found
