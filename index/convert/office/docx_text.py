"""Text of a docx's paragraph: changes accepted, fields as shown, notes and text boxes collected."""

from dataclasses import dataclass, field

from index.convert.office.docx_styles import is_hidden
from index.convert.office.ooxml import Element, attribute, child, local

# Left out with all they hold: deleted text, codes of fields, comments' marks, drawings' alternatives.
_LEFT_OUT = {
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "pPr",
    "rPr",
    "Fallback",
    "rt",
    "delInstrText",
    "tblPr",
}
_BOX_TICKED = {"F0FE", "F052", "F053", "F0FD", "F0FC"}
_BOX_EMPTY = {"F0A3", "F06F", "F0A8", "F071"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


@dataclass
class ParagraphText:
    """`text` with a newline at each line break; `notes`: (kind, id) of its notes; `boxes`: its text boxes."""

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_paragraph(paragraph: Element) -> ParagraphText:
    """The paragraph as it reads with all tracked changes accepted."""
    found = ParagraphText()
    _Reader(found).walk(paragraph)
    return found


class _Reader:
    def __init__(self, found: ParagraphText) -> None:
        self._found = found

    def walk(self, element: Element) -> None:
        for inner in element:
            self._take(inner)

    def _take(self, inner: Element) -> None:
        tag = local(inner)
        if tag in _LEFT_OUT or not tag:
            return
        if tag == "r" and is_hidden(inner):
            return
        if tag == "txbxContent":
            self._found.boxes.append(inner)
        elif tag in _NOTES:
            self._found.notes.append((_NOTES[tag], attribute(inner, "id") or ""))
        elif tag == "t":
            self._found.text += inner.text or ""
        elif tag == "f" and child(inner, "num") is not None:
            self._fraction(inner)
        else:
            self._found.text += _sign(inner, tag)
            self.walk(inner)

    def _fraction(self, fraction: Element) -> None:
        """A fraction of a formula: 分子/分母."""
        for part, after in (("num", "/"), ("den", "")):
            element = child(fraction, part)
            if element is not None:
                self.walk(element)
            self._found.text += after


def _sign(element: Element, tag: str) -> str:
    if tag in {"tab", "ptab"}:
        return " "
    if tag in {"br", "cr"}:
        return "\n" if attribute(element, "type") not in {"page", "column"} else ""
    if tag == "noBreakHyphen":
        return "-"
    if tag == "sym":
        code = (attribute(element, "char") or "").upper()
        return "☑" if code in _BOX_TICKED else "□" if code in _BOX_EMPTY else ""
    return ""
