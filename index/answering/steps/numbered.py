"""Questions that name a document by its number (国科发火〔2016〕32号): answered from that document, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from contracts import QuickReply
from index.answering.decide import answers
from index.answering.related import MOST, ask
from index.answering.steps.asked import Asked
from index.answering.steps.tools import HITS, Tools
from index.lexicon.asking import asks_in, consists_of
from index.lexicon.courtesy import cut_beginning
from index.lexicon.lists import words_in
from index.model.answer import Answer
from index.model.document import Metadata
from index.question.query import Query
from index.quoting.citing import NO_VALIDITY, chinese_date, cite, validity
from index.search.scope import Scope
from index.text.document_numbers import NUMBER, ORDER, find_number
from index.text.normalise import fold

_DOCUMENTS = "documents"


@dataclass(frozen=True)
class _Named:
    """A number as the question gives it, in one form, and the question without it."""

    number: str
    rest: str


class Numbered:
    """Searches the document named wherever it holds and whether or not it is still in force: its answer says so."""

    name = "numbered"

    def __init__(self, tools: Tools) -> None:
        self._snapshot = tools.snapshot
        self._retriever = tools.retriever
        self._related = tools.related
        self._teller = tools.teller
        self._declines = tools.declines

    def __call__(self, asked: Asked) -> Answer | None:
        named = find_number_named(asked.question)
        if named is None:
            return None
        query, today = replace(asked.read(named.rest), year=None), asked.today
        metadata = [document.metadata for document in self._snapshot.documents]
        own = [i for i, m in enumerate(metadata) if _is_same(named.number, m.document_number)]
        held = own or [
            i for i, m in enumerate(metadata) if any(_is_same(named.number, s.number) for s in m.sources)
        ]
        if asks_in("standing", named.rest, _DOCUMENTS) and (
            known := self._standing(query, named.number, own, today)
        ):
            return known
        if not held:
            return self._declines.for_number(query, named.number)
        allowed = np.isin(self._snapshot.columns.documents, held)
        if not consists_of(named.rest, "what_it_says", _DOCUMENTS):
            hits = self._retriever.search(query, allowed, HITS)
            if answers(query, hits):
                return self._teller.answered(query, Scope(today, today, today, allowed), hits)
            return self._declines.for_number(query, named.number, held=True)
        return self._overview(query, named.number, held, today)

    def _standing(self, query: Query, number: str, own: Sequence[int], today: date) -> Answer | None:
        """Whether it is still in force, as far as its own standing or that of what replaced it says."""
        for position, document in enumerate(self._snapshot.documents):
            if any(_is_same(number, find_number(reference)) for reference in document.metadata.supersedes):
                begins = document.metadata.begins
                since = f"自{chinese_date(begins)}起" if begins else ""
                said = f"{since}由{_in_title_marks(document.metadata.title)}替代"
                return self._said(query, number, said, position, today)
        for position in own:
            metadata = self._snapshot.documents[position].metadata
            said = validity(metadata, today)
            if not said.startswith(NO_VALIDITY):
                over = said.startswith("已") or (metadata.effective_to and metadata.effective_to >= today)
                also = "" if over else "，收录的文件里没有它失效或被替代的记载"
                return self._said(query, number, f"{said}{also}", position, today)
        return self._declines.for_standing(query, number) if own else None

    def _said(self, query: Query, number: str, said: str, position: int, today: date) -> Answer:
        document = self._snapshot.documents[position]
        first = self._snapshot.passages[self._snapshot.columns.of_document(position).start]
        return Answer(
            outcome="answered",
            text=f"{number}：{said}。",
            speakable=f"{number}，{said}。"[:60],
            citations=[cite(document, first, today)],
            topic=document.metadata.topic or query.topic,
            region=query.region,
            index_version=self._snapshot.version,
        )

    def _overview(self, query: Query, number: str, held: Sequence[int], today: date) -> Answer:
        """What the number stands for, and what can be asked of it."""
        metadata = self._snapshot.documents[held[0]].metadata
        allowed = np.isin(self._snapshot.columns.documents, held)
        topic = self._snapshot.terms.find_topic(metadata.topic)
        questions = [ask(topic, a) for a in self._related.aspects_of(topic.id, allowed)] if topic else []
        title = _in_title_marks(_title_of(metadata, number))
        standing = validity(metadata, today) if _is_same(number, metadata.document_number) else ""
        more = f"，{standing}" if standing else ""
        start = self._snapshot.columns.of_document(held[0]).start
        return Answer(
            outcome="clarify" if len(questions) > 1 else "answered",
            text=f"{number}是{title}{more}。" + ("您想了解哪一方面？" if len(questions) > 1 else ""),
            speakable=f"{number}，您想了解哪一方面？" if len(questions) > 1 else title[:60],
            citations=[cite(self._snapshot.documents[held[0]], self._snapshot.passages[start], today)],
            choices=[QuickReply(title=q, text=q) for q in questions[:MOST]] if len(questions) > 1 else [],
            topic=metadata.topic,
            region=query.region,
            index_version=self._snapshot.version,
        )


def find_number_named(question: str) -> _Named | None:
    """The number a question names, whatever its brackets and blanks, and what it says besides."""
    text = "".join(fold(question).split())
    match = NUMBER.search(text) or ORDER.search(text)
    number = find_number(text)
    if match is None or number is None:
        return None
    bare = cut_beginning(number, words_in(_DOCUMENTS, "before_number"))
    return _Named(bare, f"{text[: match.start()]} {text[match.end() :]}") if find_number(bare) else None


def _title_of(metadata: Metadata, number: str) -> str:
    """What the document of that number is called, without the part of it that was read."""
    title = next((s.title for s in metadata.sources if _is_same(number, s.number)), metadata.title)
    return re.sub(r"（[^（）]*）$", "", title)


def _in_title_marks(title: str) -> str:
    whole = title.startswith("《") and title.endswith("》") and title.count("《") == 1
    return title if whole else f"《{title.translate(str.maketrans('《》', '〈〉'))}》"


def _is_same(asked: str, known: str | None) -> bool:
    """Whether a known number is the one asked for; words before its code in the question do not count."""
    found = find_number(known) if known else None
    return found is not None and (asked.endswith(found) or (len(found) > 10 and found.endswith(asked)))
