"""Topics, aspects and ordinary words with what else people say for them, and what other departments do
(knowledge/terms.yml)."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from index.text.normalise import fold

_NAMED = {"words", "elsewhere"}  # lists whose entries bear no id


@dataclass(frozen=True)
class Term:
    """A topic or an aspect. `words` holds the name and its synonyms, folded, longest first."""

    id: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """A term found in a text at [start, end)."""

    term: Term
    word: str
    start: int
    end: int


class Finder:
    """Finds terms in texts; long lists are looked through once, by the first two characters of their words."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self._by_start: dict[str, list[tuple[str, Term]]] = {}
        for term in terms:
            for word in term.words:
                self._by_start.setdefault(word[:2], []).append((word, term))

    def find(self, text: str) -> list[Mention]:
        """Terms named in folded `text`, longest word first where two overlap, in the order of the text."""
        found = [
            Mention(term, word, at, at + len(word))
            for at in range(len(text))
            for start in {text[at : at + 2], text[at]}
            for word, term in self._by_start.get(start, ())
            if text.startswith(word, at)
        ]
        taken: list[Mention] = []
        for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
            if all(mention.end <= other.start or mention.start >= other.end for other in taken):
                taken.append(mention)
        return sorted(taken, key=lambda mention: mention.start)


class TermList(tuple[Term, ...]):
    """Terms that are looked for in many texts: their Finder is made once."""

    @cached_property
    def finder(self) -> Finder:
        """The Finder of these terms."""
        return Finder(self)


@dataclass(frozen=True)
class Terms:
    """What terms.yml holds.

    A topic or an aspect is what a question is about. `words` are ordinary words: a term's name is how documents say
    it, its synonyms how people do (非法就业: 打黑工). `elsewhere` are matters of other departments: a term's name is
    the department, its synonyms the matters (税务部门: 开发票).
    """

    topics: tuple[Term, ...] = ()
    aspects: tuple[Term, ...] = ()
    words: tuple[Term, ...] = ()
    elsewhere: tuple[Term, ...] = ()

    def find_topic(self, term_id: str | None) -> Term | None:
        """The topic with this id."""
        return next((term for term in self.topics if term.id == term_id), None)

    def find_aspect(self, term_id: str | None) -> Term | None:
        """The aspect with this id."""
        return next((term for term in self.aspects if term.id == term_id), None)

    def aspect_of_heading(self, heading: str) -> Term | None:
        """The aspect whose name is exactly this section heading."""
        return next((term for term in self.aspects if term.name == heading), None)


def load_terms(path: Path) -> Terms:
    """Read terms.yml. A file that is not there means no terms.

    Raises ValueError naming the wrong field, OSError when it cannot be read (a folder stands there).
    """
    if not path.exists():
        return Terms()
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"不是有效的 YAML：{error}") from error
    if not isinstance(data, dict):
        raise ValueError("应有 topics 和 aspects 两个列表")
    return Terms(
        topics=_read(data, "topics"),
        aspects=_read(data, "aspects"),
        words=_read(data, "words"),
        elsewhere=_read(data, "elsewhere"),
    )


def _read(data: dict[str, Any], kind: str) -> TermList:
    terms: list[Term] = []
    if not isinstance(data.get(kind) or [], list):
        raise ValueError(f"{kind}: 应是一个列表")
    for position, entry in enumerate(data.get(kind) or []):
        where = f"{kind}[{position}]"
        needed = ("name", "synonyms") if kind in _NAMED else ("id", "name")
        if not isinstance(entry, dict) or not all(entry.get(field) for field in needed):
            raise ValueError(f"{where}: 缺少 {' 或 '.join(needed)}")
        if not isinstance(entry.get("synonyms") or [], list):
            raise ValueError(f"{where}.synonyms: 应是一个列表")
        named = [] if kind == "elsewhere" else [entry["name"]]
        words = [str(word) for word in [*named, *(entry.get("synonyms") or [])]]
        ordered = sorted({fold(word) for word in words if fold(word)}, key=lambda word: (-len(word), word))
        terms.append(Term(str(entry.get("id") or entry["name"]), str(entry["name"]), tuple(ordered)))
    return TermList(terms)


def find_mentions(text: str, terms: tuple[Term, ...]) -> list[Mention]:
    """What the `Finder` of the terms finds in folded `text`."""
    return (terms.finder if isinstance(terms, TermList) else Finder(terms)).find(text)
