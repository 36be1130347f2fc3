"""What a message wants: its intent, and what it asks of the thing that is shown.

A message about what is shown is the look-up that showed it, whatever its words alone would be taken for: 还缺啥 after a
case is a look-up of cases that asks for materials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from understanding.heads.asked import Asked, AskedHead
from understanding.heads.features import features
from understanding.heads.linear import Array, LinearHead
from understanding.heads.stored import read_head, write_head
from understanding.values.lookups import Lookups

# The intent of the look-up that shows each kind of thing.
LOOK_UPS = {
    "case": "check_application_status",
    "vouchers": "check_voucher_balance",
    "credit": "check_credit_standing",
    "register": "check_register",
    "contact": "check_register",
}
# What is said of a list or of a part is asked of its kind.
KINDS = {"cases": "case", "statement": "vouchers", "credit_check": "credit", "district": "contact"}
_SHOWN_BY = {"check_voucher_statement": "vouchers", "check_credit_rules": "credit"} | {
    intent: shown for shown, intent in LOOK_UPS.items() if shown != "contact"
}
OF_IT = 0.5  # from this probability on a message is about what is shown
# Answers to a question of ours: never about the thing itself, however they are put.
_ANSWERS = ("affirm", "deny", "cancel", "choose")
_SURE = 0.6


@dataclass(frozen=True)
class Understood:
    """`ranking`: intents with their probabilities, the likeliest first. `asked`: None where nothing is shown or meant.

    `is_about_shown`: the message is about what is shown, and the first intent is that of its look-up; `of_shown` how
    likely that is, None where nothing is shown.
    """

    ranking: tuple[tuple[str, float], ...]
    asked: Asked | None = None
    is_about_shown: bool = False
    of_shown: float | None = None


class Understander:
    """Both heads, over the same features of a message."""

    def __init__(
        self, intents: LinearHead, asked: AskedHead | None, lookups: Lookups, longest: int = 2
    ) -> None:
        """`lookups` are the names of topics and places; `longest` the units of the longest n-gram."""
        self.intents = intents
        self.asked = asked
        self._lookups = lookups
        self._longest = longest

    def rank(self, text: str, vector: Array | None = None) -> list[tuple[str, float]]:
        """Return all intents with their probabilities, the likeliest first, by the words alone."""
        return self._rank(features(text, self._lookups, self._longest), vector)

    def understand(self, text: str, shown: str | None = None, vector: Array | None = None) -> Understood:
        """Return what a message wants while a thing of the kind `shown` is in view, or nothing is."""
        found = features(text, self._lookups, self._longest)
        ranking = self._rank(found, vector)
        kind = KINDS.get(shown or "", shown)
        if self.asked is None:
            return Understood(tuple(ranking))
        of_shown = None
        if kind in LOOK_UPS:
            asked = self.asked.ask(found, kind, vector)
            of_shown = asked.of_it if asked is not None else 0.0
            is_answer = ranking[0][0] in _ANSWERS and ranking[0][1] >= _SURE
            if asked is not None and asked.of_it >= OF_IT and not is_answer:
                others = [
                    (name, odds * (1 - asked.of_it)) for name, odds in ranking if name != LOOK_UPS[kind]
                ]
                ranking = [(LOOK_UPS[kind], asked.of_it), *others]
                return Understood(tuple(ranking), asked, is_about_shown=True, of_shown=of_shown)
        shown_by = _SHOWN_BY.get(ranking[0][0])
        asked = self.asked.ask(found, shown_by, vector) if shown_by else None
        return Understood(tuple(ranking), asked, of_shown=of_shown)

    def _rank(self, found: Sequence[str], vector: Array | None) -> list[tuple[str, float]]:
        odds = self.intents.probabilities(found, vector)
        return [(self.intents.classes[i], float(odds[i])) for i in np.argsort(-odds, kind="stable")]

    def write(self, folder: Path) -> None:
        """Write both heads; the look-ups are kept by who found them."""
        write_head(folder, "intents", self.intents)
        if self.asked is not None:
            write_head(folder, "asked", self.asked.head, self.asked.allowed)

    @classmethod
    def read(cls, folder: Path, lookups: Lookups, longest: int = 2) -> Understander:
        """Read what `write` has written. Raises HeadsUnreadable."""
        intents, _ = read_head(folder, "intents")
        if not (folder / "asked.json").is_file():
            return cls(intents, None, lookups, longest)
        asked, allowed = read_head(folder, "asked")
        return cls(intents, AskedHead(asked, allowed), lookups, longest)
