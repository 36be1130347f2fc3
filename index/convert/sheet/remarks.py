"""Lines between a table's title and its header (单位：万元　填报日期：5月1日), and the unit they give its sums."""

import re
from collections.abc import Sequence

from index.convert.sheet.header import is_header_row

_REMARK = re.compile(r"[（(]?[^：:。]{1,12}[：:][^：:。]{1,30}[)）]?")
_UNIT = re.compile(
    r"[（(]?(?:金额|计量)?单位\s*[：:]\s*(?:人民币)?(?P<unit>亿元|千万元|百万元|万元|千元|元|万美元)[)）]?"
)
_SUM = re.compile(r"(?:金额|资金|经费|额度|预算|投资额?|收入|补助|补贴|奖励|资助|拨款|合计|小计|总额|支出)$")
_NUMERAL = re.compile(r"[\d,，.]+")


def is_remark(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row over the header `below` holds remarks: few cells, each a label with its value, or a unit alone."""
    filled = [cell for cell in row if cell]
    if len(set(filled)) == 1 and _UNIT.fullmatch(filled[0]):
        return True
    few = 0 < len(filled) <= len(row) / 2
    return few and all(_REMARK.fullmatch(cell) for cell in filled) and is_header_row(below)


def find_unit(remarks: Sequence[str]) -> str | None:
    """The unit of money that the remarks state: 万元."""
    return next((match["unit"] for remark in remarks if (match := _UNIT.fullmatch(remark))), None)


def with_unit(names: Sequence[str], rows: Sequence[Sequence[str]], unit: str | None) -> list[str]:
    """The names of columns, those of sums with their unit (资助金额（万元）) where the cells are bare numbers."""
    return [
        f"{name}（{unit}）" if unit and _SUM.search(name) and _bare(rows, column) else name
        for column, name in enumerate(names)
    ]


def _bare(rows: Sequence[Sequence[str]], column: int) -> bool:
    filled = [row[column] for row in rows if row[column]]
    return bool(filled) and all(_NUMERAL.fullmatch(cell) for cell in filled)
