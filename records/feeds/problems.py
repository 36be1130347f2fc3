"""What is wrong with rows that other people wrote: where, with which value, and what to do about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from records.values.masking import mask_text

LISTED = 10_000
_SHOWN = 40


class ValueInvalid(Exception):
    """A value that cannot be taken; the message says in Chinese what is wrong and what to do."""


class FileRefused(Exception):
    """A file that cannot be read as a table at all; the message says in Chinese why and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: row number as Excel counts, the column's title, the value (masked if personal), what to do."""

    row: int
    column: str
    value: str
    message: str


@dataclass
class Problems:
    """All problems of a file: every one is counted, the first `LISTED` are kept."""

    listed: list[Problem] = field(default_factory=list)
    count: int = 0
    rows: set[int] = field(default_factory=set)
    by_message: Counter[str] = field(default_factory=Counter)

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if there is room."""
        self.count += 1
        self.rows.add(problem.row)
        self.by_message[problem.message] += 1
        if len(self.listed) < LISTED:
            self.listed.append(problem)

    def in_order(self) -> list[Problem]:
        """Return the kept problems, row by row."""
        return sorted(self.listed, key=lambda problem: problem.row)


def show_value(raw: object, *, is_personal: bool = False) -> str:
    """Return a value as a report may show it: short, without control characters, personal data masked."""
    text = "" if raw is None else str(raw)
    text = "".join(character if character.isprintable() else "·" for character in text[: 4 * _SHOWN])
    text = mask_text(text)
    if is_personal and "*" not in text:
        text = text[:1] + "*" * min(len(text) - 1, 10)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
