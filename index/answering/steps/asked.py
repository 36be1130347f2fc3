"""One question on its way through the steps, with what more than one of them looks at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Protocol

from index.answering.decide import answers
from index.answering.steps.tools import HITS, Tools
from index.model.answer import Answer
from index.question.query import Query
from index.search.reranker import Hit
from index.search.scope import Scope, make_scope

_NEARLY = 3.0  # of the ranking score: a section that near the best passage is taken before it


@dataclass(frozen=True)
class Asked:
    """A question as it was asked; what it leads to is worked out once, when a step first looks at it.

    `region` and `topic` are the conversation's, `on` the day the rules must hold (None: today, or the year it names).
    """

    tools: Tools
    question: str
    today: date
    region: str | None = None
    on: date | None = None
    topic: str | None = None

    def read(self, question: str) -> Query:
        """Other words as this question would be read."""
        return self.tools.reader.read(question, region=self.region, topic=self.topic, today=self.today)

    def asking_now(self, question: str) -> "Asked":
        """The same place and conversation, asked something else, of today."""
        return replace(self, question=question, on=None)

    @cached_property
    def query(self) -> Query:
        """What it asks for."""
        return self.read(self.question)

    @cached_property
    def scope(self) -> Scope:
        """Where it is looked up."""
        return make_scope(self.tools.retriever, self.query, self.on, self.today)

    @cached_property
    def hits(self) -> list[Hit]:
        """The best passages there."""
        return self.tools.retriever.search(self.query, self.scope.allowed, HITS)

    @cached_property
    def to_the_point(self) -> list[Hit]:
        """The best passages, what answers most directly first.

        武汉呢 after a topic asks for that topic there, or nothing.
        """
        query, hits = self.query, self.hits
        strays = hits and not (hits[0].topic_matches or hits[0].names_row)
        if query.assumed_topic and not query.content and strays:
            allowed = self.scope.allowed & self.tools.retriever.of_topic(str(query.topic))
            hits = self.tools.retriever.search(query, allowed, HITS)
        return _most_direct(query, hits)

    @cached_property
    def is_answered(self) -> bool:
        """The learned decision: whether the best passage answers."""
        return answers(self.query, self.to_the_point)


class Step(Protocol):
    """One way in which a question is answered; `name` stands in the answers that it gives."""

    name: str

    def __call__(self, asked: Asked) -> Answer | None:
        """The answer; None: the question is another step's."""
        ...


def first_answer(steps: Sequence[Step], asked: Asked) -> Answer:
    """The answer of the first step that has one, with that step's name. The last step has one to every question."""
    for step in steps:
        answer = step(asked)
        if answer is not None:
            return answer if answer.step else answer.model_copy(update={"step": step.name})
    raise AssertionError("the last step has an answer to every question")


def _most_direct(query: Query, hits: list[Hit]) -> list[Hit]:
    """The hits with what answers most directly first: the row that is named before its table; and, where just an
    aspect of a topic is asked for, the section for it, if it is nearly as good as the best."""
    if not hits or hits[0].names_row:
        return hits
    best = hits[0]
    if best.passage.kind == "table":
        rows = [h for h in hits if h.passage.kind == "row" and h.passage.section == best.passage.section]
        first = next((h for h in rows if h.names_row), None) or _only_row(best, rows)
    elif (
        query.aspect is None
        or query.topic is None
        or query.content
        or best.aspect_matches
        or best.passage.kind in {"question", "row"}
    ):
        return hits
    else:
        near = (h for h in hits if h.aspect_matches and h.topic_matches and h.score >= best.score - _NEARLY)
        first = next(near, None)
    return hits if first is None else [first, *(hit for hit in hits if hit is not first)]


def _only_row(table: Hit, rows: list[Hit]) -> Hit | None:
    """The one of the rows that says as much of what is asked as its whole table; None where several do, or none."""
    said = [row for row in rows if row.coverage >= table.coverage and row.words >= table.words]
    return said[0] if len(said) == 1 and len(rows) > 1 else None
