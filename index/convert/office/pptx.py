"""pptx: each visible slide its title as heading, then texts in reading order, lists with their levels, tables.

Speaker's notes, hidden slides, pictures and charts are not read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.convert.office.ooxml import Element, Package, attribute, child, children, local, open_package
from index.convert.sheet.grid import Grid, GridTooLarge, tidy_cell, to_blocks
from index.model.errors import DocumentError

_SHOW = "ppt/presentation.xml"
_BAND = 360_000  # EMU: shapes whose tops differ by less (1 cm) stand in one row
_TITLES = {"title", "ctrTitle"}
_NOT_CONTENT = {"dt", "ftr", "sldNum", "hdr"}
_HEADING_MOST = 60
_MOST_DEPTH = 20


def read_pptx(path: Path, name: str) -> str:
    """The slides as Markdown. Raises DocumentError."""
    try:
        with open_package(path, name) as package:
            blocks = [block for part in _slides(package) for block in _read_slide(package, part)]
    except GridTooLarge as error:
        raise DocumentError(name, "表格太大（请拆分后再放入）") from error
    return "\n\n".join(blocks)


def _slides(package: Package) -> Iterator[str]:
    """Parts of the slides in the order they are shown."""
    relations = package.relations(_SHOW)
    for item in children(child(package.tree(_SHOW), "sldIdLst"), "sldId"):
        key = next((str(value) for name, value in item.attrib.items() if str(name).endswith("}id")), "")
        kind, part = relations.get(key, ("", ""))
        if kind == "slide" and package.has(part):
            yield part


def _read_slide(package: Package, part: str) -> list[str]:
    root = package.tree(part)
    if attribute(root, "show") in {"0", "false"}:
        return []
    shapes = sorted(_shapes(child(root, "cSld", "spTree"), 0), key=_position)
    blocks: list[str] = []
    for shape in [s for s in shapes if _placeholder(s) in _TITLES]:
        title = " ".join(_lines(shape, bulleted=False)).replace("\n", " ")
        if title:
            blocks.append(f"## {title}" if len(title) <= _HEADING_MOST else title)
    for shape in shapes:
        if _placeholder(shape) in _TITLES | _NOT_CONTENT:
            continue
        blocks += _content(package, part, shape)
    return blocks


def _content(package: Package, part: str, shape: Element) -> list[str]:
    if local(shape) != "graphicFrame":
        return _lines(shape, bulleted=_placeholder(shape) not in {"", "subTitle"})
    data = child(shape, "graphic", "graphicData")
    table = child(data, "tbl")
    if table is not None:
        return to_blocks(_grid(table))
    diagram = attribute(child(data, "relIds"), "dm")
    target = package.relations(part).get(diagram or "", ("", ""))[1]
    return _diagram(package.tree(target)) if package.has(target) else []


def _shapes(tree: Element | None, depth: int) -> Iterator[Element]:
    """Shapes with text or a table, those in groups included."""
    for shape in [] if tree is None or depth > _MOST_DEPTH else tree:
        tag = local(shape)
        if tag in {"grpSp", "AlternateContent", "Choice"}:
            yield from _shapes(shape, depth + 1)
        elif tag in {"sp", "graphicFrame"} and attribute(_properties(shape), "hidden") not in {"1", "true"}:
            yield shape


def _properties(shape: Element) -> Element | None:
    return (
        child(shape, "nvSpPr", "cNvPr") if local(shape) == "sp" else child(shape, "nvGraphicFramePr", "cNvPr")
    )


def _placeholder(shape: Element) -> str:
    """The kind of placeholder; "" of a shape that is none."""
    mark = child(shape, "nvSpPr", "nvPr", "ph")
    return "" if mark is None else attribute(mark, "type") or "body"


def _position(shape: Element) -> tuple[int, int]:
    frame = child(shape, "spPr", "xfrm") if local(shape) == "sp" else child(shape, "xfrm")
    offset = child(frame, "off")
    if offset is None:  # a placeholder stands where the layout puts it: the title first, the body next
        return (-1, 0)
    return _whole(attribute(offset, "y")) // _BAND, _whole(attribute(offset, "x"))


def _whole(value: str | None) -> int:
    return int(value) if value and value.lstrip("-").isdigit() and len(value) < 15 else 0


def _lines(shape: Element, *, bulleted: bool) -> list[str]:
    """Paragraphs of a shape; of a list with a dash each, two blanks further in a level."""
    lines: list[str] = []
    for paragraph in children(child(shape, "txBody"), "p"):
        text = tidy_cell(_text(paragraph))
        if not text:
            continue
        level = min(_whole(attribute(child(paragraph, "pPr"), "lvl")), 8)
        is_item = (bulleted or _has_bullet(paragraph) or level > 0) and not _has_none(paragraph)
        lines.append("  " * level + "- " + text.replace("\n", " ") if is_item else text.replace("\n", "\n\n"))
    return lines if len(lines) != 1 else [lines[0].removeprefix("- ")]


def _has_bullet(paragraph: Element) -> bool:
    properties = child(paragraph, "pPr")
    return child(properties, "buChar") is not None or child(properties, "buAutoNum") is not None


def _has_none(paragraph: Element) -> bool:
    return child(paragraph, "pPr", "buNone") is not None


def _text(paragraph: Element) -> str:
    parts: list[str] = []
    for inner in paragraph:
        tag = local(inner)
        if tag in {"r", "fld"}:
            run = child(inner, "t")
            parts.append((run.text or "") if run is not None else "")
        elif tag == "br":
            parts.append("\n")
    return "".join(parts)


def _grid(table: Element) -> Grid:
    grid = Grid()
    for number, row in enumerate(children(table, "tr")):
        for column, cell in enumerate(children(row, "tc")):
            if grid.is_taken(number, column) or _is_covered(cell):
                continue
            text = "\n".join(_text(paragraph) for paragraph in children(child(cell, "txBody"), "p"))
            rows, columns = (
                min(max(1, _whole(attribute(cell, key))), 1_000) for key in ("rowSpan", "gridSpan")
            )
            grid.place(number, column, text, rows, columns)
    grid.stated_header = 1 if attribute(child(table, "tblPr"), "firstRow") in {"1", "true"} else None
    return grid


def _is_covered(cell: Any) -> bool:
    return any(attribute(cell, key) in {"1", "true"} for key in ("hMerge", "vMerge"))


def _diagram(root: Element) -> list[str]:
    """Texts of a SmartArt, in the order of its data."""
    points = children(child(root, "ptLst"), "pt")
    texts = ["".join(_text(p) for p in children(child(point, "t"), "p")).strip() for point in points]
    return [f"- {text}" for text in texts if text]
