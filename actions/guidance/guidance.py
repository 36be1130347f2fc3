"""The desk within a conversation: slots in, slots out; what found nothing is recorded, with whom to ask instead."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256

import structlog
from sqlalchemy.orm import Session

from actions.seam.last_answer import read_last, write_last
from actions.seam.once import Once
from actions.seam.shown import SLOT, read_shown, write_shown
from actions.seam.turn import ActionResult, ActionTurn, offers_of
from contracts import ReplyDraft
from desk.desk import Desk
from desk.in_view import DECLINES
from desk.question import TRANSFER, Context, Question, Told
from index.model.answer import Answer
from index.model.errors import IndexMissing
from records.bindings.binding import find_binding
from records.conversations.conversation import get_conversation
from records.conversations.tickets import record_unanswered
from records.storage.database import Database
from records.values.clock import Clock

log = structlog.get_logger(__name__)

Ask = Callable[[Question], Awaitable[Told | None]]


class Guidance:
    """Shared by the actions that end in an answer to anybody."""

    def __init__(
        self, desk: Desk, database: Database, clock: Clock, region: str | None, help_line: str
    ) -> None:
        self._desk = desk
        self._database = database
        self._once = Once(database, clock)
        self._clock = clock
        self._region = region
        self._help_line = help_line

    async def ask(self, turn: ActionTurn) -> ActionResult:
        """Return what the desk says to a message, in its order."""
        return await self._tell(turn, self._desk.answer) or ActionResult()

    async def answer(self, turn: ActionTurn, chosen: str | None = None) -> ActionResult:
        """Return what the documents say to a message, or to the offer chosen."""
        return (
            await self._tell(turn, lambda question: self._desk.guidance.answer(question, chosen))
            or ActionResult()
        )

    async def choose(self, turn: ActionTurn) -> ActionResult:
        """Return what the desk says to a message that picks one of what was offered."""
        return await self._tell(turn, self._desk.choose) or ActionResult()

    async def tell_districts(self, turn: ActionTurn) -> ActionResult | None:
        """Return who looks after the district that is asked about; None for any other message."""
        return await self._tell(turn, self._desk.tell_districts)

    async def find_named(self, turn: ActionTurn) -> ActionResult | None:
        """Return what the registers know of whom or what a message names; None where it names nothing of theirs."""
        return await self._tell(turn, self._desk.find_named)

    async def tell_credit_rules(self, turn: ActionTurn) -> ActionResult | None:
        """Return the published rules that stand against an application; None where they cannot be read."""
        return await self._tell(turn, self._desk.tell_credit_rules)

    async def knows(self, turn: ActionTurn) -> bool:
        """Tell whether a document asks exactly this question."""
        return await asyncio.to_thread(self._desk.guidance.knows, turn.text)

    def meant(self, turn: ActionTurn) -> str:
        """Return the question behind an offer of the last reply, when one is picked; else the text."""
        return self._desk.guidance.meant(question_of(turn, None))

    def asks_for_item(self, turn: ActionTurn) -> bool:
        """Tell whether the message asks for an item (第二条) of a list that the last answer showed."""
        return self._desk.guidance.asks_for_item(question_of(turn, None))

    def expects(self, turn: ActionTurn) -> bool:
        """Tell whether the message picks an offer, or asks for more of the last answer, whatever else it may mean."""
        return self._desk.guidance.expects(question_of(turn, None))

    def offers(self, text: str) -> bool:
        """Tell whether a text is that of an offer which the desk looks up."""
        return self._desk.offers(text)

    async def _tell(self, turn: ActionTurn, ask: Ask) -> ActionResult | None:
        question = question_of(turn, await self._region_of(turn))
        try:
            told = await ask(question)
        except IndexMissing as problem:
            log.error("index_missing", reason=problem.reason)
            return ActionResult([self._no_index()])
        if told is None:
            return None
        for found in told.answers:
            if found.outcome in DECLINES:
                await self._record_unanswered(turn, told.question, found)
        return ActionResult(self._with_help(told), _slots(question.context, told.context))

    def _with_help(self, told: Told) -> list[ReplyDraft]:
        """One reply an answer; whom to ask instead is said once, below the last that found nothing."""
        replies = list(told.replies)
        lost = [number for number, reply in enumerate(replies) if reply.outcome in DECLINES]
        if lost and self._help_line:
            last = replies[lost[-1]]
            replies[lost[-1]] = last.model_copy(update={"text": f"{last.text}\n\n{self._help_line}"})
        return replies

    async def _region_of(self, turn: ActionTurn) -> str | None:
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
            quick_replies=[TRANSFER],
        )


def question_of(turn: ActionTurn, home: str | None) -> Question:
    """Return what a turn asks the desk; `home` is the conversation's region."""
    context = Context(
        home=home,
        place=turn.slot("region"),
        topic=turn.slot("topic"),
        shown=read_shown(turn),
        last=read_last(turn),
        offers=tuple(offers_of(turn)),
    )
    return Question(
        turn.text,
        context,
        intent=turn.intent,
        confidence=turn.confidence,
        entities=turn.entities,
        asked=turn.asked,
        is_about_shown=turn.is_about_shown,
        of_it=turn.of_it,
        follow_up=turn.follow_up,
        names=turn.names,
        public=turn.public,
        conversation_id=turn.conversation_id,
    )


def _slots(before: Context, after: Context) -> dict[str, object]:
    """What to keep of a context."""
    slots: dict[str, object] = {"choices": [offer.model_dump() for offer in after.offers]}
    if after.last is None:
        slots["last"] = None
    else:
        slots |= write_last(after.last)
    if after.topic != before.topic:
        slots["topic"] = after.topic
    if after.place != before.place:
        slots["region"] = after.place
    if after.shown is not None:
        slots |= write_shown(after.shown)
    elif before.shown is not None:
        slots[SLOT] = None
    return slots
