"""Lists of documents that are over: 关于废止和宣布失效部分文件的决定 with its tables and items."""

import re
from collections.abc import Iterator, Sequence

from index.passages.blocks import Block
from index.passages.tables import Table
from index.standing.superseded import find_references
from index.text.document_numbers import find_number
from index.text.markers import find_marker

_LIST = re.compile(r"废止|失效|清理(?:结果|意见|情况)|停止执行")
_OVER = re.compile(r"废止|失效|停止执行")
_KEPT = re.compile(r"继续有效|保留|拟?修改|拟?修订|仍然有效|继续执行")
_TITLE_COLUMN = re.compile(r"文件名称|名称|标题|文件题目|文件名")
_MOST = 120


def read_repeals(blocks: Sequence[Block], title: str) -> tuple[str, ...]:
    """The documents that a decision to repeal lists; () for a document whose title does not say that it is one."""
    if not _LIST.search(title):
        return ()
    found: list[str] = []
    over = bool(_OVER.search(title)) and not _KEPT.search(title)
    for block in blocks:
        if block.kind == "heading" or block.text.endswith(("：", ":")):
            over = _state(block.text, over)
        if not over or (block.kind == "heading" and not block.style):
            continue
        if block.table is not None:
            found += _rows(block.table)
        elif block.kind == "item" or block.run_in or find_marker(block.text):
            found += _listed(block.text)
    return tuple(dict.fromkeys(found))


def _state(text: str, over: bool) -> bool:
    if _KEPT.search(text):
        return False
    return True if _OVER.search(text) else over


def _listed(text: str) -> list[str]:
    if len(text) > _MOST:
        return []
    if named := find_references(text):
        return named
    marker = find_marker(text)
    bare = text[marker.length :].strip("。；; ") if marker else ""
    return [f"《{bare}》"] if 6 <= len(bare) <= 60 and not re.search(r"[，。：]", bare) else []


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = table.cells(row)
        number = next((found for cell in cells if (found := find_number(cell.value))), None)
        named = next((cell.value for cell in cells if _TITLE_COLUMN.search(cell.column)), None)
        title = "".join(find_references(named or "")[:1]) or (f"《{named}》" if named else "")
        title = title.split("》（")[0] + "》" if "》（" in title else title
        if title or number:
            yield f"{title}（{number}）" if title and number else title or str(number)
