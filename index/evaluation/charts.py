"""Charts as inline SVG: no script, no font, no colour needed to tell the parts apart (each is labelled or shaped)."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 440  # units of the drawing; on a narrow phone one is about 0.8 px
_LABEL, _NUMBER = 124, 56
_ROW, _BAR = 26, 15
_LABEL_LENGTH = 11  # characters
SHAPES = ("circle", "square", "triangle", "diamond")


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: parts of a whole in order (share 0 to 1, CSS class), and what stands at its end."""

    label: str
    parts: tuple[tuple[float, str], ...]
    number: str


@dataclass(frozen=True)
class Line:
    """A line of `(x, y)` points in 0..1 and its CSS class."""

    points: tuple[tuple[float, float], ...]
    style: str


def bars(rows: Sequence[Bar], title: str) -> str:
    """Stacked horizontal bars."""
    full = WIDTH - _LABEL - _NUMBER
    drawn: list[str] = []
    for number, row in enumerate(rows):
        top, x = number * _ROW + 4, float(_LABEL)
        drawn.append(_text(_LABEL - 8, top + 12, _label(row.label), "end"))
        for share, style in row.parts:
            if share > 0:
                drawn.append(
                    f'<rect class="{style}" x="{x:.1f}" y="{top}" width="{share * full:.1f}" height="{_BAR}"/>'
                )
            x += share * full
        drawn.append(_text(WIDTH - _NUMBER + 6, top + 12, row.number, "start"))
    return _svg(len(rows) * _ROW + 6, title, drawn)


def dots(rows: Sequence[tuple[str, Sequence[float]]], title: str) -> str:
    """One row a kind, one mark of its own shape a method, placed by its share (0 to 1)."""
    left, right = _LABEL + 4, WIDTH - 24
    height = len(rows) * _ROW + 22
    drawn = [_grid_x(left, right, height - 20, share) for share in (0, 0.25, 0.5, 0.75, 1)]
    for number, (label, shares) in enumerate(rows):
        y = number * _ROW + 16
        drawn.append(_text(_LABEL - 8, y + 4, _label(label), "end"))
        marks = [
            mark(SHAPES[position], left + share * (right - left), y) for position, share in enumerate(shares)
        ]
        drawn += marks
    return _svg(height, title, drawn)


def lines(
    series: Sequence[Line], marked: float, points: Sequence[tuple[float, float, str]], top: float, title: str
) -> str:
    """Lines over 0..1, y from 0 to `top`; a vertical line at `marked`; points `(x, y, CSS class)` on it."""
    left, right, height, bottom = 40, WIDTH - 12, 236, 200

    def place(x: float, y: float) -> tuple[float, float]:
        return left + x * (right - left), bottom - min(y, top) / top * (bottom - 12)

    drawn: list[str] = []
    for step in range(6):
        share = top * step / 5
        y = place(0, share)[1]
        drawn.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(_text(left - 5, y + 4, f"{share * 100:.0f}%", "end"))
    for step in range(6):
        x = place(step / 5, 0)[0]
        drawn.append(_text(x, bottom + 16, f"{step / 5:.1f}", "middle"))
    drawn.append(_text((left + right) / 2, bottom + 32, "作答门槛（答案可信程度的下限）", "middle"))
    for line in series:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line.points))
        drawn.append(f'<polyline class="{line.style}" points="{path}"/>')
    x = place(marked, 0)[0]
    drawn.append(f'<line class="marked" x1="{x:.1f}" x2="{x:.1f}" y1="12" y2="{bottom}"/>')
    for at, share, style in points:
        x, y = place(at, share)
        drawn.append(f'<circle class="{style}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>')
    return _svg(height, title, drawn)


def mark(shape: str, x: float, y: float, size: float = 5) -> str:
    """One mark of a dot plot."""
    if shape == "circle":
        return f'<circle class="mark {shape}" cx="{x:.1f}" cy="{y:.1f}" r="{size}"/>'
    corners = {
        "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        "triangle": [(0, -1.1), (1.1, 0.9), (-1.1, 0.9)],
        "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
    }[shape]
    path = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners)
    return f'<polygon class="mark {shape}" points="{path}"/>'


def legend_mark(shape: str) -> str:
    """A small drawing of one mark, for a legend."""
    return f'<svg class="key" viewBox="0 0 16 16" aria-hidden="true">{mark(shape, 8, 8, 5.5)}</svg>'


def _grid_x(left: float, right: float, bottom: float, share: float) -> str:
    x = left + share * (right - left)
    line = f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="{bottom}"/>'
    return line + _text(x, bottom + 15, f"{share * 100:.0f}%", "middle")


def _label(text: str) -> str:
    """What fits beside a row."""
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(height: float, title: str, drawn: Sequence[str]) -> str:
    head = f'<svg class="chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title, quote=True)}">'
    return head + "".join(drawn) + "</svg>"
