"""Places named in a question: a short name (萧山, 武汉) counts, an ordinary word (新兴, 公安, 合作) never does."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from index.lexicon.divisions import NATIONWIDE, Division, Divisions, ancestors, covers
from index.lexicon.lists import words_in
from index.lexicon.shapes import pattern_of

# Words of the dictionary's proper-name classes, and words that it does not know, may be short names of counties.
_FILE, _ORDINARY = "places", "ordinary"
_PROPER = {"ns", "nr", "nrt", "nrfg", "nz", "s", "x"}


@dataclass(frozen=True)
class Place:
    """A place named in a text at [start, end). `paths` are the divisions it can mean, likeliest first."""

    word: str
    start: int
    end: int
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """Finds places. `held` are the regions of the index's documents: they settle what an ambiguous name means."""

    divisions: Divisions
    held: frozenset[str] = frozenset()
    _proper: dict[str, bool] = field(default_factory=dict, compare=False)

    def find(self, text: str) -> list[Place]:
        """Places named in folded `text`, in its order; a longer name wins over a shorter one inside it."""
        found: list[Place] = [
            Place(match[0], match.start(), match.end(), (NATIONWIDE,))
            for match in _nationwide().finditer(text)
        ]
        edges: set[int] | None = None
        for start, end in _spans(text, self.divisions):
            word = text[start:end]
            if any(start < place.end and end > place.start for place in found):
                continue
            named = [d for d in self.divisions.by_name.get(word, ()) if self._is_name(d)]
            if not named:
                named = [d for d in self.divisions.by_short.get(word, ()) if self._is_short_name(d)]
                if not named:
                    continue
                if text.startswith(words_in(_FILE, "zones"), end) and not any(
                    self._is_near(d) or d.level <= 2 for d in named
                ):
                    continue
                edges = word_edges(text) if edges is None else edges
                if start not in edges or end not in edges:
                    continue
            found.append(Place(word, start, end, self._order(named)))
        return sorted(found, key=lambda place: place.start)

    def holds(self, path: str) -> bool:
        """Whether any document speaks for this place, for one above it or for one inside it."""
        return any(
            other != NATIONWIDE and (covers(other, path) or covers(path, other)) for other in self.held
        )

    def _is_name(self, division: Division) -> bool:
        return (len(division.name) > 2 and division.name not in words_in(_FILE, _ORDINARY)) or self._is_near(
            division
        )

    def _is_short_name(self, division: Division) -> bool:
        if division.level <= 2:
            return True
        if division.short in words_in(_FILE, _ORDINARY):
            return False
        return self._is_proper(division.short) or (self._is_near(division) and self._is_noun(division.short))

    def _is_near(self, division: Division) -> bool:
        """Whether a document speaks for this county or for the prefecture it lies in."""
        above = ancestors(division.path)[:2]
        return any(path in self.held and path.count("/") >= 1 for path in above)

    def _is_proper(self, word: str) -> bool:
        if word not in self._proper:
            self._proper[word] = all(tag in _PROPER for tag in _tags(word)) and len(_tags(word)) == 1
        return self._proper[word]

    def _is_noun(self, word: str) -> bool:
        return all(tag.startswith(("n", "s", "x", "zg", "t")) for tag in _tags(word))

    def _order(self, divisions: list[Division]) -> tuple[str, ...]:
        return tuple(
            d.path for d in sorted(divisions, key=lambda d: (not self.holds(d.path), d.level, d.path))
        )


@lru_cache(maxsize=1)
def _nationwide() -> re.Pattern[str]:
    return pattern_of(words_in(_FILE, "nationwide"), ())


def word_edges(text: str) -> set[int]:
    """Offsets at which a word of `text` begins or ends, by rjieba."""
    import rjieba

    edges, at = {0}, 0
    for word in rjieba.cut(text):
        at += len(word)
        edges.add(at)
    return edges


def _tags(word: str) -> list[str]:
    import rjieba

    return [tag for _, tag in rjieba.tag(word)]


def _spans(text: str, divisions: Divisions) -> list[tuple[int, int]]:
    """All spans that could be a name, longest first, then in the order of the text."""
    length = len(text)
    starts = [start for start in range(length - 1) if text[start : start + 2] in divisions.heads]
    return [
        (start, start + size)
        for size in range(min(divisions.longest, length), 1, -1)
        for start in starts
        if start + size <= length
    ]
