"""What a run finds out about each question, and the figures that follow from it."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from index.evaluation.questions import DECLINING, Question
from index.model.answer import AnswerOutcome

Method = Literal["lexical", "dense", "joined", "learned"]
METHODS: tuple[Method, ...] = ("lexical", "dense", "joined", "learned")


class Record(BaseModel):
    """Base of what a run writes down."""

    model_config = ConfigDict(frozen=True)


class Found(Record):
    """A passage that was cited or found: whose guide, in which section, how it scored."""

    guide: str
    title: str
    region: str | None
    section: str | None
    passage: str
    score: float | None = None


class Place(Record):
    """The place (from 1, up to 10) of the first passage that holds the answer, and of the first of an accepted guide;
    None when it is not among the first ten.
    """

    passage: int | None
    guide: int | None


class Row(Record):
    """One question measured.

    `cited` is the answer's first citation, `best` the best hit whatever was decided, `nearest` the guides of the best
    three hits, `places` where each ranking has the answer (empty when there is none), `probability` the decision's for
    the best hit.
    """

    question: Question
    outcome: AnswerOutcome
    text: str
    cited: Found | None
    best: Found | None
    nearest: tuple[str, ...]
    missing_keys: tuple[str, ...]
    unsupported: tuple[str, ...]
    probability: float
    places: dict[Method, Place]
    milliseconds: float

    @property
    def declined(self) -> bool:
        """Whether no answer was given, and no choice offered."""
        return self.outcome in DECLINING

    @property
    def right_guide(self) -> bool:
        """The looser measure: answered from an accepted guide, whatever of it; for the others the right outcome."""
        if not self.question.expects_answer:
            return self.right_outcome
        return (
            self.outcome == "answered" and self.cited is not None and self.cited.guide in self.question.guides
        )

    @property
    def right_outcome(self) -> bool:
        """The expected outcome; where none is named, answered or any way of declining."""
        if self.question.outcome is not None:
            return self.outcome == self.question.outcome
        return self.outcome == "answered" if self.question.expects_answer else self.declined

    @property
    def right(self) -> bool:
        """The measure: right outcome, first citation of an accepted guide, every key phrase in the text."""
        return self.right_guide and not self.missing_keys

    @property
    def in_first_three(self) -> bool:
        """Whether an accepted guide is among the best three hits (for questions that have one)."""
        return bool(set(self.nearest) & set(self.question.guides))


class Tally(Record):
    """The figures of some questions. Shares are 0 to 1; None where no question counts for it."""

    kind: str
    questions: int
    right: int
    right_guide: int
    in_first_three: float | None
    wrongly_declined: float | None
    wrongly_declined_count: int
    declined: float | None
    unsupported: int
    hit_at_1: dict[Method, float]
    guide_at_1: dict[Method, float]

    @property
    def share(self) -> float:
        """Right ones of all."""
        return self.right / self.questions


class Totals(Record):
    """The figures that are held against a target. Shares are 0 to 1, None without such questions; times in ms."""

    answerable: int
    answerable_right: float | None
    wrongly_declined: float | None
    unanswerable: int
    unanswerable_declined: float | None
    figures_unsupported: int
    p50: float
    p95: float


def tally(kind: str, rows: Sequence[Row]) -> Tally:
    """The figures of `rows`, which must not be empty."""
    asked = [row for row in rows if row.question.expects_answer]
    refused = [row for row in rows if is_unanswerable(row.question)]
    placed = [row.places for row in rows if row.places]
    return Tally(
        kind=kind,
        questions=len(rows),
        right=sum(row.right for row in rows),
        right_guide=sum(row.right_guide for row in rows),
        in_first_three=_share(row.in_first_three for row in asked),
        wrongly_declined=_share(row.declined for row in asked),
        wrongly_declined_count=sum(row.declined for row in asked),
        declined=_share(row.declined for row in refused),
        unsupported=sum(bool(row.unsupported) for row in rows),
        hit_at_1=_at_1([{name: place.passage for name, place in places.items()} for places in placed]),
        guide_at_1=_at_1([{name: place.guide for name, place in places.items()} for places in placed]),
    )


def is_unanswerable(question: Question) -> bool:
    """Whether declining is right (asking back is neither)."""
    return not question.expects_answer and question.outcome != "clarify"


def _share(holds: Iterable[bool]) -> float | None:
    found = list(holds)
    return sum(found) / len(found) if found else None


def _at_1(places: Sequence[dict[Method, int | None]]) -> dict[Method, float]:
    return {name: sum(own[name] == 1 for own in places) / len(places) for name in METHODS} if places else {}
