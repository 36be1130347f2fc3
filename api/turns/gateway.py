"""The way of one message: stored, answered one at a time per conversation, stored again, handed back.

A turn runs in a task of its own: a caller that gives up (WeChat hangs up after five seconds) does not cancel it,
and the same message sent again joins it or gets its stored replies. A turn that its process died with is run once more:
on the next start, on a retry of its id, or before the conversation's next message.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog

from api.turns.answering import MOST_RUNS, Answering
from api.turns.closing import Closing
from api.turns.inbound import InboundMessage
from api.turns.intake import Intake, OpenedConversation
from api.turns.journal import Journal
from api.turns.under_way import Turn, UnderWay
from api.web.errors import ReplyPending
from records.people.portal_token import Portal
from records.storage.database import DatabaseUnavailable
from telemetry.metrics import TURN_SECONDS, TURNS

__all__ = ["Gateway", "Turn"]

log = structlog.get_logger(__name__)
T = TypeVar("T")

LONGEST_WAIT_SECONDS = 15.0  # for earlier turns: the life of one that was left open, and running it again
LONGEST_JOIN_SECONDS = 20.0
RENEWED_AFTER_SECONDS = 2.0
POLL_SECONDS = 0.05


class Gateway:
    """Takes messages of all channels. One instance a process; conversations may be served by any process."""

    def __init__(
        self, journal: Journal, answering: Answering, model_version: Callable[[], str | None]
    ) -> None:
        self._journal = journal
        self._unfinished = journal.unfinished
        self._answering = answering
        self._closing = Closing(journal, answering, model_version)
        self._running: dict[tuple[str, str], UnderWay] = {}
        self._others: set[asyncio.Task[Any]] = set()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open_conversation(
        self,
        *,
        channel: str,
        account: str | None = None,
        user: str | None = None,
        site: str | None = None,
        region: str | None = None,
    ) -> OpenedConversation:
        """Open a conversation; the same user of the same WeChat account finds the same one.

        Raises DatabaseUnavailable.
        """
        return await self._journal.open_conversation(channel, account, user, site, region)

    async def handle(self, message: InboundMessage) -> Turn:
        """Return the closed turn of a message; safe to call again with the same `client_message_id`.

        Raises DatabaseUnavailable and ConversationNotFound when the message was not stored: then it was not accepted;
        ReplyPending when it was, and its replies could not be stored yet.
        """
        return await (await self.accept(message))

    async def accept(self, message: InboundMessage, *, within: float | None = None) -> Awaitable[Turn]:
        """Return, once the message is stored, what gives its closed turn.

        After `within` seconds it is not stored and never will be. Raises as `handle` does.
        """
        key = (message.conversation_id, message.client_message_id)
        under_way = self._running.get(key)
        if under_way is None:
            under_way = self._begin(key, message)
        try:
            await under_way.wait_until_stored(within)
        except DatabaseUnavailable:
            self._forget(key, under_way)  # whoever comes now begins anew
            raise
        return asyncio.shield(under_way.task)

    async def find(self, conversation_id: str, client_message_id: str) -> Turn | None:
        """Return the closed turn of a message that came before, waiting for it; None if none was ever stored.

        Nothing is stored, whatever the caller would have said. Raises DatabaseUnavailable.
        """
        under_way = self._running.get((conversation_id, client_message_id))
        if under_way is not None:
            return await asyncio.shield(under_way.task)
        intake = await self._journal.find_intake(conversation_id, client_message_id)
        if intake is None:
            return None
        return await self._detached(self._finished_or_joined(intake))

    async def bind_by_portal(
        self, portal: Portal, conversation_id: str, token: str, consent: str
    ) -> Turn | None:
        """Bind a conversation by its site's signed token; return the turn that says so, None if it binds nobody.

        A caller that gives up does not cancel it. Raises DatabaseUnavailable and ConversationNotFound.
        """
        return await self._detached(self._bind_by_portal(portal, conversation_id, token, consent))

    async def recover(self) -> None:
        """Run again what other processes left open when they died. Raises DatabaseUnavailable."""
        left = await self._unfinished.list_left_open()
        conversations = dict.fromkeys(turn.conversation_id for turn in left)
        recovering = [
            self._detached(self._recover([turn.turn_id for turn in left if turn.conversation_id == one], one))
            for one in conversations
        ]
        for problem in await asyncio.gather(*recovering, return_exceptions=True):
            if isinstance(problem, BaseException):
                raise problem

    async def drain(self, seconds: float) -> None:
        """Wait for the turns under way, at most so long; called before the process ends."""
        if tasks := [*(one.task for one in self._running.values()), *self._others]:
            await asyncio.wait(tasks, timeout=seconds)

    async def _detached(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work that a caller who gives up does not cancel."""
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)
        return await asyncio.shield(task)

    def _begin(self, key: tuple[str, str], message: InboundMessage) -> UnderWay:
        under_way = self._running[key] = UnderWay()
        task = under_way.start(self._take_turn(message, under_way))
        task.add_done_callback(lambda _: self._forget(key, under_way))
        return under_way

    def _forget(self, key: tuple[str, str], under_way: UnderWay) -> None:
        if self._running.get(key) is under_way:
            del self._running[key]

    async def _take_turn(self, message: InboundMessage, under_way: UnderWay) -> Turn:
        began = time.perf_counter()
        intake = await self._journal.begin(message, under_way.admission)
        under_way.stored.set()
        if not intake.is_new:
            return await self._finished_or_joined(intake)
        return await self._run(intake, message.channel, began)

    async def _bind_by_portal(
        self, portal: Portal, conversation_id: str, token: str, consent: str
    ) -> Turn | None:
        began = time.perf_counter()
        intake = await self._journal.begin_portal_binding(portal, conversation_id, token, consent)
        if intake is None:
            return None
        return await (self._run(intake, "web", began) if intake.is_new else self._finished_or_joined(intake))

    async def _run(self, intake: Intake, channel: str, began: float) -> Turn:
        async with self._lock(intake.conversation_id):
            turn = await self._settle(intake)
        TURNS.labels(channel, turn.replies[0].outcome).inc()
        TURN_SECONDS.labels(channel).observe(time.perf_counter() - began)
        log.info("turn", channel=channel, turn_id=intake.turn_id, outcome=turn.replies[0].outcome)
        return turn

    async def _settle(self, intake: Intake) -> Turn:
        """Answer and close a turn, whatever happens: this is the outermost loop of a turn.

        The caller holds the conversation's lock.
        """
        try:
            await self._wait_for_earlier_turns(intake)
            drafts = await self._answering.answer(intake)
        except Exception as problem:  # noqa: BLE001 - the outermost loop of a turn
            return await self._closing.close(intake, self._answering.apologise(intake, problem), failed=True)
        return await self._closing.close(intake, drafts, failed=intake.runs > MOST_RUNS)

    async def _finished_or_joined(self, intake: Intake) -> Turn:
        """Wait for a turn that another process has under way; run it again if that process has died.

        Raises ReplyPending: the message is stored, whatever becomes of the database now.
        """
        if intake.replies is not None:
            return Turn(intake.turn_id, intake.replies)
        deadline = time.monotonic() + LONGEST_JOIN_SECONDS
        while time.monotonic() < deadline:
            try:
                replies = await self._journal.find_replies(intake.turn_id)
                if replies is not None:
                    return Turn(intake.turn_id, replies)
                taken = await self._take_over_if_left(intake.conversation_id, intake.turn_id)
                if taken is not None:
                    return taken
            except DatabaseUnavailable as problem:
                log.warning("join_postponed", turn_id=intake.turn_id, reason=type(problem).__name__)
            await asyncio.sleep(POLL_SECONDS)
        raise ReplyPending

    async def _recover(self, turn_ids: list[str], conversation_id: str) -> None:
        for turn_id in turn_ids:
            await self._take_over_if_left(conversation_id, turn_id)

    async def _take_over_if_left(self, conversation_id: str, turn_id: str) -> Turn | None:
        if not await self._unfinished.is_left_open(turn_id):
            return None
        async with self._lock(conversation_id):
            return await self._take_over(turn_id)

    async def _take_over(self, turn_id: str) -> Turn | None:
        """Run a turn again that was left open; None if somebody else has it. The caller holds the lock."""
        intake = await self._unfinished.take_over(turn_id)
        if intake is None:
            return None
        log.warning("turn_run_again", turn_id=turn_id, runs=intake.runs)
        return await self._settle(intake)

    async def _wait_for_earlier_turns(self, intake: Intake) -> None:
        """One turn at a time per conversation, also between processes; one left open is run first."""
        if not intake.is_behind:
            return
        began = time.monotonic()
        while time.monotonic() - began < LONGEST_WAIT_SECONDS:
            earlier = await self._unfinished.find_earlier(intake)
            if earlier is None:
                break
            if not earlier.is_left or await self._take_over(earlier.turn_id) is None:
                await asyncio.sleep(POLL_SECONDS)
        if time.monotonic() - began > RENEWED_AFTER_SECONDS:
            await self._unfinished.renew(intake)

    def _lock(self, conversation_id: str) -> asyncio.Lock:
        return self._locks.setdefault(conversation_id, asyncio.Lock())
