"""What a message names, and what it asks of what is public: the registers, the first contacts, the districts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from understanding.heads.asked import NONE
from understanding.heads.features import features
from understanding.heads.linear import Array, LinearHead
from understanding.heads.spans import Span, SpanTagger, names_of
from understanding.values.lookups import Lookups
from understanding.values.names import Kind, Name

SURE = 0.5  # from this probability of `none` on nothing is asked
ORGANISATIONS: tuple[Kind, ...] = ("name", "short")
_ANY = {"name": "某公司", "short": "某公司", "place": "某地"}  # stands for whatever is named


@dataclass(frozen=True)
class Public:
    """`asked`: a class of `bot/data/nlu/names` (entry, count, contact, services, district), None for anything else."""

    names: tuple[Name, ...] = ()
    asked: str | None = None


NOTHING = Public()


class PublicHead:
    """The tagger of names, and what is asked by the words around them, whoever is named."""

    def __init__(self, tagger: SpanTagger, head: LinearHead) -> None:
        self.tagger = tagger
        self.head = head

    def read(
        self, text: str, lookups: Lookups, longest: int, encode: Callable[[str], Array | None]
    ) -> Public:
        """Return what a text names, and asks. `encode` gives the vector of a text, None without an encoder."""
        spans = self.tagger.find(text, lookups)
        plain = without_names(text, spans)
        odds = self.head.probabilities(features(plain, lookups, longest), encode(plain))
        asks = dict(zip(self.head.classes, odds, strict=False))
        is_of_it = asks.pop(NONE, 0.0) < SURE and asks
        return Public(names_of(text, spans), max(asks, key=lambda name: asks[name]) if is_of_it else None)


def without_names(text: str, spans: Sequence[Span]) -> str:
    """Return a text with one name for all organisations and places: whichever is named, the same is asked."""
    for span in reversed([each for each in spans if each.kind in _ANY]):
        text = f"{text[: span.start]}{_ANY[span.kind]}{text[span.end :]}"
    return text
