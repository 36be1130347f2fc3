"""What a message wants: its intent, and what it asks of the thing that is shown.

A message about what is shown is the look-up that showed it, whatever its words alone would be taken for: 还缺啥 after a
case is a look-up of cases that asks for materials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from understanding.heads.asked import Asked, AskedHead
from understanding.heads.features import features
from understanding.heads.kinds import DOCUMENTS, KINDS, LOOK_UPS
from understanding.heads.linear import Array, LinearHead
from understanding.heads.parts import Part, family_of, find_parts
from understanding.heads.public import NOTHING, Public, PublicHead
from understanding.heads.stored import HeadsUnreadable, read_head, read_tagger, write_head, write_tagger
from understanding.heads.understood import Understood
from understanding.values.codes import find_codes
from understanding.values.entities import find_entities
from understanding.values.lookups import Lookups
from understanding.values.writing import normalise

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
_OF_BEFORE = 0.7  # about what was shown before, whatever is shown now
_RATHER = 1.5  # times as likely as about what is shown now
_SURE_OF_FOLLOW_UP = 0.5
_OF_DOCUMENTS = 0.5  # as OF_IT, for an answer from documents: nothing of one's own is shown by it
_CLEARLY = 0.75  # about what is shown, however much it sounds like an answer


def _weight(asked: Asked) -> float:
    """Return how likely it is that a thing of its kind is asked for just that."""
    return asked.of_it * asked.confidence


def _is_other(intent: str, odds: float, kind: str) -> bool:
    """Tell whether the words alone are an answer to a question of ours, or a look-up of other own data than shown."""
    return odds >= _SURE and (intent in _ANSWERS or _SHOWN_BY.get(intent, kind) != kind)


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
        self._last: tuple[str, Array] | None = None

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return all intents with their probabilities, the likeliest first, by the words alone."""
        return self._rank(features(text, self._lookups, self._longest), self._encode(text))

    def ask_of(self, text: str, shown: str) -> Asked | None:
        """Return what a message asks of a thing of the kind `shown`, whatever its intent."""
        if self.asked is None:
            return None
        return self.asked.ask(features(text, self._lookups, self._longest), shown, self._encode(text))

    def understand(self, text: str, shown: str | None = None, before: str | None = None) -> Understood:
        """Return what a message wants while a thing of the kind `shown` is in view, or nothing is.

        `before`: the kind of thing that was in view before.
        """
        found = replace(self._understand(text, shown, before), public=self.read_public(text))
        if self.asked is None:
            return found
        whole = dict(self.rank(text) if found.is_about_shown else found.ranking)
        return replace(found, parts=find_parts(text, partial(self._understand_part, shown=shown), whole))

    def read_public(self, text: str) -> Public:
        """Return what a message names, and asks of what is public; nothing where that was not learned."""
        if self.public is None:
            return NOTHING
        return self.public.read(text, self._lookups, self._longest, self._encode)

    def _understand_part(self, text: str, shown: str | None) -> Part:
        found = self._understand(text, shown)
        intent = found.ranking[0][0]
        odds = sum(odds for name, odds in found.ranking if family_of(name) == family_of(intent))
        asked = found.asked.name if found.asked else None
        named = frozenset((each.entity, each.value) for each in find_entities(text, self._lookups))
        public = self.read_public(text).asked
        return Part(intent, text, asked, found.is_about_shown, odds, named, public)

    def _understand(self, text: str, shown: str | None, before: str | None = None) -> Understood:
        found, vector = features(text, self._lookups, self._longest), self._encode(text)
        ranking = self._rank(found, vector)
        kind, kind_before = KINDS.get(shown or "", shown), KINDS.get(before or "", before)
        if self.asked is None:
            return Understood(tuple(ranking))
        if kind and kind_before and self._is_of_before(found, vector, ranking, kind, kind_before):
            return replace(self._understand(text, before), is_of_before=True)
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
        follow_up = self._find_follow_up(found, vector) if kind not in LOOK_UPS else None
        return Understood(tuple(ranking), asked, of_shown=of_shown, follow_up=follow_up, own=own)

    def _find_follow_up(self, found: Sequence[str], vector: Array | None) -> str | None:
        asked = self.asked.ask(found, DOCUMENTS, vector) if self.asked else None
        is_sure = (
            asked is not None and asked.of_it >= _OF_DOCUMENTS and asked.confidence >= _SURE_OF_FOLLOW_UP
        )
        return asked.name if asked is not None and is_sure else None

    def _is_of_before(
        self,
        found: Sequence[str],
        vector: Array | None,
        ranking: Sequence[tuple[str, float]],
        kind: str,
        kind_before: str,
    ) -> bool:
        """Tell whether a message goes on from what was in view before rather than from what is.

        也 and 公示几号 ask something of a case, and hardly anything of a standing.
        """
        assert self.asked is not None
        if kind == kind_before or not {kind, kind_before} <= LOOK_UPS.keys():
            return False
        now, then = (self.asked.ask(found, each, vector) for each in (kind, kind_before))
        if then is None or then.of_it < _OF_BEFORE:
            return False
        if then.of_it < _CLEARLY and _is_other(*ranking[0], kind_before):
            return False
        return now is None or _weight(then) > _RATHER * _weight(now)

    def _find_own(
        self, text: str, found: Sequence[str], vector: Array | None, ranking: Sequence[tuple[str, float]]
    ) -> Part | None:
        """Return the likeliest look-up of one's own data, if it is likely enough."""
        name, odds = next((each for each in ranking if each[0] in OWN), ("", 0.0))
        if odds < _MAY_BE_OWN:
            return None
        shown_by = _SHOWN_BY.get(name)
        asked = self.asked.ask(found, shown_by, vector) if self.asked and shown_by else None
        return Part(name, text, asked.name if asked else None, odds=odds)

    def _encode(self, text: str) -> Array | None:
        """The vector of a text; that of the last one is kept, since one message is read by every head."""
        if self.encoder is None:
            return None
        last = self._last
        if last is None or last[0] != text:
            last = self._last = (text, self.encoder.encode([text])[0])
        return last[1]

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
