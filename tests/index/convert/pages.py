"""Pdf files as offices print them, drawn by reportlab."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

FONT = "STSong-Light"
WIDTH, HEIGHT = A4
Draw = Callable[[Any], None]


def use_font() -> None:
    """Make the Chinese font known."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def style(size: float = 12, *, indent: bool = True, centred: bool = False) -> ParagraphStyle:
    """Chinese text, its first line two characters in."""
    return ParagraphStyle(
        "text",
        fontName=FONT,
        fontSize=size,
        leading=1.5 * size,
        firstLineIndent=2 * size if indent and not centred else 0,
        alignment=1 if centred else 0,
        wordWrap="CJK",
    )


def canvas_bytes(draw: Draw, **options: Any) -> bytes:
    """A pdf drawn by hand."""
    use_font()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def _furniture(canvas: Any, document: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawString(60, HEIGHT - 32, "江城市科技政策汇编")
    canvas.drawCentredString(WIDTH / 2, 30, f"— {document.page} —")


def _nothing(canvas: Any, document: Any) -> None:
    """Leave the margins empty."""


def story_bytes(story: Sequence[Any], columns: int = 1, *, furniture: bool = True) -> bytes:
    """A pdf whose pages bear a running header and a page number, its text in one or two columns."""
    use_font()
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4)
    width = (WIDTH - 120 - 30 * (columns - 1)) / columns
    frames = [Frame(60 + n * (width + 30), 60, width, HEIGHT - 130, 0, 0, 0, 0) for n in range(columns)]
    document.addPageTemplates([PageTemplate("page", frames, onPage=_furniture if furniture else _nothing)])
    document.build(list(story))
    return buffer.getvalue()


def ruled_table(
    rows: Sequence[Sequence[str]], spans: Sequence[tuple[int, int, int, int]], widths: Sequence[int]
) -> Any:
    """A table with all its lines; `spans` are (first column, first row, last column, last row)."""
    cells = [[Paragraph(text, style(10, indent=False)) for text in row] for row in rows]
    looks: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    looks += [("SPAN", (a, b), (c, d)) for a, b, c, d in spans]
    return Table(cells, colWidths=list(widths), repeatRows=2, style=looks)
