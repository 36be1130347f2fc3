"""Places named in a question: a short name (萧山, 武汉) counts, an ordinary word (新兴, 公安, 合作) never does."""

import re
from dataclasses import dataclass, field

from index.lexicon.divisions import NATIONWIDE, Division, Divisions, ancestors, covers
from index.text.normalise import words

# Words of the dictionary's proper-name classes, and words that it does not know, may be short names of counties.
_PROPER = {"ns", "nr", "nrt", "nrfg", "nz", "s", "x"}
_NATIONWIDE_WORDS = re.compile(r"全国(?:性|的|统一)?|国家级的?规定|国家规定")
# 东湖高新区 is a zone, and not a part of the county 东湖区 of another city.
_ZONE = re.compile(r"高新|开发区|经开|新技术|自贸|科学城|产业园|园区")
# Proper names to the dictionary, ordinary words to a bureau; and full names that describe rather than name.
_ORDINARY = words(
    """
    和平 惠民 新建 太平 友谊 方正 博爱 白云 木兰 东方 兴隆 青龙 长安 南山 万全 平安 保康
    明光 新华 新民 爱民 高新 长青 公明 向阳 前进 光明 文化 高要 大城 新区 新乐 金山 龙头
    开发 城区 郊区 矿区 东区 西区 新城区 老城区 市中区 城中区
    """
)


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
            for match in _NATIONWIDE_WORDS.finditer(text)
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
                if _ZONE.match(text, end) and not any(self._is_near(d) or d.level <= 2 for d in named):
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
        return (len(division.name) > 2 and division.name not in _ORDINARY) or self._is_near(division)

    def _is_short_name(self, division: Division) -> bool:
        if division.level <= 2:
            return True
        if division.short in _ORDINARY:
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
