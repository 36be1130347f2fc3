"""The parts of passages that can be quoted by themselves: items of a list, steps, sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.model.passage import Passage
from index.passages.splitter import split_sentences

_LEANS = re.compile(r"^(?:但|而|否则|其中|并且|不过|上述|前款|前述|因此|此外)")


@dataclass(frozen=True)
class Unit:
    """A piece of passage `passage` (a position in what it was made of), with the line it stands in.

    `is_item`: a line of a list or a step; `lead` is the position of the unit that announces it (…：), or None.
    """

    text: str
    passage: int
    line: int
    is_item: bool
    lead: int | None = None

    @property
    def leads(self) -> bool:
        """Whether it announces what comes next."""
        return self.text.rstrip().endswith(("：", ":"))

    @property
    def leans(self) -> bool:
        """Whether it cannot be understood without the unit before it."""
        return bool(_LEANS.match(self.text))


def units_of(passages: Sequence[Passage]) -> list[Unit]:
    """The units of passages of one section, in order. Lines of lists and steps are whole; other lines are sentences."""
    found: list[Unit] = []
    line_number = 0
    for position, passage in enumerate(passages):
        listed = passage.kind in {"list", "steps"}
        for line in passage.text.split("\n"):
            if not line.strip():
                continue
            pieces = [line] if listed else [piece for piece in split_sentences(line) if piece.strip()]
            for piece in pieces:
                found.append(Unit(piece, position, line_number, listed, _lead(found, piece, listed)))
            line_number += 1
    return found


def _lead(before: Sequence[Unit], piece: str, listed: bool) -> int | None:
    """The position of what announces the next unit: the last lead-in, unless prose has begun again after it.

    A lead-in is below another only where it follows that at once.
    """
    if not before:
        return None
    last = len(before) - 1
    if before[last].leads:
        return last
    return before[last].lead if listed and not piece.rstrip().endswith(("：", ":")) else None
