"""Lines of a pdf to paragraphs: by the edge they reach, the indent they begin with, their size and distance."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.convert.pdf.layout import Item, Line, widen
from index.convert.pdf.tables import PageTable, make_grid
from index.convert.sheet.grid import to_blocks

_SHORT = 1.8  # a line that ends so many characters before the edge ends its paragraph
_INDENT = 1.2
_TITLE_RATIO = 1.15
_TITLE_MOST = 80
_CENTRED = 1.5
_SENTENCE_END = re.compile(r"[。；：！？;:!?]$")
_MARK = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[章节条编]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|[①-⑳]|附件|附表"
)
_LETTERHEAD = re.compile(r"文\s*件$|[〔\[［（(]\s*(?:19|20)\d{2}\s*[〕\]］）)]\s*\d+\s*号$")
_DOT = re.compile(r"^[\uf000-\uf0ff•●■◆▪‣·]\s*")
_WORD = re.compile(r"[A-Za-z0-9][\w.,;:/%+-]*")
_LATIN_WIDTH = 0.5  # of a letter, in sizes
_CONTENTS = re.compile(r"[.．…·]{6,}\s*\d{1,4}$")


def write_items(items: Sequence[Item]) -> list[str]:
    """Blocks of Markdown: paragraphs, the title, tables joined over pages."""
    items = _with_edges(
        [item for item in items if isinstance(item, PageTable) or not _CONTENTS.search(item.text)]
    )
    body = _body_size([item for item in items if isinstance(item, Line)])
    blocks: list[str] = []
    lines: list[Line] = []
    tables: list[PageTable] = []
    for item in items:
        if isinstance(item, Line):
            blocks += _flush(tables)
            tables = []
            lines.append(item)
            continue
        blocks += _paragraphs(lines, body, is_start=not blocks)
        lines = []
        if tables and not item.continues(tables[-1]):
            blocks += _flush(tables)
            tables = []
        tables.append(item)
    return blocks + _paragraphs(lines, body, is_start=not blocks) + _flush(tables)


def _flush(tables: list[PageTable]) -> list[str]:
    return to_blocks(make_grid(tables)) if tables else []


def _with_edges(items: Sequence[Item]) -> list[Item]:
    """Items where lines of pages in one column share their edges."""
    flows: dict[int, set[int]] = {}
    for item in items:
        if isinstance(item, Line):
            flows.setdefault(item.page, set()).add(item.flow)
    single = [item for item in items if isinstance(item, Line) and len(flows[item.page]) == 1]
    widened = iter(widen(single))
    return [next(widened) if isinstance(i, Line) and len(flows[i.page]) == 1 else i for i in items]


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _paragraphs(lines: Sequence[Line], body: float, *, is_start: bool) -> list[str]:
    if not lines:
        return []
    step = _line_step(lines)
    blocks: list[str] = []
    last: Line | None = None
    title: int | None = None
    for line in lines:
        is_title = is_start and line.page == lines[0].page and len(blocks) <= 8 and _is_title(line, body)
        if is_title and title == len(blocks) - 1 and last is not None and _is_as_large(last, line):
            blocks[-1] += line.text
        elif is_title and title is None and not _LETTERHEAD.search(line.text):
            blocks.append(f"# {line.text}")
            title = len(blocks) - 1
        elif last is not None and title != len(blocks) - 1 and _goes_on(last, line, step):
            blocks[-1] = _join(blocks[-1], line.text)
        else:
            blocks.append(_DOT.sub("- ", line.text))
        last = line
    return blocks


def _is_as_large(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= 0.12 * max(a.size, b.size)


def _line_step(lines: Sequence[Line]) -> float:
    steps = [
        b.box[3] - a.box[3]
        for a, b in pairwise(lines)
        if a.flow == b.flow and 0 < b.box[3] - a.box[3] < 5 * a.size
    ]
    return median(steps) if steps else 0.0


def _is_centred(line: Line) -> bool:
    left, right = line.box[0] - line.left, line.right - line.box[2]
    return left > _CENTRED * line.size and right > _CENTRED * line.size and abs(left - right) < 2 * line.size


def _is_title(line: Line, body: float) -> bool:
    wide = line.box[2] - line.box[0] > 0.8 * (line.right - line.left)
    return line.size >= _TITLE_RATIO * body and (wide or _is_centred(line)) and len(line.text) <= _TITLE_MOST


def _goes_on(last: Line, line: Line, step: float) -> bool:
    """Whether `line` continues the paragraph that `last` stands in."""
    if not _is_as_large(last, line) or _is_centred(last):
        return False
    moved = last.flow != line.flow
    if not moved and step and line.box[3] - last.box[3] > 1.45 * step:
        return False
    if line.box[0] - line.left > _INDENT * line.size and not _hangs(last, line):
        return False
    word = _WORD.match(line.text)
    needed = _LATIN_WIDTH * len(word[0]) * line.size if word else 0.0  # a word that did not fit
    if last.right - last.box[2] > max(_SHORT * last.size, needed + 0.5 * last.size):
        return False
    if _DOT.match(line.text):
        return False
    return not (_MARK.match(line.text) and _SENTENCE_END.search(last.text))


def _hangs(last: Line, line: Line) -> bool:
    """Whether both stand equally far in, and `last` is no first line of a paragraph: an indented list, a quotation."""
    is_first = bool(_MARK.match(last.text))
    return abs((last.box[0] - last.left) - (line.box[0] - line.left)) < 0.5 * line.size and not (
        is_first and _MARK.match(line.text)
    )


def _join(text: str, following: str) -> str:
    if re.search(r"[A-Za-z]-$", text) and following[:1].islower():
        return text[:-1] + following
    latin = (
        text[-1:].isascii() and following[:1].isascii() and text[-1:] not in "-/" and following[:1].isalnum()
    )
    return f"{text}{' ' if latin else ''}{following}"
