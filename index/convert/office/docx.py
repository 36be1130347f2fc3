"""docx: headings, numbers as Word shows them, tables with merged cells, text boxes, notes; tracked changes accepted.

Headers, footers, comments, pictures, macros and embedded files are not read.
"""

import re
from pathlib import Path

from index.convert.office.docx_numbering import BULLET, Numbering
from index.convert.office.docx_styles import ParagraphLook, Styles, is_deleted
from index.convert.office.docx_text import ParagraphText, read_paragraph
from index.convert.office.ooxml import (
    Element,
    Package,
    attribute,
    child,
    children,
    is_on,
    local,
    open_package,
)
from index.convert.sheet.grid import Grid, GridTooLarge, flatten, tidy_cell, to_blocks
from index.model.errors import DocumentError

_BODY = "word/document.xml"
_HEADING_MOST = 60
_TITLE_POINTS = 18  # GB/T 9704: a title is set in 22 points, the text in 16
_TITLE_WITHIN = 12  # paragraphs
_LETTERHEAD = re.compile(r"文件$|[〔\[［（(](?:19|20)\d{2}[〕\]］）)]\s*\d+\s*号")
_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "AlternateContent", "Choice", "smartTag"}


def read_docx(path: Path, name: str) -> str:
    """The document as Markdown, blank lines between paragraphs. Raises DocumentError."""
    with open_package(path, name) as package:
        if not package.has(_BODY):
            raise DocumentError(name, "文件已损坏，或扩展名与内容不符（请用原来的软件打开后另存）")
        body = child(package.tree(_BODY), "body")
        if body is None:
            raise DocumentError(name, "文件已损坏，无法打开（请用原来的软件打开后另存）")
        try:
            return "\n\n".join(_Reader(package).read(body))
        except GridTooLarge as error:
            raise DocumentError(name, "表格太大（请拆分后再放入）") from error


class _Reader:
    """Reads one document, from its first paragraph on: lists count in order."""

    def __init__(self, package: Package) -> None:
        self._styles = Styles(_part(package, "styles"))
        self._numbering = Numbering(_part(package, "numbering"))
        self._notes = {kind: _notes(_part(package, kind + "s"), kind) for kind in ("footnote", "endnote")}
        self._paragraphs = 0  # with text, so far
        self._pending = ""  # text of paragraphs whose mark a tracked change removed
        self._title_at = -1
        self._inside = 0  # cells and text boxes around what is read

    def read(self, container: Element) -> list[str]:
        """Blocks of a body, a cell or a text box."""
        blocks: list[str] = []
        for element in container:
            tag = local(element)
            if tag == "p":
                self._paragraph(element, blocks)
            elif tag == "tbl":
                blocks += self._table(element)
            elif tag in _WRAPPERS and not _is_contents(element):
                blocks += self.read(element)
        return blocks

    def _paragraph(self, element: Element, blocks: list[str]) -> None:
        found = read_paragraph(element)
        text = self._pending + found.text
        if is_deleted(child(element, "pPr")):
            self._pending = text
            return
        self._pending = ""
        look = self._styles.look(element)
        if not look.is_contents:
            self._write(tidy_cell(text), look, blocks)
        for box in found.boxes:
            blocks += self._read_inside(box)
        blocks += self._note_texts(found)

    def _write(self, text: str, look: ParagraphLook, blocks: list[str]) -> None:
        label = self._numbering.next_label(look.num_id, look.list_level) if look.num_id else None
        if not text:
            return
        self._paragraphs += 1
        if self._is_title(text, look) and self._title_at in {-1, len(blocks) - 1}:
            if self._title_at < 0:
                blocks.append("# ")
                self._title_at = len(blocks) - 1
            blocks[-1] += text.replace("\n", "")  # a title may take several lines
            return
        if look.heading is not None and "。" not in text[:-1] and len(text) <= _HEADING_MOST:
            first = self._paragraphs == 1 or look.heading == 0
            depth = 1 if first and look.heading <= 1 else min(look.heading + 1, 6)
            blocks.append(f"{'#' * max(depth, 1)} {label or ''}{_gap(label)}{text.replace(chr(10), ' ')}")
            return
        if label == BULLET:
            label = "  " * look.list_level + BULLET + " "
        lines = text.split("\n")
        blocks.append(f"{label or ''}{_gap(label)}{lines[0]}")
        blocks += lines[1:]

    def _is_title(self, text: str, look: ParagraphLook) -> bool:
        """A title set large and centred at the head of the document, in no style: the habit of offices."""
        return (
            look.is_centred
            and look.size >= _TITLE_POINTS
            and self._paragraphs <= _TITLE_WITHIN
            and look.num_id is None
            and len(text) <= _HEADING_MOST
            and not _LETTERHEAD.search(text)
            and look.heading is None
            and self._inside == 0
        )

    def _read_inside(self, container: Element) -> list[str]:
        self._inside += 1
        blocks = self.read(container)
        self._inside -= 1
        return blocks

    def _note_texts(self, found: ParagraphText) -> list[str]:
        texts = (self._notes[kind].get(key) for kind, key in found.notes)
        return [f"注：{text}" for text in texts if text]

    def _table(self, table: Element) -> list[str]:
        grid = Grid()
        rows = [row for row in _rows(table) if not is_deleted(child(row, "trPr"))]
        stated = 0
        for number, row in enumerate(rows):
            if stated == number and is_on(child(row, "trPr", "tblHeader")):
                stated += 1
            self._row(grid, rows, number)
        grid.stated_header = stated or None
        return to_blocks(grid)

    def _row(self, grid: Grid, rows: list[Element], number: int) -> None:
        column = _skipped(rows[number])
        for cell in _cells(rows[number]):
            span = _span(cell)
            if not _goes_on(cell):
                height = _height(rows, number, column, span)
                if not grid.is_taken(number, column):
                    text = "\n".join(flatten(block) for block in self._read_inside(cell))
                    grid.place(number, column, text, height, span)
            column += span


