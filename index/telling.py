"""Answers of outcome `answered`: what the composer says, with what belongs to it in the record."""

from dataclasses import replace

from index.answer_record import Answer
from index.compose import Composer, Said, find_contact
from index.decide import is_likely
from index.normalise import fold
from index.query import Query
from index.related import Related
from index.reranker import Hit
from index.retriever import Retriever
from index.scope import Scope
from index.snapshot import Snapshot


class Teller:
    """Writes them, from one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever, related: Related) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._related = related
        self._composer = Composer(snapshot, retriever)

    def answered(self, query: Query, scope: Scope, hits: list[Hit], note: str = "") -> Answer:
        """The answer that the best hit gives, behind a note."""
        said = self._composer.say(query, hits, scope.today)
        return self._answer(query, scope, hits, replace(said, text=note + said.text))

    def missing(self, query: Query, scope: Scope, hits: list[Hit]) -> Answer | None:
        """文件未载明…: a guide matches the topic, and nothing found says anything of the aspect that is asked for."""
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        if not hits or aspect is None or query.topic is None:
            return None
        if query.content and not is_likely(query, hits):
            return None
        if aspect.id in self._related.aspects_of(query.topic, scope.allowed):
            return None
        best = hits[0]
        metadata = self._snapshot.documents[best.passage.document].metadata
        told = fold(best.passage.text + best.passage.heading)
        # Any sum of money looks like a fee: only the word itself tells one.
        tells = (best.evidence and aspect.id != "fee") or any(word in told for word in aspect.words)
        if tells or not metadata.is_guide or not best.topic_matches:
            return None
        contact = find_contact(
            self._snapshot, self._retriever, best.passage.document, str(metadata.topic), scope.allowed
        )
        said = self._composer.missing(query, hits, aspect.name, contact, scope.today)
        return self._answer(query, scope, hits, said)

    def _answer(self, query: Query, scope: Scope, hits: list[Hit], said: Said) -> Answer:
        return Answer(
            outcome="answered",
            text=said.text,
            speakable=said.speakable,
            figures=said.figures,
            citations=said.citations,
            related=self._related.after(hits[0].passage, query.aspect, query.text, scope.allowed),
            topic=self._topic_of(query, hits[0]),
            aspect=query.aspect,
            region=query.region,
            index_version=self._snapshot.version,
        )

    def _topic_of(self, query: Query, best: Hit) -> str | None:
        """What an answer is about: a topic only assumed gives way to that of the document."""
        told = self._snapshot.documents[best.passage.document].metadata.topic
        if query.assumed_topic and not best.topic_matches:
            return told or query.topic
        return query.topic or told
