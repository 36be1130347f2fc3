"""Answering from the index within a conversation; shared by the actions that end in an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256

import structlog
from sqlalchemy.orm import Session

from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn, offers_of
from actions.spoken.choices import find_offer
from actions.spoken.last_answer import read_last, write_last
from actions.spoken.shown import read_shown
from contracts import QuickReply, ReplyDraft
from index.answering.answerer import Answer
from index.answering.reply import draft_reply
from index.dialogue import Dialogue, Exchange
from index.library import Library
from index.model.errors import IndexMissing
from index.question.requests import read_request
from records.bindings.binding import find_binding
from records.conversations.conversation import get_conversation
from records.conversations.tickets import record_unanswered
from records.storage.database import Database
from records.values.clock import Clock

log = structlog.get_logger(__name__)

_FOUND = ("answered", "clarify")
_CLEARLY = 0.8
_OFFERS_OF_EACH = 2  # quick replies below each of several answers


class Guidance:
    """The index with what the conversation is about: topic, region, the last answer, what was offered."""

    def __init__(
        self, library: Library, database: Database, clock: Clock, region: str | None, help_line: str
    ) -> None:
        self._library = library
        self._database = database
        self._once = Once(database, clock)
        self._clock = clock
        self._region = region
        self._help_line = help_line

    async def answer(self, turn: ActionTurn, chosen: str | None = None) -> ActionResult:
        """Return one reply for each question of the message (or of the offer chosen), and what to keep in slots."""
        region = turn.slot("region") or await self.conversation_region(turn)
        question, last = chosen or self.meant(turn), read_last(turn)
        try:
            exchange = await asyncio.to_thread(
                lambda: Dialogue(self._library.answerer()).respond(
                    question, topic=turn.slot("topic"), region=region, last=last, goes_on=_goes_on(turn)
                )
            )
        except IndexMissing as problem:
            log.error("index_missing", reason=problem.reason)
            return ActionResult([self._no_index()])
        for found in exchange.answers:
            if found.outcome not in _FOUND:
                await self._record_unanswered(turn, question, found)
        replies = self._replies(exchange.answers)
        return ActionResult(replies, _slots(exchange, replies, region))

    def meant(self, turn: ActionTurn) -> str:
        """Return the question behind an offer of the last reply, when one is picked; else the text."""
        if self.asks_for_item(turn):
            return turn.text
        last = read_last(turn)
        asked_to_choose = last is not None and last.outcome == "clarify"
        offer = find_offer(turn.text, offers_of(turn), in_part=asked_to_choose)
        return offer.text if offer else turn.text

    def asks_for_item(self, turn: ActionTurn) -> bool:
        """Tell whether the message asks for an item (第二条) of a list that the last answer showed."""
        last, request = read_last(turn), read_request(turn.text)
        return bool(last and last.items and request and request.kind == "item" and request.is_for(last))

    def expects(self, turn: ActionTurn) -> bool:
        """Tell whether the message picks an offer, or asks for more of the last answer, whatever else it may mean."""
        last, request = read_last(turn), read_request(turn.text)
        return self.meant(turn) != turn.text or bool(last and request and request.is_for(last))

    def _replies(self, answers: Sequence[Answer]) -> list[ReplyDraft]:
        """One reply an answer; whom to ask instead is said once, below the last that found nothing."""
        lost = [number for number, found in enumerate(answers) if found.outcome not in _FOUND]
        drafts = [
            draft_reply(found, help_line=self._help_line if lost and number == lost[-1] else None)
            for number, found in enumerate(answers)
        ]
        if len(drafts) == 1:
            return drafts
        return [
            draft
            if draft.outcome == "clarify"
            else draft.model_copy(update={"quick_replies": draft.quick_replies[:_OFFERS_OF_EACH]})
            for draft in drafts
        ]

    async def conversation_region(self, turn: ActionTurn) -> str | None:
        """Return the region the conversation was opened for, else the bound enterprise's, else the bureau's own."""

        def find(session: Session) -> str | None:
            opened_for = get_conversation(session, turn.conversation_id).region
            if opened_for:
                return opened_for
            bound = find_binding(session, turn.conversation_id, now=self._clock.now())
            return (bound.region if bound else None) or self._region

        return await self._database.run_in_transaction(find, read_only=True)

    async def _record_unanswered(self, turn: ActionTurn, question: str, found: Answer) -> None:
        def write(session: Session) -> ActionResult:
            record_unanswered(
                session,
                question=question,
                outcome=found.outcome,
                conversation_id=turn.conversation_id,
                region=found.region,
                index_version=found.index_version,
                now=self._clock.now(),
            )
            return ActionResult()

        await self._once.run(turn, f"unanswered:{sha256(question.encode()).hexdigest()[:32]}", write)

    def _no_index(self) -> ReplyDraft:
        return ReplyDraft(
            text=f"知识库正在准备中，暂时查不了政策文件，请稍后再问。{self._help_line}",
            outcome="error",
            quick_replies=[QuickReply(title="转人工", text="转人工")],
        )


def _goes_on(turn: ActionTurn) -> bool:
    """Tell whether a message is clearly a question to the documents, and may go on from those just shown."""
    return turn.intent == "ask_guidance" and turn.confidence >= _CLEARLY and read_shown(turn) is None


def _slots(exchange: Exchange, replies: Sequence[ReplyDraft], given: str | None) -> dict[str, object]:
    """What to keep. A region is kept only where the user has named it: the enterprise's can change by a binding."""
    offers = [offer.model_dump() for reply in replies for offer in reply.quick_replies]
    slots: dict[str, object] = {"choices": offers, **write_last(exchange.memory)}
    for found in exchange.answers:
        if found.topic:
            slots["topic"] = found.topic
        if found.outcome in _FOUND and found.region and found.region != given:
            slots["region"] = _place_of(found, found.region)
    return slots


def _place_of(found: Answer, asked: str) -> str:
    """Return the place the conversation is about: asked for 江岸区 and answered by 武汉市's document, it is 武汉市."""
    held = found.citations[0].region if found.citations else None
    return held if held and asked.startswith(f"{held}/") else asked
