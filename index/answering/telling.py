"""Answers that a passage gives, and that documents leave open what is asked of a topic they know."""

from dataclasses import replace

from index.answering.compose import Composer, Said, find_contact
from index.answering.decide import answers, is_likely
from index.answering.related import Related, ask
from index.answering.stated import Stated, is_counted, takes_as_given
from index.lexicon.terms import Term
from index.model.answer import Answer
from index.model.passage import Passage
from index.question.query import Query
from index.quoting.citing import cite
from index.quoting.disagreement import find_disagreement
from index.search.reranker import Hit
from index.search.retriever import Retriever
from index.search.scope import Scope
from index.text.figures import find_figures
from index.text.normalise import fold
from index.version.snapshot import Snapshot

_OTHERS = 3  # other questions that are offered instead
# Names of aspects that do not stand well behind 未载明.
_UNSTATED = {"contact": "咨询方式", "amount": "具体标准和额度"}


class Teller:
    """Writes them, from one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever, related: Related) -> None:
        self._snapshot = snapshot
        self._retriever = retriever
        self._related = related
        self._composer = Composer(snapshot, retriever)
        self._stated = Stated(snapshot, retriever)

    def answered(self, query: Query, scope: Scope, hits: list[Hit], note: str = "") -> Answer:
        """The answer that the best hit gives, behind a note."""
        said = self._composer.say(query, hits, scope.today)
        said = self._beside_others(said, scope, hits[0])
        return self._answer(query, scope, hits, replace(said, text=note + said.text))

    def _beside_others(self, said: Said, scope: Scope, best: Hit) -> Said:
        """With what another document in force says instead of the passages that are quoted."""
        shown = {citation.passage for citation in said.citations}
        section = self._snapshot.columns.of_section(best.passage.section)
        quoted = [number for number in section if self._snapshot.passages[number].text in shown]
        other = find_disagreement(self._snapshot, quoted, scope.allowed, scope.today)
        if other is None:
            return said
        figures = [*said.figures, *find_figures("\n".join(other.sentences))]
        return replace(
            said,
            text=f"{said.text}\n{other.text}",
            figures=list(dict.fromkeys(figures)),
            citations=[*said.citations, *other.citations],
        )

    def missing(self, query: Query, scope: Scope, hits: list[Hit], *, certain: bool = False) -> Answer | None:
        """现有文件未载明…: guides match the topic, and none says anything of the aspect that is asked for.

        `certain`: nothing answers, whatever the best passage seems to tell. A `no_answer`, with whom to ask where a
        guide says so. Where just an aspect is asked for, and a passage found has its words, that one answers.
        """
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        topic = self._snapshot.terms.find_topic(query.topic)
        if not hits or aspect is None or topic is None or (query.content and not is_likely(query, hits)):
            return None
        if aspect.id in self._related.aspects_of(topic.id, scope.allowed):
            return None
        if stated := self._stated.find(topic.id, aspect, scope.allowed):
            open_ = not hits[0].evidence or takes_as_given(aspect, hits[0].passage)
            asks = open_ and not query.content and is_counted(aspect)
            return self._answered_by(query, scope, hits, stated) if asks else None
        best = next((hit for hit in hits if hit.topic_matches), hits[0]) if certain else hits[0]
        metadata = self._snapshot.documents[best.passage.document].metadata
        told = fold(best.passage.text + best.passage.heading)
        # Any sum of money looks like a fee: only the word itself tells one.
        tells = (best.evidence and aspect.id != "fee") or any(word in told for word in aspect.words)
        if (tells and not certain) or not metadata.is_guide or not best.topic_matches:
            return None
        contact = find_contact(
            self._snapshot, self._retriever, best.passage.document, topic.id, scope.allowed
        )
        return self._unstated(query, topic, aspect, contact, scope)

    def _answered_by(self, query: Query, scope: Scope, hits: list[Hit], stated: list[int]) -> Answer | None:
        """The answer of the best hit among `stated` that is of the kind asked for, if it is likely to answer."""
        first = next((hit for hit in hits if hit.number in stated and hit.evidence), None)
        if first is None:
            return None
        ordered = [first, *(hit for hit in hits if hit is not first)]
        # Where the best hit would answer, which only takes the aspect as given, one that tells it does so better.
        likely = answers(query, ordered) or answers(query, hits)
        return self.answered(query, scope, ordered) if likely else None

    def _unstated(
        self, query: Query, topic: Term, aspect: Term, contact: Passage | None, scope: Scope
    ) -> Answer:
        name = _UNSTATED.get(aspect.id, aspect.name)
        text = f"关于{topic.name}，现有文件未载明{name}，不能随意答复您。"
        shown = [] if contact is None or aspect.id == "contact" else [contact]
        text += "".join(f"可以咨询：\n{passage.text}" for passage in shown)
        others = [a for a in self._related.aspects_of(topic.id, scope.allowed) if a != "basis"]
        return Answer(
            outcome="no_answer",
            text=text,
            speakable=f"文件没有写明{topic.name}的{name}，建议向主管部门核实。",
            figures=find_figures("".join(passage.text for passage in shown)),
            citations=[
                cite(self._snapshot.documents[passage.document], passage, scope.today) for passage in shown
            ],
            related=[ask(topic, other) for other in others[:_OTHERS]],
            topic=topic.id,
            aspect=aspect.id,
            region=query.region,
            index_version=self._snapshot.version,
        )

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
