"""Synthetic documents in the manner of knowledge/: its clauses with other words and figures in them, under titles made
of real divisions, topics and years. Distinct, and of any number; nobody's real policy.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import rjieba

from index.lexicon.divisions import NATIONWIDE, load_divisions
from index.lexicon.terms import Terms, load_terms
from index.model.document import Metadata
from index.model.passage import Cell, Kind, Passage
from index.passages.searchable import searchable
from index.version.snapshot import IndexedDocument

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
_PASSAGES = 20  # a document
_SWAPPED = 0.2  # share of words that another takes the place of
_SECTIONS = ("对象", "条件", "材料", "流程", "时限", "收费", "标准与额度", "依据", "咨询", "其他规定")
_FORMS = ("管理办法", "实施细则", "申报指南", "若干措施", "工作通知")
_NUMBER = re.compile(r"\d+")
_CLAUSE_END = re.compile(r"[\n，。；：！？]")
_CHINESE = re.compile(r"[一-鿿]{2,4}")


@dataclass(frozen=True)
class Vocabulary:
    """What passages are put together from: clauses as lists of words, and words by their length."""

    clauses: tuple[tuple[str, ...], ...]
    words: dict[int, tuple[str, ...]]
    terms: Terms
    places: tuple[str, ...]


def read_vocabulary() -> Vocabulary:
    """The clauses and words of knowledge/guides, in a fixed order."""
    found: set[str] = set()
    for path in sorted((KNOWLEDGE / "guides").rglob("*.md")):
        body = path.read_text("utf-8").split("---", 2)[2]
        found |= {clause.strip("-# |\u3000") for clause in _CLAUSE_END.split(body)}
    clauses = tuple(tuple(rjieba.cut(clause)) for clause in sorted(c for c in found if 6 <= len(c) <= 40))
    words: dict[int, set[str]] = {2: set(), 3: set(), 4: set()}
    for clause in clauses:
        for word in clause:
            if _CHINESE.fullmatch(word):
                words[len(word)].add(word)
    return Vocabulary(
        clauses=clauses,
        words={length: tuple(sorted(some)) for length, some in words.items()},
        terms=load_terms(KNOWLEDGE / "terms.yml"),
        places=(NATIONWIDE, *sorted(load_divisions().paths)),
    )


class Corpus:
    """`size` passages in documents of twenty. The same seed gives the same corpus."""

    def __init__(self, vocabulary: Vocabulary, size: int, seed: int = 1) -> None:
        self.vocabulary = vocabulary
        self.size = size
        self._seed = seed
        self.documents = tuple(self._document(number) for number in range(-(-size // _PASSAGES)))

    def passages(self) -> Iterator[Passage]:
        """All of them in order, made while they are read."""
        for number, document in enumerate(self.documents):
            random_ = self._random("passages", number)
            for position in range(min(_PASSAGES, self.size - number * _PASSAGES)):
                yield self._passage(random_, number, position, document.metadata)

    def texts(self) -> Iterator[str]:
        """The canonical text of each passage."""
        return (searchable(passage) for passage in self.passages())

    def questions(self, count: int) -> list[str]:
        """What users might ask: a place, a topic, and some words of a clause; a third without a place."""
        random_ = self._random("questions", 0)
        return [self._question(random_, position % 3 != 0) for position in range(count)]

    def _random(self, what: str, number: int) -> random.Random:
        return random.Random(f"{self._seed} {what} {number}")

    def _document(self, number: int) -> IndexedDocument:
        random_ = self._random("document", number)
        topic = random_.choice(self.vocabulary.terms.topics)
        place = NATIONWIDE if random_.random() < 0.1 else random_.choice(self.vocabulary.places)
        year, month = random_.randint(2010, 2026), random_.randint(1, 12)
        begins = date(year, month, 1)
        title = f"{place.rpartition('/')[2]}{topic.name}{random_.choice(_FORMS)}（{year}年）"
        return IndexedDocument(
            path=f"synthetic/{number // 1000:04}/{number:07}.md",
            metadata=Metadata(
                title=title,
                id=f"synthetic-{number}" if random_.random() < 0.5 else None,
                topic=topic.id if random_.random() < 0.8 else None,
                region=place,
                document_number=f"科发〔{year}〕{number}号",
                issued_on=begins,
                effective_from=begins,
                effective_to=date(year + 5, month, 1) if random_.random() < 0.3 else None,
            ),
        )

    def _passage(self, random_: random.Random, document: int, position: int, metadata: Metadata) -> Passage:
        section = _SECTIONS[position * len(_SECTIONS) // _PASSAGES]
        kind: Kind = random_.choice(("text", "text", "list", "row", "question"))
        text = "，".join(self._clause(random_) for _ in range(random_.randint(2, 5))) + "。"
        headings: tuple[str, ...] = (metadata.title, section)
        cells: tuple[Cell, ...] = ()
        if kind == "question":
            headings = (*headings, self._clause(random_) + "吗？")
        if kind == "row":
            place = random_.choice(self.vocabulary.places).rpartition("/")[2]
            cells = (Cell("区县", place), Cell("内容", text))
            text = f"区县：{place}；内容：{text}"
        context = " ".join(headings)
        return Passage(
            document,
            document * len(_SECTIONS) + _SECTIONS.index(section),
            kind,
            text,
            headings,
            context,
            cells,
        )

    def _clause(self, random_: random.Random) -> str:
        words = self.vocabulary.words
        changed = []
        for word in random_.choice(self.vocabulary.clauses):
            if word.isdigit():
                changed.append(str(random_.randint(1, 10 ** len(word))))
            elif len(word) in words and random_.random() < _SWAPPED and _CHINESE.fullmatch(word):
                changed.append(random_.choice(words[len(word)]))
            else:
                changed.append(_NUMBER.sub(lambda _: str(random_.randint(1, 2000)), word))
        return "".join(changed)

    def _question(self, random_: random.Random, with_place: bool) -> str:
        clause = [word for word in self._clause(random_) if word.strip()]
        asked = "".join(clause)[: random_.randint(5, 16)]
        place = random_.choice(self.vocabulary.places).rpartition("/")[2] if with_place else ""
        topic = random_.choice(self.vocabulary.terms.topics).name if random_.random() < 0.6 else ""
        return f"{place}{topic}{asked}{random_.choice(('怎么办', '是多少', '要什么条件', '找谁', '有什么规定', ''))}"
