"""Ask one index version every question of a set, and write down what it did."""

import time
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from index.answering.answerer import Answer
from index.answering.decide import load_decision, probability
from index.evaluation.figures import fold_figures, unsupported
from index.evaluation.gold import Gold
from index.evaluation.questions import Question
from index.evaluation.rows import Found, Method, Place, Record, Row, Tally, Totals, is_unanswerable, tally
from index.evaluation.subject import Subject, guide_of
from index.question.query import Query
from index.search.reranker import Hit
from index.search.scope import make_scope
from index.text.normalise import canonical

_DEPTH = 10
_NEAREST = 3

Progress = Callable[[int, int], None]


class Evaluation(Record):
    """A run over one version. `as_of` is the day validity was judged by, `threshold` the decision's operating point."""

    index_version: str
    passages: int
    as_of: date
    questions_sha256: str
    threshold: float
    rows: tuple[Row, ...]
    titles: dict[str, str]

    def tallies(self) -> list[Tally]:
        """By kind, in the order in which kinds first come."""
        kinds = dict.fromkeys(row.question.kind for row in self.rows)
        return [tally(kind, [row for row in self.rows if row.question.kind == kind]) for kind in kinds]

    def total(self) -> Tally:
        """All kinds together."""
        return tally("合计", self.rows)

    def totals(self) -> Totals:
        """The figures that have targets."""
        asked = [row for row in self.rows if row.question.expects_answer]
        refused = [row for row in self.rows if is_unanswerable(row.question)]
        p50, p95 = np.quantile([row.milliseconds for row in self.rows], [0.5, 0.95])
        return Totals(
            answerable=len(asked),
            answerable_right=sum(row.right for row in asked) / len(asked) if asked else None,
            wrongly_declined=sum(row.declined for row in asked) / len(asked) if asked else None,
            unanswerable=len(refused),
            unanswerable_declined=sum(row.declined for row in refused) / len(refused) if refused else None,
            figures_unsupported=sum(bool(row.unsupported) for row in self.rows),
            p50=round(float(p50), 2),
            p95=round(float(p95), 2),
        )


def evaluate_questions(
    subject: Subject,
    questions: Sequence[Question],
    sha256: str,
    progress: Progress = lambda done, total: None,
) -> Evaluation:
    """Answer every question on `subject.today`; `sha256` is the checksum of the questions' file."""
    gold = Gold(subject.snapshot)
    # The first answer loads what is read only when needed; its time is nobody's waiting time.
    subject.answerer.answer(questions[0].question)
    rows: list[Row] = []
    for done, question in enumerate(questions, start=1):
        rows.append(_measure(subject, gold, question))
        progress(done, len(questions))
    return Evaluation(
        index_version=subject.snapshot.version,
        passages=len(subject.snapshot.passages),
        as_of=subject.today,
        questions_sha256=sha256,
        threshold=load_decision().threshold,
        rows=tuple(rows),
        titles=subject.titles,
    )


def ask(subject: Subject, question: Question) -> Answer:
    """The answer to a question of a set, in its conversation's place and topic."""
    return subject.answerer.answer(
        question.question, region=question.region, on=question.on, topic=question.topic
    )


def _measure(subject: Subject, gold: Gold, question: Question) -> Row:
    started = time.perf_counter()
    answer = ask(subject, question)
    elapsed = time.perf_counter() - started
    query, hits = subject.answerer.find(
        question.question, region=question.region, on=question.on, topic=question.topic
    )
    told = fold_figures("\n".join([answer.text, *(choice.text for choice in answer.choices)]))
    return Row(
        question=question,
        outcome=answer.outcome,
        text=answer.text,
        cited=_cited(answer, hits),
        best=_hit(subject, hits[0]) if hits else None,
        nearest=tuple(_hit(subject, hit).guide for hit in hits[:_NEAREST]),
        missing_keys=tuple(phrase for phrase in question.key if fold_figures(phrase) not in told),
        unsupported=tuple(unsupported(answer)),
        probability=round(probability(query, hits), 4),
        places=_places(subject, gold, question, query, hits),
        milliseconds=round(elapsed * 1000, 2),
    )


def _places(
    subject: Subject, gold: Gold, question: Question, query: Query, hits: Sequence[Hit]
) -> dict[Method, Place]:
    """Where each ranking has the answer; all see only what is valid.

    The first three read the question as it was typed, the learned one as it is understood (typos, terms, places).
    """
    exact, loose = gold.passages(question), gold.of_guides(question)
    if not exact:
        return {}
    allowed = make_scope(subject.retriever, query, question.on, subject.today).allowed
    text, size = canonical(question.question), len(subject.snapshot.passages)
    rankings: dict[Method, list[int]] = {
        "lexical": subject.retriever.rank_lexical(text, size),
        "dense": subject.retriever.rank_dense(text, size),
        "joined": subject.retriever.rank_joined(text, size),
    }
    valid = {name: [n for n in ranking if allowed[n]] for name, ranking in rankings.items()}
    valid["learned"] = [hit.number for hit in hits]
    return {
        name: Place(passage=_first(ranking[:_DEPTH], exact), guide=_first(ranking[:_DEPTH], loose))
        for name, ranking in valid.items()
    }


def _first(ranking: Sequence[int], gold: frozenset[int]) -> int | None:
    return next((place for place, number in enumerate(ranking, start=1) if number in gold), None)


def _hit(subject: Subject, hit: Hit) -> Found:
    document = subject.snapshot.documents[hit.passage.document]
    return Found(
        guide=guide_of(document.path),
        title=document.metadata.title,
        region=document.metadata.region,
        section=" > ".join(hit.passage.headings) or None,
        passage=hit.passage.text,
        score=round(hit.score, 4),
    )


def _cited(answer: Answer, hits: Sequence[Hit]) -> Found | None:
    if not answer.citations:
        return None
    first = answer.citations[0]
    return Found(
        guide=guide_of(first.document),
        title=first.title,
        region=first.region,
        section=first.section,
        passage=first.passage,
        score=next((round(hit.score, 4) for hit in hits if hit.passage.text == first.passage), None),
    )
