"""What a docx's styles say of a paragraph: heading level, list, size, alignment. Source: ECMA-376, part 1, 17.7."""

import re
from dataclasses import dataclass

from index.convert.office.ooxml import Element, attribute, child, children, is_on, local

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CHAIN = 20
_DEFAULT_SIZE = 20  # half-points


@dataclass(frozen=True)
class ParagraphLook:
    """`heading`: 0 is the document's title, 1 to 9 its headings, None text; `size` in points; `list_level` from 0."""

    heading: int | None
    num_id: str | None
    list_level: int
    is_contents: bool
    is_centred: bool
    size: float


class Styles:
    """Styles of one document, with what they take over from the styles they are based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {attribute(style, "styleId") or "": style for style in children(root, "style")}
        self._default = next(
            (
                key
                for key, style in self._styles.items()
                if attribute(style, "type") == "paragraph" and attribute(style, "default") in {"1", "true"}
            ),
            "",
        )
        size = attribute(child(root, "docDefaults", "rPrDefault", "rPr", "sz"), "val")
        self._size = int(size) if size and size.isdigit() else _DEFAULT_SIZE

    def look(self, paragraph: Element) -> ParagraphLook:
        """How the paragraph looks: its own properties first, then those of its style and of the styles beneath."""
        own = child(paragraph, "pPr")
        chain = self._chain(attribute(child(own, "pStyle"), "val") or self._default)
        sources = [own, *[child(style, "pPr") for style in chain]]
        names = [(attribute(child(style, "name"), "val") or "").lower() for style in chain]
        num_id, level = _list_of(sources)
        alignment = next((v for s in sources if (v := attribute(child(s, "jc"), "val"))), "")
        return ParagraphLook(
            _heading(sources, names),
            num_id,
            level,
            any(name.startswith(("toc", "目录", "table of figures")) for name in names[:1]),
            alignment == "center",
            self._size_of(paragraph, chain) / 2,
        )

    def _chain(self, key: str) -> list[Element]:
        chain: list[Element] = []
        while key in self._styles and len(chain) < _CHAIN:
            chain.append(self._styles[key])
            key = attribute(child(chain[-1], "basedOn"), "val") or ""
        return chain

    def _size_of(self, paragraph: Element, chain: list[Element]) -> int:
        """Half-points of the largest run."""
        sizes = [
            int(value)
            for run in children(paragraph, "r")
            if (value := attribute(child(run, "rPr", "sz"), "val"))
            and value.isdigit()
            and child(run, "t") is not None
        ]
        if sizes:
            return max(sizes)
        styled = (attribute(child(style, "rPr", "sz"), "val") for style in chain)
        return next((int(value) for value in styled if value and value.isdigit()), self._size)


def _heading(sources: list[Element | None], names: list[str]) -> int | None:
    stated = next((v for s in sources if (v := attribute(child(s, "outlineLvl"), "val"))), None)
    if stated and stated.isdigit():
        return int(stated) + 1 if int(stated) < 9 else None
    for name in names:
        if match := _HEADING.fullmatch(name):
            return int(match[1])
        if name in {"title", "标题"}:
            return 0
    return None


def _list_of(sources: list[Element | None]) -> tuple[str | None, int]:
    """The list a paragraph is in and how deep; numId 0 takes it out of its style's list."""
    num_id: str | None = None
    level: int | None = None
    for source in sources:
        numbering = child(source, "numPr")
        found, depth = attribute(child(numbering, "numId"), "val"), attribute(child(numbering, "ilvl"), "val")
        num_id = found if num_id is None else num_id
        level = int(depth) if level is None and depth and depth.isdigit() else level
    return (None if num_id in {None, "0"} else num_id), min(level or 0, 8)


def is_deleted(properties: Element | None) -> bool:
    """Whether a tracked change removes the mark (of a paragraph, of a row) that these properties belong to."""
    marks = properties if properties is None or local(properties) == "trPr" else child(properties, "rPr")
    return marks is not None and any(local(mark) in {"del", "moveFrom"} for mark in marks)


def is_hidden(run: Element) -> bool:
    """Whether a run's text is not shown."""
    properties = child(run, "rPr")
    return is_on(child(properties, "vanish")) or is_on(child(properties, "webHidden"))
