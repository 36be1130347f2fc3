"""The way of one message: stored, answered one at a time per conversation, stored again, handed back.

A turn runs in a task of its own: a caller that gives up (WeChat hangs up after five seconds) does not cancel it,
and the same message sent again joins it or gets its stored replies.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog

from api.fallback import Fallback, asks_for_person
from api.inbound import InboundMessage
from api.intake import Intake, OpenedConversation
from api.journal import Journal
from api.rasa_client import RasaClient, RasaUnavailable
from contracts import Reply, ReplyDraft
from records.people.portal_token import Portal
from telemetry.metrics import RASA_FAILURES, TURN_SECONDS, TURNS

log = structlog.get_logger(__name__)

# Rasa reads and weighs the whole session at each turn (40 ms at the first, 70 ms at the fortieth). Slots carry over.
TURNS_PER_SESSION = 10
LOCK_LIFE_SECONDS = 10.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Turn:
    """A closed turn."""

    turn_id: str
    replies: tuple[Reply, ...]


class Gateway:
    """Takes messages of all channels. One instance a process; conversations may be served by any process."""

    def __init__(
        self,
        journal: Journal,
        rasa: RasaClient,
        fallback: Fallback,
        model_version: Callable[[], str | None],
    ) -> None:
        self._journal = journal
        self._rasa = rasa
        self._fallback = fallback
        self._model_version = model_version
        self._running: dict[tuple[str, str], asyncio.Task[Turn]] = {}
        self._bindings: set[asyncio.Task[Turn | None]] = set()
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

        Raises DatabaseUnavailable when the message could not be stored: then it was not accepted.
        """
        key = (message.conversation_id, message.client_message_id)
        task = self._running.get(key)
        if task is None:
            task = asyncio.create_task(self._take_turn(message))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(task)

    async def bind_by_portal(
        self, portal: Portal, conversation_id: str, token: str, consent: str
    ) -> Turn | None:
        """Bind a conversation by its site's signed token; return the turn that says so, None if it binds nobody.

        A caller that gives up does not cancel it. Raises DatabaseUnavailable and ConversationNotFound.
        """
        task = asyncio.create_task(self._bind_by_portal(portal, conversation_id, token, consent))
        self._bindings.add(task)
        task.add_done_callback(self._bindings.discard)
        return await asyncio.shield(task)

    async def drain(self, seconds: float) -> None:
        """Wait for the turns under way, at most so long; called before the process ends."""
        if under_way := [*self._running.values(), *self._bindings]:
            await asyncio.wait(under_way, timeout=seconds)

    async def _take_turn(self, message: InboundMessage) -> Turn:
        began = time.perf_counter()
        intake = await self._journal.begin(message)
        if intake.replies is not None:
            return Turn(intake.turn_id, intake.replies)
        if not intake.is_new:
            return await self._join(intake)
        return await self._close(intake, message.channel, began)

    async def _bind_by_portal(
        self, portal: Portal, conversation_id: str, token: str, consent: str
    ) -> Turn | None:
        began = time.perf_counter()
        intake = await self._journal.begin_portal_binding(portal, conversation_id, token, consent)
        return await self._close(intake, "web", began) if intake is not None else None

    async def _close(self, intake: Intake, channel: str, began: float) -> Turn:
        lock = self._locks.setdefault(intake.conversation_id, asyncio.Lock())
        async with lock:
            await self._wait_for_earlier_turns(intake)
            drafts = await self._answer(intake)
            replies = await self._journal.finish(intake, drafts, self._model_version())
        TURNS.labels(channel, drafts[0].outcome).inc()
        TURN_SECONDS.labels(channel).observe(time.perf_counter() - began)
        log.info("turn", channel=channel, turn_id=intake.turn_id, outcome=drafts[0].outcome)
        return Turn(intake.turn_id, replies)

    async def _join(self, intake: Intake) -> Turn:
        """Wait for a turn that another process has under way; close it for that process if it has died."""
        deadline = time.monotonic() + LOCK_LIFE_SECONDS
        while time.monotonic() < deadline:
            replies = await self._journal.find_replies(intake.turn_id)
            if replies is not None:
                return Turn(intake.turn_id, replies)
            await asyncio.sleep(POLL_SECONDS)
        replies = await self._journal.finish(intake, [self._fallback.interrupted()], self._model_version())
        return Turn(intake.turn_id, replies)

    async def _wait_for_earlier_turns(self, intake: Intake) -> None:
        """One turn at a time per conversation, also between processes; a turn holds its place 10 s at most."""
        if not intake.is_behind:
            return
        deadline = time.monotonic() + LOCK_LIFE_SECONDS
        while time.monotonic() < deadline and await self._journal.has_earlier_open_turn(intake):
            await asyncio.sleep(POLL_SECONDS)

    async def _answer(self, intake: Intake) -> Sequence[ReplyDraft]:
        if intake.own_reply is not None:
            return [intake.own_reply]
        try:
            if intake.turn_number % TURNS_PER_SESSION == 0 and not intake.in_form:
                await self._rasa.send_command(intake.conversation_id, "/session_start")
            return await self._rasa.send(intake.conversation_id, intake.text)
        except RasaUnavailable as problem:
            RASA_FAILURES.labels(str(problem)).inc()
            log.warning("rasa_unavailable", turn_id=intake.turn_id, reason=str(problem))
            return [await self._answer_without_rasa(intake)]

    async def _answer_without_rasa(self, intake: Intake) -> ReplyDraft:
        if asks_for_person(intake.text):
            return self._fallback.handed_over(await self._journal.record_handoff(intake))
        return await self._fallback.answer(intake.text, intake.region, is_command=intake.is_command)
