"""Blocks of a section to the texts of its passages: whole items, lead-ins with what they lead to, even lengths."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.passages.blocks import Block

MOST = 350  # characters of running text in a passage, where the structure allows
LONGEST = 600  # of a list, or of a lead-in with what it leads to
LEAST = 40  # shorter texts join a neighbour
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
_POINT = re.compile(
    r"(?<=[。；;：:，,])(?=[一二三四五六七八九十]是(?!否))|^(?=[一二三四五六七八九十]是(?!否))"
)
_CLAUSE = re.compile(r"[^；;]*[；;]|[^；;]+$")
_LEAD_IN = re.compile(r"[：:]$")


@dataclass
class Unit:
    """What stays together: a paragraph, or an item with its sub-items. `label` is the mark of an item: （五）.

    `continues`: it goes on in the line that the unit before it began.
    """

    lines: list[str]
    label: str = ""
    is_item: bool = False
    continues: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def leads(self) -> bool:
        """Whether it announces what comes next."""
        return bool(_LEAD_IN.search(self.lines[-1]))


@dataclass
class Piece:
    """The text of one passage with the labels of its items; `lead` is the line that announced them elsewhere,
    `length` that of the text."""

    units: list[Unit] = field(default_factory=list)
    lead: str = ""
    length: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        given, self.units = self.units, []
        self.add(given)

    def add(self, units: Sequence[Unit]) -> None:
        """Put `units` behind those it has."""
        for unit in units:
            self.length += len(unit.text) + bool(self.units and not unit.continues)
            self.units.append(unit)

    @property
    def text(self) -> str:
        parts = [("" if unit.continues else "\n") + unit.text for unit in self.units]
        return "".join([parts[0][1:] if not self.units[0].continues else parts[0], *parts[1:]])

    @property
    def labels(self) -> list[str]:
        return [unit.label for unit in self.units if unit.label]


def pack(blocks: Sequence[Block]) -> list[Piece]:
    """Pieces of blocks that hold no table, in order; joined by line ends their texts are the blocks' texts."""
    units = list(_units(blocks))
    is_list = any(unit.is_item for unit in units)
    whole = sum(len(unit.text) + 1 for unit in units)
    if is_list and whole <= LONGEST:
        return [Piece(units)]
    limit = _even(whole, LONGEST) if is_list else MOST
    pieces: list[Piece] = []
    lead = ""
    for part in (part for unit in units for part in _within(unit, LONGEST if unit.is_item else MOST)):
        if pieces and _joins(pieces[-1], part, limit):
            pieces[-1].add([part])
        else:
            pieces.append(Piece([part], lead if part.is_item else ""))
        if part.leads and not part.is_item:
            lead = part.lines[-1]
    if len(pieces) > 1 and pieces[-1].length < LEAST:
        pieces[-2].add(pieces.pop().units)
    return pieces


def _joins(piece: Piece, unit: Unit, limit: int) -> bool:
    length = piece.length + len(unit.text)
    return length < limit or (piece.units[-1].leads and length < LONGEST) or piece.length < LEAST // 2


def _even(length: int, limit: int) -> int:
    """The length of as many equal parts as `limit` asks for, with room for units that do not fit exactly."""
    return min(limit, -(-length // -(-length // limit)) + 60)


def _units(blocks: Sequence[Block]) -> Iterator[Unit]:
    """Paragraphs and items; an item that is numbered in a style of its own belongs to the item it follows, and so does
    a paragraph between two items (其中，…)."""
    open_styles: list[str] = []
    unit: Unit | None = None
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        if block.kind == "item":
            nested = unit is not None and _is_nested(block.style, open_styles)
        else:
            goes_on = following is not None and following.kind == "item" and following.style in open_styles
            nested = unit is not None and goes_on and not _LEAD_IN.search(block.text)
        if unit is not None and nested:
            unit.lines.append(block.text)
            continue
        if unit is not None:
            yield unit
        if block.kind == "item":
            open_styles, unit = [block.style], Unit([block.text], block.label, True)
        else:
            open_styles, unit = [], None
            yield Unit([block.text])
    if unit is not None:
        yield unit


def _is_nested(style: str, open_styles: list[str]) -> bool:
    """Whether an item stands below the outermost one; keeps `open_styles` (outermost first) up to it."""
    if style in open_styles:
        del open_styles[open_styles.index(style) + 1 :]
    else:
        open_styles.append(style)
    return len(open_styles) > 1


def _within(unit: Unit, limit: int) -> list[Unit]:
    """The unit in parts no longer than `limit` unless a sentence is; an item with its first sub-items in the first."""
    if len(unit.text) <= limit:
        return [unit]
    parts: list[Unit] = []
    for line in unit.lines:
        for position, text in enumerate([line] if len(line) <= limit else _cut(line)):
            part = Unit([text], unit.label, unit.is_item, continues=position > 0)
            last = parts[-1] if parts and unit.is_item and not part.continues else None
            length = len(last.text) + len(text) if last is not None else 0
            if last is not None and (length <= limit or (last.leads and length <= 2 * limit)):
                last.lines.append(text)
            else:
                parts.append(part)
    return parts


def _cut(text: str) -> list[str]:
    """A long paragraph in pieces: at 一是、二是 where it counts its points, else at the ends of sentences."""
    starts = [match.start() for match in _POINT.finditer(text)]
    points = (
        [text[a:b] for a, b in pairwise([0, *[s for s in starts if s], len(text)])]
        if len(starts) >= 2
        else [text]
    )
    pieces: list[str] = []
    for point in points:
        whole = [point] if len(point) <= MOST else _sentences(point)
        for piece in whole:
            short = pieces and (len(pieces[-1]) < 2 * LEAST or len(piece) < LEAST)
            if short and len(pieces[-1]) + len(piece) <= MOST:
                pieces[-1] += piece
            else:
                pieces.append(piece)
    return pieces


def _sentences(text: str) -> list[str]:
    """Sentences packed into pieces of about equal length, none longer than MOST unless one sentence is."""
    target = len(text) / -(-len(text) // MOST)
    pieces = [""]
    for sentence in split_sentences(text):
        for part in [sentence] if len(sentence) <= LONGEST else _clauses(sentence):
            if pieces[-1] and (len(pieces[-1]) + len(part) > MOST or len(pieces[-1]) >= target):
                pieces.append("")
            pieces[-1] += part
    return pieces


def _clauses(sentence: str) -> Iterator[str]:
    """A very long sentence at its semicolons; what is longer still at its commas, or anywhere, so that it ends."""
    for clause in _CLAUSE.findall(sentence):
        while len(clause) > 2 * LONGEST:
            comma = max(clause.rfind(sign, LONGEST // 2, LONGEST) for sign in "，、, ")
            end = comma + 1 if comma > 0 else LONGEST
            yield clause[:end]
            clause = clause[end:]
        yield clause


def split_sentences(text: str) -> list[str]:
    """Sentences of a paragraph, each with its full stop; joined they are the paragraph."""
    return _SENTENCE.findall(text)
