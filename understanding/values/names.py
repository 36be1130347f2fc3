"""Names of organisations as a message says them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["name", "short", "own", "place"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Name:
    """What a message names, half-width as it was typed.

    `name`: an organisation in full (某某有限公司, 某某研究院), `short`: by a part of its name, `own`: the words for the
    speaker's own (我们公司), `place`: a place.
    """

    kind: Kind
    text: str


def names_within(names: Sequence[Name], text: str) -> tuple[Name, ...]:
    """Return those of a message's names that a part of it holds."""
    plain = unicodedata.normalize("NFKC", text)
    return tuple(name for name in names if name.text in plain)


def find_kind(names: Iterable[Name], kind: Kind) -> str | None:
    """Return the first name of a kind."""
    return next((name.text for name in names if name.kind == kind), None)
