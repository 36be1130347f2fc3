"""Made names, so that the tagger learns where a name stands and not which names there are."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from understanding.heads.asked_data import AskedDataWrong
from understanding.heads.named_data import NamedExample
from understanding.heads.public import ORGANISATIONS
from understanding.heads.spans import Span

PIECES = "pieces/made.yml"  # in the folder of the examples

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_HAN = (0x4E00, 0x9FA5)  # the characters of common use, and more


@dataclass(frozen=True)
class Pieces:
    """What names are made of: `signs` are characters, the others words. `marks` tell made names in other examples."""

    signs: str
    trades: Sequence[str]
    endings: Sequence[str]
    branches: Sequence[str]
    places: Sequence[str]
    divisions: Sequence[str]
    own: Sequence[str]
    belongings: Sequence[str]
    kinds: Sequence[str]
    manners: Sequence[str]
    before: Sequence[str]
    behind: Sequence[str]
    joints: Sequence[str]
    between: Sequence[str]
    marks: Sequence[str]

    def find_own(self, text: str) -> list[Span]:
        """Return where a text has words for the speaker's own company: 我们, 咱厂."""
        plural = [who for who in self.own if len(who) > 1]
        words = {*plural, *(who + what for who in self.own for what in self.belongings)}
        pattern = re.compile("|".join(sorted(words, key=len, reverse=True)))
        return [Span("own", found.start(), found.end()) for found in pattern.finditer(text)]


def read_pieces(folder: Path) -> Pieces:
    """Return the pieces that stand beside the examples of a folder. Raises AskedDataWrong and OSError."""
    import yaml

    path = folder / PIECES
    try:
        found = {key: str(words).split() for key, words in yaml.safe_load(path.read_text("utf-8")).items()}
        return Pieces(signs="".join(found.pop("signs")), **found)
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError) as problem:
        needed = "、".join(Pieces.__dataclass_fields__)
        raise AskedDataWrong(path, f"需要这些项：{needed}") from problem


