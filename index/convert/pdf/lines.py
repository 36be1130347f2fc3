"""Characters of a pdf page to pieces of lines, the page turned so that its text stands upright. Lengths are points."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_SPLIT = 1.6  # a gap of so many characters divides a line in two pieces
_WORD_GAP = 0.18
_CHINESE_GAP = 0.75
_STATED_GAP = 0.3  # between Chinese characters, where the file has a blank
_SAME_LINE = 0.35
_CJK_FROM = 0x2E80
Box = tuple[float, float, float, float]  # left, top, right, bottom; the origin is the upper left corner


@dataclass(frozen=True)
class Piece:
    """A run of text on one line. `size` is that of its letters."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


@dataclass(frozen=True)
class Turn:
    """How a page has to be turned for its text to stand upright: 0, 90, 180 or 270 degrees clockwise."""

    degrees: int
    width: float
    height: float

    def box(self, box: Box) -> Box:
        """Where a box of the page lies after the turn."""
        x0, top, x1, bottom = box
        if self.degrees == 90:
            return self.height - bottom, x0, self.height - top, x1
        if self.degrees == 180:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.degrees == 270:
            return top, self.width - x1, bottom, self.width - x0
        return box

    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        return (self.height, self.width) if self.degrees in {90, 270} else (self.width, self.height)


@dataclass(frozen=True)
class Char:
    """One character, on the turned page."""

    text: str
    box: Box
    size: float


def upright_chars(chars: Sequence[dict[str, Any]], width: float, height: float) -> tuple[list[Char], Turn]:
    """The characters that run the way most do, on the page turned so; slanted ones (watermarks) are left out."""
    ways = [_way(char) for char in chars]
    counts = Counter(way for way in ways if way is not None)
    way = counts.most_common(1)[0][0] if counts else 0
    turn = Turn(way, width, height)
    kept: dict[tuple[str, int, int], Char] = {}  # bold is often the same character printed twice
    for char, its in zip(chars, ways, strict=True):
        if its != way or not char["text"]:
            continue
        box = turn.box((char["x0"], char["top"], char["x1"], char["bottom"]))
        size = float(char.get("size") or 0) or box[3] - box[1]
        kept.setdefault((char["text"], round(box[0]), round(box[1])), Char(char["text"], box, size))
    return list(kept.values()), turn


def _way(char: dict[str, Any]) -> int | None:
    """The turn that sets a character upright; None of a slanted one."""
    a, b, _, d = char.get("matrix", (1, 0, 0, 1, 0, 0))[:4]
    main = max(abs(a), abs(b), 1e-6)
    if abs(b) < 0.1 * main:
        return 0 if a >= 0 or d > 0 else 180
    if abs(a) < 0.1 * main:
        return 90 if b > 0 else 270
    return None


def make_pieces(chars: Sequence[Char]) -> list[Piece]:
    """Pieces of lines, from the top down and from left to right. Blanks divide words, and are no text of their own."""
    lines: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: (c.box[3], c.box[0])):
        if lines and char.box[3] - lines[-1][0].box[3] <= _SAME_LINE * max(char.size, lines[-1][0].size, 4):
            lines[-1].append(char)
        else:
            lines.append([char])
    sorted_lines = [sorted(line, key=lambda c: c.box[0]) for line in lines]
    pieces = [piece for line in sorted_lines if any(c.text.strip() for c in line) for piece in _split(line)]
    return sorted(pieces, key=lambda piece: (piece.top, piece.x0))


def _split(line: list[Char]) -> list[Piece]:
    pieces: list[list[Char]] = []
    blanks: list[set[int]] = []  # positions in a piece that a blank stands before
    was_blank = False
    for char in line:
        if not char.text.strip():
            was_blank = True
            continue
        last = pieces[-1][-1] if pieces else None
        if last is None or char.box[0] - last.box[2] > _SPLIT * max(char.size, last.size):
            pieces.append([])
            blanks.append(set())
        elif was_blank:
            blanks[-1].add(len(pieces[-1]))
        pieces[-1].append(char)
        was_blank = False
    return [_piece(piece, stated) for piece, stated in zip(pieces, blanks, strict=True)]


def _piece(chars: list[Char], stated: set[int]) -> Piece:
    text = ""
    last: Char | None = None
    for position, char in enumerate(chars):
        text += (" " if last is not None and _is_apart(last, char, position in stated) else "") + char.text
        last = char
    boxes = [char.box for char in chars]
    sizes = Counter(round(char.size, 1) for char in chars)
    return Piece(
        text,
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        sizes.most_common(1)[0][0],
    )


def _is_apart(last: Char, char: Char, is_stated: bool) -> bool:
    gap = char.box[0] - last.box[2]
    both_chinese = ord(last.text[-1]) >= _CJK_FROM and ord(char.text[0]) >= _CJK_FROM
    either_chinese = ord(last.text[-1]) >= _CJK_FROM or ord(char.text[0]) >= _CJK_FROM
    if is_stated and not either_chinese:
        return True
    least = (
        _STATED_GAP if is_stated else _CHINESE_GAP if both_chinese else 0.45 if either_chinese else _WORD_GAP
    )
    return gap > least * min(char.size, last.size)
