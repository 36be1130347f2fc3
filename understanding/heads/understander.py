"""What a message wants: its intent, and what it asks of the thing that is shown.

A message about what is shown is the look-up that showed it, whatever its words alone would be taken for: 还缺啥 after a
case is a look-up of cases that asks for materials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from understanding.heads.asked import Asked, AskedHead
from understanding.heads.features import features
from understanding.heads.linear import Array, LinearHead
from understanding.heads.parts import Part, find_parts
from understanding.heads.public import NOTHING, Public, PublicHead
from understanding.heads.stored import HeadsUnreadable, read_head, read_tagger, write_head, write_tagger
from understanding.text import normalise
from understanding.values.codes import find_codes
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
# The file that names the encoder with which the heads were learned.
ENCODER = "encoder.txt"
OF_IT = 0.6  # from this probability on a message is about what is shown
# Look-ups of one's own data.
OWN = (
    "check_application_status",
    "check_voucher_balance",
    "check_voucher_statement",
    "check_credit_standing",
    "check_credit_rules",
    "my_affairs",
)
# Answers to a question of ours: never about the thing itself, however they are put.
_ANSWERS = ("affirm", "deny", "cancel", "choose")
_SURE = 0.6
_MAY_BE_OWN = 0.1  # of a look-up of one's own data, where the documents say nothing
_CLEARLY = 0.75  # about what is shown, however much it sounds like an answer


def _is_other(intent: str, odds: float, kind: str) -> bool:
    """Tell whether the words alone are an answer to a question of ours, or a look-up of other own data than shown."""
    return odds >= _SURE and (intent in _ANSWERS or _SHOWN_BY.get(intent, kind) != kind)


@dataclass(frozen=True)
class Understood:
    """`ranking`: intents with their probabilities, the likeliest first. `asked`: None where nothing is shown or meant.

    `is_about_shown`: the message is about what is shown, and the first intent is that of its look-up; `of_shown` how
    likely that is, None where nothing is shown. `parts` are two matters of one message. `own` is
    the look-up that it may mean where the documents say nothing, if it is not the first intent. `public` is what it
    names, and asks of what is public, whatever its intent.
    """

    ranking: tuple[tuple[str, float], ...]
    asked: Asked | None = None
    is_about_shown: bool = False
    of_shown: float | None = None
    parts: tuple[Part, ...] = ()
    own: Part | None = None
    public: Public = NOTHING


class Encoder(Protocol):
    """A sentence encoder: `id` names its weights."""

    id: str

    def encode(self, texts: Sequence[str]) -> Array:
        """`(n, d) float32`, rows of length one."""
        ...


class Understander:
    """The heads, over the same features of a message, and its vector where there is an encoder."""

    def __init__(
        self,
        intents: LinearHead,
        asked: AskedHead | None,
        lookups: Lookups,
        longest: int = 2,
        encoder: Encoder | None = None,
        public: PublicHead | None = None,
    ) -> None:
        """`lookups` are the names of topics and places; `longest` the units of the longest n-gram.

        `encoder` is the one with which the heads were learned, None where they were learned without.
        """
        self.intents = intents
        self.asked = asked
        self.public = public
        self.encoder = encoder
        self._lookups = lookups
        self._longest = longest

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return all intents with their probabilities, the likeliest first, by the words alone."""
        return self._rank(features(text, self._lookups, self._longest), self._encode(text))

    def ask_of(self, text: str, shown: str) -> Asked | None:
        """Return what a message asks of a thing of the kind `shown`, whatever its intent."""
        if self.asked is None:
            return None
        return self.asked.ask(features(text, self._lookups, self._longest), shown, self._encode(text))

    def understand(self, text: str, shown: str | None = None) -> Understood:
        """Return what a message wants while a thing of the kind `shown` is in view, or nothing is."""
        found = replace(self._understand(text, shown), public=self.read_public(text))
        if self.asked is None:
            return found
        whole = dict(self.rank(text) if found.is_about_shown else found.ranking)
        return replace(found, parts=find_parts(text, partial(self._understand_part, shown=shown), whole))

    def read_public(self, text: str) -> Public:
        """Return what a message names, and asks of what is public; nothing where that was not learned."""
        if self.public is None:
            return NOTHING
        return self.public.read(text, self._lookups, self._longest, self._encode)

    def _understand_part(self, text: str, shown: str | None) -> tuple[Part, float]:
        found = self._understand(text, shown)
        intent, odds = found.ranking[0]
        asked = found.asked.name if found.asked else None
        return Part(intent, text, asked, found.is_about_shown, self.read_public(text).asked), odds

    def _understand(self, text: str, shown: str | None) -> Understood:
        found, vector = features(text, self._lookups, self._longest), self._encode(text)
        ranking = self._rank(found, vector)
        kind = KINDS.get(shown or "", shown)
        if self.asked is None:
            return Understood(tuple(ranking))
        of_shown = None
        names_case = any(code.entity == "case_number" for code in find_codes(normalise(text)))
        if kind in LOOK_UPS and (kind == "case" or not names_case):
            asked = self.asked.ask(found, kind, vector)
            of_shown = asked.of_it if asked is not None else 0.0
            is_other = of_shown < _CLEARLY and _is_other(*ranking[0], kind)
            if asked is not None and asked.of_it >= OF_IT and not is_other:
                others = [(name, odds * (1 - of_shown)) for name, odds in ranking if name != LOOK_UPS[kind]]
                ranking = [(LOOK_UPS[kind], of_shown), *others]
                return Understood(tuple(ranking), asked, is_about_shown=True, of_shown=of_shown)
        shown_by = _SHOWN_BY.get(ranking[0][0])
        asked = self.asked.ask(found, shown_by, vector) if shown_by else None
        own = self._find_own(text, found, vector, ranking)
        return Understood(tuple(ranking), asked, of_shown=of_shown, own=own)

    def _find_own(
        self, text: str, found: Sequence[str], vector: Array | None, ranking: Sequence[tuple[str, float]]
    ) -> Part | None:
        """Return the likeliest look-up of one's own data, if another intent is likelier and it is likely enough."""
        name, odds = next((each for each in ranking if each[0] in OWN), ("", 0.0))
        if odds < _MAY_BE_OWN or name == ranking[0][0]:
            return None
        shown_by = _SHOWN_BY.get(name)
        asked = self.asked.ask(found, shown_by, vector) if self.asked and shown_by else None
        return Part(name, text, asked.name if asked else None)

    def _encode(self, text: str) -> Array | None:
        return self.encoder.encode([text])[0] if self.encoder is not None else None

    def _rank(self, found: Sequence[str], vector: Array | None) -> list[tuple[str, float]]:
        odds = self.intents.probabilities(found, vector)
        return [(self.intents.classes[i], float(odds[i])) for i in np.argsort(-odds, kind="stable")]

    def write(self, folder: Path) -> None:
        """Write the heads, and which encoder they were learned with; the look-ups are kept by who found them."""
        (folder / ENCODER).write_text(self.encoder.id if self.encoder is not None else "", encoding="utf-8")
        write_head(folder, "intents", self.intents)
        if self.asked is not None:
            write_head(folder, "asked", self.asked.head, self.asked.allowed)
        if self.public is not None:
            write_head(folder, "public", self.public.head)
            write_tagger(folder, "names", self.public.tagger)

    @classmethod
    def read(
        cls, folder: Path, lookups: Lookups, longest: int = 2, encoder: Encoder | None = None
    ) -> Understander:
        """Read what `write` has written. Raises HeadsUnreadable, also where it was learned with another encoder."""
        intents, _ = read_head(folder, "intents")
        try:
            learned_with = (folder / ENCODER).read_text(encoding="utf-8") or None
        except (OSError, ValueError) as problem:
            raise HeadsUnreadable(folder / ENCODER, "对话模型的文件缺失或损坏") from problem
        found = encoder.id if encoder is not None else None
        if learned_with != found:
            raise HeadsUnreadable(
                folder,
                f"对话模型是用语句编码器 {learned_with or '（无）'} 训练的，现在的是 {found or '（无）'}",
            )
        asked = AskedHead(*read_head(folder, "asked")) if _holds(folder, "asked") else None
        public = None
        if _holds(folder, "public") or _holds(folder, "names"):
            public = PublicHead(read_tagger(folder, "names"), read_head(folder, "public")[0])
        return cls(intents, asked, lookups, longest, encoder, public)


def _holds(folder: Path, name: str) -> bool:
    """Tell whether a head was written, or a piece of it."""
    return any((folder / f"{name}.{ending}").is_file() for ending in ("json", "npz"))