class NameMaker:
    """Makes names by chance, the same ones for the same seed."""

    def __init__(self, pieces: Pieces, seed: int = 7) -> None:
        self._pieces = pieces
        self._chance = random.Random(seed)  # noqa: S311 - no secret

    def remake(self, example: NamedExample) -> NamedExample:
        """Return an example with other names where it names organisations and, mostly, places and one's own."""
        text, spans, position = "", [], 0
        for span in example.spans:
            text += example.text[position : span.start]
            name = self._make(span.kind) or example.text[span.start : span.end]
            spans.append(Span(span.kind, len(text), len(text) + len(name)))
            text, position = text + name, span.end
        return replace(example, text=text + example.text[position:], spans=tuple(spans))

    def mix(self, examples: Sequence[NamedExample], endings: Sequence[str]) -> NamedExample:
        """Return what one example says before its first name, with a made name, and what another says behind its last.

        Or anything that may stand before a name, or behind one; `endings` are what may be asked of whatever was named.
        """
        before, after = self._chance.choice(examples), self._chance.choice(examples)
        head, tail = _before_first(before), _behind_last(after)
        if self._chance.random() < 0.5:
            head = _plain(self._some(self._pieces.before, 0.7))
        if (way := self._chance.random()) < 0.4:
            tail = _plain(self._chance.choice(self._pieces.behind))
        elif way < 0.6:
            tail = _plain(self._some(self._pieces.between, 0.6) + self._chance.choice(endings))
        named = [self._chance.choice(ORGANISATIONS)]
        if self._chance.random() < 0.1:
            named += [self._chance.choice(ORGANISATIONS)]
        text, spans = head.text, list(head.spans)
        for number, kind in enumerate(named):
            text += self._chance.choice(self._pieces.joints) if number else ""
            name = self._make(kind) or ""
            spans.append(Span(kind, len(text), len(text) + len(name)))
            text += name
        spans += [Span(span.kind, span.start + len(text), span.end + len(text)) for span in tail.spans]
        return self.remake(replace(before, text=text + tail.text, spans=tuple(spans)))

    def generalise(self, example: NamedExample) -> NamedExample:
        """Return an example that speaks of kinds of organisations (软件公司) where it names some."""
        text, spans, position = "", [], 0
        for span in example.spans:
            text += example.text[position : span.start]
            said = example.text[span.start : span.end]
            if span.kind in ORGANISATIONS:
                said = self._kind()
            else:
                spans.append(Span(span.kind, len(text), len(text) + len(said)))
            text, position = text + said, span.end
        return replace(example, text=text + example.text[position:], spans=tuple(spans))

    def _make(self, kind: str) -> str | None:
        if kind == "name":
            return self._full()
        if kind == "short":
            return self._short()
        if self._chance.random() < 0.3:
            return None
        return self._place() if kind == "place" else self._own()

    def _full(self) -> str:
        trade = self._some(self._pieces.trades, 0.85)
        ending = self._chance.choice(self._pieces.endings)
        place = self._some(self._pieces.places, 0.6)
        if place and self._chance.random() < 0.15:
            left, right = self._chance.choice(("()", "（）"))
            return f"{self._core()}{trade}{left}{place}{right}{ending}"
        branch = self._some(self._pieces.branches, 0.06) if ending.endswith("公司") else ""
        division = self._some(self._pieces.divisions[:4], 0.1) if place else ""
        return f"{place}{division}{self._core()}{trade}{ending}{branch}"

    def _short(self) -> str:
        place = self._some(self._pieces.places, 0.3)
        return f"{place}{self._core()}{self._some(self._pieces.trades, 0.75)}"

    def _place(self) -> str:
        if self._chance.random() < 0.25:
            return f"{self._core()}{self._chance.choice(self._pieces.divisions[:4])}"
        return f"{self._chance.choice(self._pieces.places)}{self._some(self._pieces.divisions, 0.5)}"

    def _own(self) -> str:
        who = self._chance.choice(self._pieces.own)
        return f"{who}{self._some(self._pieces.belongings, 0.5 if len(who) == 2 else 1.0)}"

    def _kind(self) -> str:
        kind = self._chance.choice(self._pieces.kinds)
        trade = self._some(self._pieces.trades, 0.6) if kind[:2] not in ("有限", "股份") else ""
        return f"{self._some(self._pieces.manners, 0.6 if trade else 0.9)}{trade}{kind}"

    def _core(self) -> str:
        """What a firm calls itself by: two to four characters, seldom rare ones or letters."""
        way = self._chance.random()
        if way < 0.06:
            return "".join(self._chance.choice(_LATIN) for _ in range(self._chance.randint(2, 5)))
        length = self._chance.choice((2, 2, 2, 2, 3, 3, 4))
        if way < 0.2:
            return "".join(chr(self._chance.randint(*_HAN)) for _ in range(length))
        return "".join(self._chance.choice(self._pieces.signs) for _ in range(length))

    def _some(self, words: Sequence[str], share: float) -> str:
        return self._chance.choice(words) if self._chance.random() < share else ""


def _plain(text: str) -> NamedExample:
    return NamedExample("", "", text, ())


def _before_first(example: NamedExample) -> NamedExample:
    """Return what stands before the first organisation that an example names."""
    first = next(span for span in example.spans if span.kind in ORGANISATIONS)
    kept = tuple(span for span in example.spans if span.end <= first.start)
    return replace(example, text=example.text[: first.start], spans=kept)


def _behind_last(example: NamedExample) -> NamedExample:
    """Return what stands behind the last organisation that an example names."""
    last = [span for span in example.spans if span.kind in ORGANISATIONS][-1].end
    kept = tuple(Span(s.kind, s.start - last, s.end - last) for s in example.spans if s.start >= last)
    return replace(example, text=example.text[last:], spans=kept)