def _gap(label: str | None) -> str:
    """Nothing after a mark that divides by itself (一、 （一）), else a blank."""
    return "" if not label or label.endswith(("、", "）", ")", " ", "．")) else " "


def _part(package: Package, kind: str) -> Element | None:
    part = package.related(_BODY, kind)
    return package.tree(part) if part else None


def _notes(root: Element | None, kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for note in children(root, kind):
        if attribute(note, "type") in {None, "normal"}:
            text = " ".join(read_paragraph(paragraph).text.strip() for paragraph in children(note, "p"))
            found[attribute(note, "id") or ""] = text.strip()
    return found


def _is_contents(element: Element) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return attribute(gallery, "val") == "Table of Contents"


def _unwrapped(element: Element, tag: str) -> list[Element]:
    found: list[Element] = []
    for inner in element:
        if local(inner) == tag:
            found.append(inner)
        elif local(inner) in _WRAPPERS:
            found += _unwrapped(inner, tag)
    return found


def _rows(table: Element) -> list[Element]:
    return _unwrapped(table, "tr")


def _cells(row: Element) -> list[Element]:
    return _unwrapped(row, "tc")


def _span(cell: Element) -> int:
    value = attribute(child(cell, "tcPr", "gridSpan"), "val") or "1"
    return max(1, int(value)) if value.isdigit() and len(value) < 4 else 1


def _skipped(row: Element) -> int:
    value = attribute(child(row, "trPr", "gridBefore"), "val") or "0"
    return int(value) if value.isdigit() and len(value) < 4 else 0


def _goes_on(cell: Element) -> bool:
    """Whether the cell continues the one above."""
    merge = child(cell, "tcPr", "vMerge")
    return merge is not None and (attribute(merge, "val") or "continue") == "continue"


def _height(rows: list[Element], number: int, column: int, span: int) -> int:
    """How many rows a cell reaches down: the cells right below it, equally wide, that continue it."""
    height = 1
    while number + height < len(rows):
        at = _skipped(rows[number + height])
        below: Element | None = None
        for cell in _cells(rows[number + height]):
            if at == column:
                below = cell
                break
            at += _span(cell)
        if below is None or not _goes_on(below) or _span(below) != span:
            return height
        height += 1
    return height
