"""The documents, within a talk: topic, place, the last answer, what was offered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from contracts import ReplyDraft
from desk.choices import find_offer
from desk.question import Context, Question, Told
from index.answering.reply import draft_reply
from index.dialogue import Dialogue, Exchange
from index.library import Library
from index.model.answer import Answer
from index.model.errors import IndexMissing
from index.question.follow_up import FollowUp, read_follow_up

FOUND = ("answered", "clarify")
_OFFERS_OF_EACH = 2  # quick replies below each of several answers


class Guidance:
    """Has an answer to everything, if only that nothing was found. It alone decides to decline."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def answer(self, question: Question, chosen: str | None = None) -> Told:
        """Return one answer for each question of the message (or of the offer chosen). Raises IndexMissing."""
        context, text = question.context, chosen or self.meant(question)
        follow_up = find_follow_up(question) if text == question.text else None
        exchange = await asyncio.to_thread(
            lambda: Dialogue(self._library.answerer(), context.on).respond(
                text,
                topic=context.topic,
                region=context.region,
                last=context.last,
                follow_up=follow_up,
            )
        )
        replies = _replies(exchange.answers)
        return Told(tuple(replies), exchange.answers, _after(context, exchange, replies), text)

    def knows(self, text: str) -> bool:
        """Tell whether a document asks exactly this question: whatever it sounds like, it is answered from there."""
        try:
            return self._library.answerer().is_known_question(text)
        except IndexMissing:
            return False

    def meant(self, question: Question) -> str:
        """Return the question behind an offer of the last reply, when one is picked; else the text."""
        if self.asks_for_item(question):
            return question.text
        last = question.context.last
        asked_to_choose = last is not None and last.outcome == "clarify"
        offer = find_offer(question.text, question.context.offers, in_part=asked_to_choose)
        return offer.text if offer else question.text

    def asks_for_item(self, question: Question) -> bool:
        """Tell whether the message asks for an item (第二条) of a list that the last answer showed."""
        last, found = question.context.last, find_follow_up(question)
        is_item = found is not None and found.kind == "item" and found.is_of_the_answer
        return bool(last and last.items and found and is_item and found.is_for(last))

    def expects(self, question: Question) -> bool:
        """Tell whether the message picks an offer, or asks for more of the last answer, whatever else it may mean."""
        last, found = question.context.last, find_follow_up(question)
        is_picked = self.meant(question) != question.text
        return is_picked or bool(last and found and found.is_of_the_answer and found.is_for(last))


def find_follow_up(question: Question) -> FollowUp | None:
    """Return what a message asks of the last answer from documents; None where it asks something new."""
    last, is_in_view = question.context.last, question.context.shown is None
    if not is_in_view or question.follow_up is None:
        return None
    return read_follow_up(question.follow_up, question.text, last.items if last else ())


def _replies(answers: Sequence[Answer]) -> list[ReplyDraft]:
    drafts = [draft_reply(found) for found in answers]
    if len(drafts) == 1:
        return drafts
    return [
        draft
        if draft.outcome == "clarify"
        else draft.model_copy(update={"quick_replies": draft.quick_replies[:_OFFERS_OF_EACH]})
        for draft in drafts
    ]


def _after(before: Context, exchange: Exchange, replies: Sequence[ReplyDraft]) -> Context:
    """The context after an answer.

    A place is kept only where the user has named it: the region that a talk is in can change by a binding.
    """
    topic, place = before.topic, before.place
    for found in exchange.answers:
        topic = found.topic or topic
        if found.outcome in FOUND and found.region and found.region != before.region:
            place = _place_of(found, found.region)
    return replace(
        before,
        topic=topic,
        place=place,
        shown=None,
        last=exchange.memory or before.last,
        offers=tuple(offer for reply in replies for offer in reply.quick_replies),
    )


def _place_of(found: Answer, asked: str) -> str:
    """Return the place that is spoken of: asked for 江岸区 and answered by 武汉市's document, it is 武汉市."""
    held = found.citations[0].region if found.citations else None
    return held if held and asked.startswith(f"{held}/") else asked
