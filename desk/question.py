"""What the desk is asked, what it knows of the talk before, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from contracts import QuickReply, RegisterResult, ReplyDraft
from desk.shown import Shown
from index.model.answer import Answer, AnswerOutcome
from index.model.memory import Memory
from understanding.heads.parts import Part
from understanding.values.names import Name

SURE_OF_ASKED = 0.5  # of what is asked, where nothing is in view
TRANSFER = QuickReply(title="转人工", text="转人工")
BIND = QuickReply(title="绑定企业", text="绑定企业")
_OF_A_CONVERSATION = {TRANSFER.text, BIND.text}
_IN_ANSWERS = {"smalltalk": "clarify"}  # outcomes of replies that answers do not have


@dataclass(frozen=True)
class Context:
    """What a conversation or a call is about. Whoever talks keeps it and hands it in with the next question.

    `home`: the region it is in unless a place is named, `place` the one that was; `topic` an id of terms.yml; `shown`
    and `last` the last answer, from a register or from documents; `before` what was shown before that, of another
    kind; `offers` what it offered. `on`: the day the rules must hold, None for today.
    """

    home: str | None = None
    place: str | None = None
    topic: str | None = None
    shown: Shown | None = None
    before: Shown | None = None
    last: Memory | None = None
    offers: tuple[QuickReply, ...] = ()
    on: date | None = None

    @property
    def region(self) -> str | None:
        """Where a question that names no place is looked up."""
        return self.place or self.home


@dataclass(frozen=True)
class Question:
    """A message as it was understood. Topic and place that it names stand in the context already.

    `confidence` is how likely the intent is. `asked`, `is_about_shown`, `of_it` and `follow_up` are those of
    `understanding.heads.understander`. `names` are what it names, `public` what it asks of what is public (a class of
    `bot/data/nlu/names`). `conversation_id`: whose own company 我们公司 is; None where nobody can be
    bound.
    """

    text: str
    context: Context = field(default_factory=Context)
    intent: str = ""
    confidence: float = 0.0
    entities: Mapping[str, str] = field(default_factory=dict)
    asked: str | None = None
    is_about_shown: bool = False
    of_it: float | None = None
    follow_up: str | None = None
    parts: Sequence[Part] = ()
    names: tuple[Name, ...] = ()
    public: str | None = None
    conversation_id: str | None = None


@dataclass(frozen=True)
class Told:
    """What is said to a question: to a conversation as `replies`, elsewhere as `answers`, one for each.

    `context` is what the next question goes on from; `question` what was asked, an offer that was picked in its words.
    """

    replies: tuple[ReplyDraft, ...]
    answers: tuple[Answer, ...]
    context: Context
    question: str


def tell(
    question: Question,
    reply: ReplyDraft,
    step: str,
    shown: Shown | None = None,
    *,
    topic: str | None = None,
    place: str | None = None,
) -> Told:
    """Return what a look-up says, and the context after it: what is shown, topic and place if it changes them."""
    before = question.context
    context = replace(
        before,
        offers=tuple(reply.quick_replies),
        last=None,
        shown=shown,
        topic=topic or before.topic,
        place=place or before.place,
    )
    return Told((reply,), (_as_answer(reply, step, context),), context, question.text)


def _as_answer(reply: ReplyDraft, step: str, context: Context) -> Answer:
    """A reply for who cannot be bound or handed over here: with the offers that ask something."""
    return Answer(
        outcome=cast(AnswerOutcome, _IN_ANSWERS.get(reply.outcome, reply.outcome)),
        text=reply.text,
        choices=[offer for offer in reply.quick_replies if offer.text not in _OF_A_CONVERSATION],
        topic=context.topic,
        region=context.region,
        index_version="",
        data=reply.data if isinstance(reply.data, RegisterResult) else None,
        step=step,
    )
