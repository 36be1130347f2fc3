"""Answering from the index within a conversation; shared by the actions that end in an answer."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.orm import Session

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from index.answer import Answer
from index.errors import IndexMissing
from index.library import Library
from index.reply import draft_reply
from records.binding import find_binding
from records.clock import Clock
from records.conversation import get_conversation
from records.database import Database
from records.desk import record_unanswered

log = structlog.get_logger(__name__)


class Guidance:
    """The index with what the conversation is about: its topic, its region, the words it offered last."""

    def __init__(
        self, library: Library, database: Database, clock: Clock, region: str | None, help_line: str
    ) -> None:
        self._library = library
        self._database = database
        self._clock = clock
        self._region = region
        self._help_line = help_line

    async def answer(self, turn: ActionTurn, question: str) -> ActionResult:
        """Return the answer as one reply, with topic, region and offers kept for the next turn."""
        region = turn.slot("region") or await self._conversation_region(turn) or self._region
        try:
            found = await asyncio.to_thread(
                lambda: self._library.answerer().answer(question, region=region, topic=turn.slot("topic"))
            )
        except IndexMissing as problem:
            log.error("index_missing", reason=problem.reason)
            return ActionResult([self._no_index()])
        if found.outcome not in ("answered", "clarify"):
            await self._record_unanswered(turn, question, found)
        reply = draft_reply(found, help_line=self._help_line)
        slots: dict[str, object] = {"choices": [offer.model_dump() for offer in reply.quick_replies]}
        if found.topic:
            slots["topic"] = found.topic
        if found.outcome == "answered" and found.region:
            slots["region"] = _place_of(found, found.region)
        return ActionResult([reply], slots)

    async def _conversation_region(self, turn: ActionTurn) -> str | None:
        """Return the region the conversation was opened for, else that of the bound enterprise."""

        def find(session: Session) -> str | None:
            opened_for = get_conversation(session, turn.conversation_id).region
            if opened_for:
                return opened_for
            bound = find_binding(session, turn.conversation_id, now=self._clock.now())
            return bound.region if bound else None

        return await self._database.run_in_transaction(find, read_only=True)

    async def _record_unanswered(self, turn: ActionTurn, question: str, found: Answer) -> None:
        await self._database.run_in_transaction(
            lambda session: record_unanswered(
                session,
                question=question,
                outcome=found.outcome,
                conversation_id=turn.conversation_id,
                region=found.region,
                index_version=found.index_version,
                now=self._clock.now(),
            )
        )

    def _no_index(self) -> ReplyDraft:
        return ReplyDraft(
            text=f"知识库正在准备中，暂时查不了政策文件，请稍后再问。{self._help_line}",
            outcome="error",
            quick_replies=[QuickReply(title="转人工", text="转人工")],
        )


def _place_of(found: Answer, asked: str) -> str:
    """Return the place the conversation is about: asked for 江岸区 and answered by 武汉市's document, it is 武汉市."""
    held = found.citations[0].region if found.citations else None
    return held if held and asked.startswith(f"{held}/") else asked
