"""The elements of an article to Markdown: paragraphs, headings, lists with their levels, tables with merged cells."""

import re

from lxml.html import HtmlElement

from index.convert.sheet.grid import Grid, to_blocks

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
    }
    | {
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
    }
    | {"section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_MOST_DEPTH = 200
_MOST_SPAN = 1_000
_MOST_COLSPAN = 40
_LAYOUT_CELL = 600  # characters: a cell so long is a page, not a value
_BLANKS = re.compile(r"[\s\u00a0\u3000]+")
_BREAKS_OFF = re.compile(r"[，、,（(《“‘]\s*$")
# What such pages write around their articles.
_CHROME_LINE = re.compile(
    r"^[【\[]?(?:打印(?:本页|此页)?|关闭(?:窗口|本页)?|收藏|返回顶部|返回|分享到?[：:]?|上一[篇页条]|下一[篇页条]|首页|字[体号]\s*[：:].{0,12}|大\s*中\s*小)[】\]]?(?:\s*[【\[]?(?:(?:打印|关闭|收藏|分享)[^】\]]{0,4}|分享到?[：:][^】\]]{0,20})[】\]]?)*$"
    r"|^(?:您?(?:现在|当前)?的?位置|当前位置)\s*[：:]|^(?:浏览|阅读|点击|访问)(?:次数|量|数)\s*[：:]|^扫一扫|^(?:上一篇|下一篇)\s*[：:]|^责任编辑\s*[：:]"
    r"|^版权所有|^Copyright|ICP备\s*\d|公网安备|^网站标识码|^(?:网站)?(?:主办|承办|技术支持)(?:单位)?\s*[：:]|^网站地图"
)


def write_blocks(article: HtmlElement) -> list[str]:
    """Blocks of Markdown of all that the element holds."""
    writer = _Writer()
    writer.walk(article, 0)
    writer.flush()
    return [block for block in writer.blocks if not _CHROME_LINE.search(block)]


class _Writer:
    """Gathers inline text until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._text: list[str] = []
        self._prefix = ""
        self._lists: list[list[str | int]] = []  # [kind, items so far] of the lists around

    def flush(self) -> None:
        """End the paragraph."""
        text = _BLANKS.sub(" ", "".join(self._text)).strip()
        self._text = []
        if text:
            self.blocks.append(self._prefix + text)
            self._prefix = ""

    def walk(self, element: HtmlElement, depth: int) -> None:
        """Write the element's text and that of what is in it."""
        if depth > _MOST_DEPTH:
            self._text.append(str(element.text_content()))
            return
        self._text.append(element.text or "")
        for inner in element:
            if isinstance(inner.tag, str):
                self._element(inner, depth)
            self._text.append(inner.tail or "")

    def _element(self, element: HtmlElement, depth: int) -> None:
        tag = element.tag
        if tag == "br":
            if not _BREAKS_OFF.search("".join(self._text[-2:])):
                self.flush()
        elif tag == "table" and not _is_layout(element):
            self.flush()
            self.blocks += to_blocks(_grid(element))
        elif tag in _BLOCKS:
            self.flush()
            self._block(element, tag, depth)
            self.flush()
        else:
            self.walk(element, depth + 1)

    def _block(self, element: HtmlElement, tag: str, depth: int) -> None:
        if tag in {"ul", "ol"}:
            self._lists.append([tag, 0])
            self.walk(element, depth + 1)
            self.flush()
            self._lists.pop()
            return
        if tag == "li":
            self._prefix = self._mark()
        elif re.fullmatch(r"h[1-6]", tag):
            self._prefix = "#" * max(2, int(tag[1])) + " "
        self.walk(element, depth + 1)
        self.flush()
        self._prefix = ""

    def _mark(self) -> str:
        if not self._lists:
            return "- "
        kind, count = self._lists[-1]
        self._lists[-1][1] = int(count) + 1
        indent = "  " * (min(len(self._lists), 9) - 1)
        return f"{indent}{int(count) + 1}. " if kind == "ol" else f"{indent}- "


def _is_layout(table: HtmlElement) -> bool:
    """Whether a table only places parts of the page side by side."""
    if table.xpath(".//table"):
        return True
    cells = table.xpath(".//td|.//th")
    return len(cells) < 2 or (
        len(cells) <= 3 and any(len(cell.text_content()) > _LAYOUT_CELL for cell in cells)
    )


def _grid(table: HtmlElement) -> Grid:
    grid = Grid()
    rows = table.xpath(".//tr")
    width = max((_least_width(row.xpath("./td|./th")) for row in rows), default=1)
    stated = 0
    for number, row in enumerate(rows):
        cells = row.xpath("./td|./th")
        if stated == number and cells and all(cell.tag == "th" for cell in cells):
            stated += 1
        column = 0
        for cell in cells:
            while grid.is_taken(number, column):
                column += 1
            height = min(_span(cell, "rowspan"), len(rows) - number)
            across = min(_span(cell, "colspan"), width)
            grid.place(number, column, _cell_text(cell), height, across)
            column += across
    grid.stated_header = stated if 0 < stated < len(rows) else None
    return grid


def _least_width(cells: list[HtmlElement]) -> int:
    """Columns of a row; a span that no table has, written for "all the others", counts as one."""
    spans = [_span(cell, "colspan") for cell in cells]
    return sum(span if span <= _MOST_COLSPAN else 1 for span in spans)


def _cell_text(cell: HtmlElement) -> str:
    writer = _Writer()
    writer.walk(cell, 0)
    writer.flush()
    return "\n".join(block.lstrip("# ") for block in writer.blocks)


def _span(cell: HtmlElement, key: str) -> int:
    value = (cell.get(key) or "1").strip()
    return (
        min(max(1, int(value)), _MOST_SPAN) if value.isascii() and value.isdigit() and len(value) < 6 else 1
    )
