"""What a question asks for: topic, aspect, place and year, derived from terms.yml and the table of divisions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.engines.lexical import Lexical
from index.lexicon.asking import asks_in, consists_of, subject_of
from index.lexicon.courtesy import without_courtesy
from index.lexicon.places import Gazetteer, Place
from index.lexicon.terms import Mention, Terms, find_mentions
from index.lexicon.words import Word, words_of
from index.question.misspelling import WordMender
from index.question.typos import TypoMender
from index.text.normalise import fold, simplify
from index.text.numerals import number_forms

_MOST = 2_000  # characters of a question that are read
_TYPED = 120  # and looked at for typos
_YEAR = re.compile(
    r"(?<!\d)(?P<year>19[89]\d|20[0-4]\d)\s*年(?!\s*(?:底|末|初|年底|年末|\d{1,2}\s*月))|(?P<past>去年|前年)"
)


@dataclass(frozen=True)
class Query:
    """A question as the retriever reads it. Texts are folded and simplified.

    `names` are the full names of topics that the text calls by a short form: searched too, but they count less.
    `content` is what is left when words of asking, topics, aspects and places are taken out.
    `place` is the place the question names, `region` the one to look up for (named or given), `held` whether
    documents speak for it. `year` limits to documents in force in it. `topics` and `aspects` are ids in order.
    `specific` are words used for a topic that name only a part of it (揭榜挂帅), not the whole by a short form (高企).
    `bare`: it names a topic or an aspect and asks nothing (高企; 我想问一下高企).
    `topic_words` are the words used for the topics and their names. `words` are all words of the question that say
    what it is about, with their other forms. `elsewhere` is the department whose matter it names, if any. `weight` is
    what BM25 could give the text at most, were every gram of it in one short passage.
    """

    text: str
    names: str
    content: str
    topics: tuple[str, ...]
    aspects: tuple[str, ...]
    place: str | None
    region: str | None
    held: bool
    year: int | None
    overview: bool
    assumed_topic: bool
    specific: tuple[str, ...] = ()
    topic_words: tuple[str, ...] = ()
    year_words: str = ""
    bare: bool = False
    corrected: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    elsewhere: str | None = None
    weight: float = 0.0

    @property
    def search(self) -> str:
        """Text and names together, without the year that only says when."""
        text = self.text.replace(self.year_words, " ") if self.year_words else self.text
        return f"{text} {self.names}".strip()

    @property
    def topic(self) -> str | None:
        """The topic asked about (the last one named: 不是高企，我问的是创新券)."""
        return self.topics[-1] if self.topics else None

    @property
    def aspect(self) -> str | None:
        """The first aspect asked about."""
        return self.aspects[0] if self.aspects else None


def plain_query(text: str) -> Query:
    """A query of canonical `text` alone, without topics, aspects and places."""
    return Query(
        text=text,
        names="",
        content=subject_of(text),
        topics=(),
        aspects=(),
        place=None,
        region=None,
        held=True,
        year=None,
        overview=False,
        assumed_topic=False,
        words=words_of(text, (), ()),
    )


class QueryReader:
    """Reads questions against one index's terms, divisions and vocabulary."""

    def __init__(self, terms: Terms, gazetteer: Gazetteer, lexical: Lexical) -> None:
        self._terms = terms
        self._gazetteer = gazetteer
        self._lexical = lexical
        self._typos = TypoMender(terms.topics, lexical.knows, (*terms.aspects, *terms.words))
        self._misspelling = WordMender(lexical.document_frequency, lexical.characters)

    def read(self, question: str, *, region: str | None, topic: str | None, today: date) -> Query:
        """The query of a question. `region` and `topic` are the conversation's: the question's own come first.

        The conversation's topic is taken only by a question that names none and says little else (那材料呢).
        """
        text, corrected = self._normalise(question)
        places = self._gazetteer.find(text)
        mentions = find_mentions(text, self._terms.topics)
        aspects = find_mentions(_blank(text, _spans(mentions)), self._terms.aspects)
        other_words = find_mentions(text, self._terms.words)
        elsewhere = find_mentions(text, self._terms.elsewhere)
        year = _YEAR.search(text)
        content = self._content(text, mentions, aspects, places, year)
        topics = tuple(dict.fromkeys(mention.term.id for mention in mentions))
        assumed = False
        if not topics and topic is not None and self._leans(content, aspects, places):
            topics, assumed = (topic,), True
        place = self._place(places, region)
        return Query(
            text=f"{text} {number_forms(text)}".strip(),
            names=" ".join([*self._names(text, topics, mentions), *_official(text, other_words)]),
            content=content,
            topics=topics,
            aspects=tuple(dict.fromkeys(mention.term.id for mention in aspects)),
            place=place,
            region=place or region,
            held=place is None or place == "全国" or self._gazetteer.holds(place),
            year=_year(year, today),
            year_words=year[0] if year else "",
            bare=bool(mentions or aspects)
            and consists_of(_blank(text, [*_spans(mentions), *_spans(aspects)]), "bare"),
            overview=asks_in("overview", text),
            assumed_topic=assumed,
            corrected=corrected,
            topic_words=self._topic_words(topics, mentions),
            specific=tuple(m.word for m in mentions if self._is_specific(m)),
            words=words_of(
                text,
                [*mentions, *aspects, *other_words],
                [*_spans(places), *([year.span()] if year else [])],
            ),
            elsewhere=elsewhere[0].term.name if elsewhere else None,
        )

    def _normalise(self, question: str) -> tuple[str, tuple[str, ...]]:
        text = without_courtesy(fold(question[:_MOST]))
        if any(char >= "\u3400" and not self._lexical.knows(char) for char in text):
            text = simplify(text)
        mended, corrected = self._typos.mend(text[:_TYPED])
        mended, words = self._misspelling.mend(mended)
        # 汉南区联系人 is no mistyped 包区联系人.
        if corrected and any(
            len(p.word) >= 3 and p.word not in mended for p in self._gazetteer.find(text[:_TYPED])
        ):
            return text, ()
        return mended + text[_TYPED:], (*corrected, *words)

    def _content(
        self,
        text: str,
        topics: list[Mention],
        aspects: list[Mention],
        places: list[Place],
        year: re.Match[str] | None,
    ) -> str:
        taken = [*_spans(topics), *_spans(aspects), *_spans(places), *([year.span()] if year else [])]
        parts = subject_of(_blank(text, taken)).split()
        # 五库融通是哪五库: a part of the topic's own word names nothing more.
        return " ".join(part for part in parts if not any(part in mention.word for mention in topics))

    def _leans(self, content: str, aspects: list[Mention], places: list[Place]) -> bool:
        """Whether a question cannot stand by itself: only an aspect or a place, and hardly any subject of its own."""
        subject = sum(len(part) for part in content.split())
        return subject <= (2 if aspects or places else 1)

    def _is_specific(self, mention: Mention) -> bool:
        """Whether documents use the word, and it is no short form of the topic's name (its characters in order)."""
        name = iter(fold(mention.term.name))
        is_short_form = all(char in name for char in mention.word)
        known = all(self._lexical.knows(mention.word[i : i + 2]) for i in range(len(mention.word) - 1))
        return known and not is_short_form

    def _names(self, text: str, topics: tuple[str, ...], mentions: list[Mention]) -> list[str]:
        """The full names of its topics, but for those it names by a word that documents use."""
        literal = {
            m.term.id
            for m in mentions
            if self._is_specific(m) or (len(m.word) >= 4 and m.word in m.term.name)
        }
        names = [fold(term.name) for t in topics if t not in literal and (term := self._terms.find_topic(t))]
        return [name for name in names if name not in text]

    def _topic_words(self, topics: tuple[str, ...], mentions: list[Mention]) -> tuple[str, ...]:
        names = [fold(term.name) for topic in topics if (term := self._terms.find_topic(topic))]
        return tuple(dict.fromkeys([mention.word for mention in mentions] + names))

    def _place(self, places: list[Place], region: str | None) -> str | None:
        """The place to look up for: the narrowest of a chain (浙江省杭州市), a held one before one that is not."""
        if not places:
            return None
        paths: list[str] = []
        for place in places:
            near = [path for path in place.paths if any(path.startswith(p + "/") for p in paths)]
            given = [
                path
                for path in place.paths
                if region and (path.startswith(region) or region.startswith(path))
            ]
            paths.append((near or given or list(place.paths))[0])
        held = [path for path in paths if path != "全国" and self._gazetteer.holds(path)]
        best = held or paths
        return max((path for path in best if path.startswith(best[0]) or path == best[0]), key=len)


def _official(text: str, words: Sequence[Mention]) -> list[str]:
    """How documents say the words that the text says otherwise."""
    return [name for word in words if (name := fold(word.term.name)) not in text]


def _spans(found: Sequence[Mention] | Sequence[Place]) -> list[tuple[int, int]]:
    return [(item.start, item.end) for item in found]


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _year(match: re.Match[str] | None, today: date) -> int | None:
    if match is None:
        return None
    return int(match["year"]) if match["year"] else today.year - {"去年": 1, "前年": 2}[match["past"]]
