"""The tagger of names, and what is asked of what is public, from their examples. Needs scipy."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from understanding.heads.asked import NONE
from understanding.heads.asked_data import AskedExample
from understanding.heads.fit import fit
from understanding.heads.fit_spans import TaggedText, count_pairs, fit_spans
from understanding.heads.linear import Example
from understanding.heads.made_names import NameMaker, Pieces, read_pieces
from understanding.heads.named_data import NamedExample, read_named
from understanding.heads.public import ORGANISATIONS, PublicHead, without_names
from understanding.heads.spans import SpanTagger
from understanding.values.lookups import Lookups

_REGISTER = "register"
_OTHERS = ("item", "other_place")  # what names another than is shown, of anything
_VAGUE = (*_OTHERS, NONE, "more", "whole")
_MADE, _GENERAL = 4, 2  # texts for each example
_MIXED, _PLAIN = 5000, 9000  # texts in all

Read = Callable[[Sequence[str], Sequence[str]], Sequence[Example]]


@dataclass(frozen=True)
class PublicExamples:
    """Messages with their names, and what other names are made of."""

    named: Sequence[NamedExample]
    pieces: Pieces


@dataclass(frozen=True)
class PlainTexts:
    """Other messages: `wanted` want nothing of the registers; `asked` is asked of whatever is shown.

    `of_entries` is asked of an entry, and may stand behind any name.
    """

    wanted: Sequence[str]
    asked: Sequence[str]
    of_entries: Sequence[str]

    @classmethod
    def of(cls, wanted: Sequence[str], asked: Sequence[AskedExample], given: PublicExamples) -> PlainTexts:
        """Sort out what may name an organisation: it bears the mark of a made name, or has its names marked."""
        named = {example.text for example in given.named}

        def is_plain(text: str) -> bool:
            return text not in named and not any(mark in text for mark in given.pieces.marks)

        plain = [example for example in asked if is_plain(example.text)]
        return cls(
            [text for text in wanted if is_plain(text)],
            [example.text for example in plain if example.asked not in _OTHERS],
            [e.text for e in plain if e.shown == _REGISTER and e.asked not in _VAGUE],
        )


def read_public(folder: Path) -> PublicExamples:
    """Return the examples of a folder. Raises AskedDataWrong and OSError."""
    return PublicExamples(read_named(folder), read_pieces(folder))


def learn_public(
    given: PublicExamples, plain: PlainTexts, lookups: Lookups, read: Read, **settings: Any
) -> PublicHead:
    """Return tagger and head. `read` gives texts as examples of the head, `settings` are those of `fit`."""
    tagger = learn_tagger(given, plain, lookups)
    texts = [without_names(example.text, example.spans) for example in given.named]
    texts += [without_names(text, tagger.find(text, lookups)) for text in plain.wanted]
    wanted = [example.asked for example in given.named] + [NONE] * len(plain.wanted)
    return PublicHead(tagger, fit(read(texts, wanted), **settings))


def learn_tagger(given: PublicExamples, plain: PlainTexts, lookups: Lookups) -> SpanTagger:
    """Return the tagger: of the examples as they are, with other names, and mixed; and of what names nobody."""
    maker = NameMaker(given.pieces)
    named = [_with_own(example, given.pieces) for example in given.named]
    made = [maker.remake(example) for _ in range(_MADE) for example in named]
    of_one = [e for e in named if any(span.kind in ORGANISATIONS for span in e.spans)]
    made += [maker.remake(example) for _ in range(_MADE) for example in named if _is_of_a_place(example)]
    made += [maker.generalise(example) for _ in range(_GENERAL) for example in of_one]
    mixed = (
        [maker.mix(of_one, plain.of_entries) for _ in range(_MIXED)] if of_one and plain.of_entries else []
    )
    texts = sorted(
        dict.fromkeys([*plain.wanted, *plain.asked]),
        key=lambda text: zlib.crc32(text.encode(errors="replace")),
    )
    tagged = [TaggedText(e.text, e.spans) for e in (*named, *made, *mixed)]
    tagged += [TaggedText(text, given.pieces.find_own(text), is_whole=False) for text in texts[:_PLAIN]]
    return fit_spans(tagged, lookups, common=count_pairs(texts))


def _is_of_a_place(example: NamedExample) -> bool:
    return any(span.kind == "place" for span in example.spans)


def _with_own(example: NamedExample, pieces: Pieces) -> NamedExample:
    """Return an example with the words for one's own company marked wherever they stand, as they are elsewhere."""
    own = [
        span
        for span in pieces.find_own(example.text)
        if all(span.end <= other.start or other.end <= span.start for other in example.spans)
    ]
    return replace(example, spans=tuple(sorted((*example.spans, *own), key=lambda span: span.start)))
