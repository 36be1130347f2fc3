"""How quoted lines are laid out: a checklist of materials, numbered steps, dots, the card of a row or a contact."""

import re
from collections.abc import Sequence

from index.model.passage import Cell, Passage
from index.text.markers import ARTICLE, find_marker

BOX, DOT = "□ ", "· "
_MARK = re.compile(r"^(?:[·□☐]\s+)")
_TICK = re.compile(r"^[□☐☑✓]\s*")
# Where a line of a contact goes on with another fact.
_FACT = re.compile(
    r"[，；,;。]\s*(?=(?:联系|咨询|办公|服务|监督)?(?:电话|手机|传真|邮箱|地址|网址|时间|人)[:：]|(?:电子邮箱|电子邮件|邮编|微信|QQ|微信公众号)[:：])"
)


def lay_out(lines: Sequence[str], *, aspect: str | None, listed: bool) -> str:
    """Lines as one text. `listed`: they are items, with a box each under materials and a dot elsewhere.

    Lines that lead into the next ones, and those the document numbers itself, stay as they are; so does a single line.
    """
    if aspect == "contact":
        return "\n".join(fact for line in lines for fact in _FACT.split(line))
    items = [line for line in lines if not _leads(line)]
    if not listed or len(lines) < 2 or not items:
        return "\n".join(lines)
    mark = BOX if aspect == "materials" else DOT
    return "\n".join(line if _leads(line) or _is_marked(line) else f"{mark}{line}" for line in lines)


def card_of(cells: Sequence[Cell]) -> str:
    """A row with each cell on a line of its own, behind the name of its column."""
    return "\n".join(f"{cell.column}：{cell.value}" if cell.column else cell.value for cell in cells)


def table_of(text: str) -> str:
    """The lines of a table passage between bars, which clients show as a table; its lead-in stays a line."""
    return "\n".join(f"| {line} |" if " | " in line else line for line in text.split("\n"))


def rows_of(passages: Sequence[Passage]) -> str:
    """One row as a card, several as a line each."""
    if len(passages) == 1:
        return card_of(passages[0].cells)
    return "\n".join(f"{DOT}{passage.text}" for passage in passages)


def without_mark(line: str) -> str:
    """The line without the dot or box that `lay_out` gave it."""
    return _MARK.sub("", line)


def _leads(line: str) -> bool:
    return line.rstrip().endswith(("：", ":"))


def _is_marked(line: str) -> bool:
    return bool(find_marker(line) or ARTICLE.match(line) or _TICK.match(line))
