"""From a push to the text of its passive reply, within WeChat's time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from api.channels.wechat import wording
from api.channels.wechat.account import WeChatAccount
from api.channels.wechat.attempt import Attempt
from api.channels.wechat.collector import Collector
from api.channels.wechat.mailbox import Delivery, Mailbox, Plan
from api.channels.wechat.mailbox_store import MailboxStore
from api.channels.wechat.pages import MORE_HINT
from api.channels.wechat.planning import begin_delivery
from api.channels.wechat.port import GatewayPort
from api.channels.wechat.protocol.errors import MailboxUnavailable
from api.channels.wechat.push import Push
from api.channels.wechat.timing import Timing
from api.turns.inbound import LONGEST_TEXT
from api.web.errors import Problem
from records.storage.database import DatabaseUnavailable
from records.values.clock import Clock
from telemetry.metrics import TURN_FAILURES
from telemetry.trouble import kind_and_place

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """What to do with one attempt.

    text: reply with it. success: end the attempts without a word. unanswered: say nothing, so that WeChat
    tries again; it has disconnected by now, or will have to be disconnected from.
    """

    kind: Literal["text", "success", "unanswered"]
    text: str = ""


SUCCESS = Answer("success")
UNANSWERED = Answer("unanswered")


class WeChatChannel:
    """Answers the pushes of one official account.

    The first attempts wait for the answer until WeChat disconnects; an empty `success` would end the
    attempts, so nothing is sent then. Each further attempt joins the same turn. The last one answers within
    the budget: with the answer, or with a promise that the user's next message redeems.
    """

    def __init__(
        self,
        name: str,
        account: WeChatAccount,
        gateway: GatewayPort,
        mailboxes: MailboxStore,
        clock: Clock,
        timing: Timing,
    ) -> None:
        self._name = name
        self._account = account
        self._gateway = gateway
        self._mailboxes = mailboxes
        self._clock = clock
        self._timing = timing

    async def answer(self, push: Push, gone: asyncio.Future[None]) -> Answer:
        """Return what to do with this attempt; `gone` is done when WeChat has disconnected.

        Raises nothing: whatever fails, the attempt is answered, or held until WeChat gives it up and tries again.
        """
        held_until = asyncio.get_running_loop().time() + self._timing.hold
        try:
            answer = await self._answer(push, gone)
        except Exception as problem:  # noqa: BLE001 - the outermost loop of an attempt
            answer = self._fail(push, problem, is_last=self._is_old(push))
        if answer == UNANSWERED:
            left = held_until - asyncio.get_running_loop().time()
            await asyncio.wait({gone}, timeout=max(0.0, left))
        return answer

    async def _answer(self, push: Push, gone: asyncio.Future[None]) -> Answer:
        if push.kind == "silent":
            return SUCCESS
        if push.kind == "utterance" and len(push.text) > LONGEST_TEXT:
            return Answer("text", wording.TOO_LONG.format(longest=LONGEST_TEXT))
        began = asyncio.get_running_loop().time()
        delivery = await self._begin(push)
        collector = Collector(self._name, self._account, self._gateway, push, self._timing.storing)
        attempt = Attempt(push, delivery, collector, gone, began)
        is_last = delivery.attempts >= self._timing.attempts or self._is_old(push)
        try:
            answer = await self._answer_last(attempt) if is_last else await self._answer_early(attempt)
        except Exception as problem:  # noqa: BLE001 - the outermost loop of an attempt
            answer = self._fail(push, problem, is_last=is_last)
        log.info(
            "wechat_attempt",
            account=self._name,
            push=push.key,
            attempt=delivery.attempts,
            last=is_last,
            answer=answer.kind,
        )
        return answer

    def _fail(self, push: Push, problem: Exception, *, is_last: bool) -> Answer:
        """Count and log what nobody foresaw, without any text; tell the user where WeChat will not try again."""
        TURN_FAILURES.labels(type(problem).__name__).inc()
        log.error("wechat_failed", account=self._name, push=push.key, **kind_and_place(problem))
        return Answer("text", wording.FAILED) if is_last else UNANSWERED

    async def _begin(self, push: Push) -> Delivery:
        """Note the attempt. That it cannot be noted is no reason not to answer; its age tells the last one then."""
        now = self._clock.now().timestamp()
        try:
            return await self._mailboxes.update(
                self._name, push.openid, lambda box: begin_delivery(box, push, now, self._timing)
            )
        except MailboxUnavailable as error:
            log.warning("wechat_mailbox_unavailable", account=self._name, reason=error.detail)
            return begin_delivery(Mailbox(greeted=True), push, now, self._timing)[1]

    def _is_old(self, push: Push) -> bool:
        """Tell whether WeChat will not send this push again, by its age alone."""
        return self._clock.now().timestamp() - push.created_at >= self._timing.last_attempt_age

    async def _answer_early(self, attempt: Attempt) -> Answer:
        """Answer an attempt that WeChat will repeat: with the whole answer or not at all."""
        try:
            is_ready = await attempt.gather(self._timing.hold)
        except (DatabaseUnavailable, Problem) as refusal:
            if not _is_passing(refusal):
                return await self._refuse(attempt, refusal)
            if not attempt.collector.is_stored:
                await self._keep(attempt, lambda box: box.refuse(attempt.push.key))
            return UNANSWERED
        return await self._show(attempt) if is_ready else UNANSWERED

    async def _answer_last(self, attempt: Attempt) -> Answer:
        """Answer an attempt that WeChat will not repeat: with what is there when the budget is used up.

        Nothing is promised, and nothing said to be lost, while it is open whether the words are stored.
        """
        try:
            is_ready = await attempt.gather(self._timing.budget)
        except (DatabaseUnavailable, Problem) as refusal:
            if attempt.is_safe and _is_passing(refusal):
                return await self._promise(attempt)
            return await self._refuse(attempt, refusal)
        if is_ready:
            return await self._show(attempt)
        return await self._promise(attempt) if attempt.is_safe else UNANSWERED

    async def _show(self, attempt: Attempt) -> Answer:
        plan, key = attempt.delivery.plan, attempt.push.key
        text, is_last_page = attempt.page_of(plan)
        is_kept = await self._keep(attempt, lambda box: box.close_shown(key, plan, is_last_page=is_last_page))
        if not is_kept and not is_last_page:
            text = text.removesuffix(MORE_HINT) + wording.CUT
        if not text and attempt.push.kind == "utterance" and key not in plan.parts:
            text = wording.NOTHING_WAITING
        return Answer("text", text) if text else SUCCESS

    async def _promise(self, attempt: Attempt) -> Answer:
        key, parts = attempt.push.key, attempt.delivery.plan.parts
        replies = {} if attempt.gone.done() else attempt.collector.replies
        ready = tuple(part for part in parts if part in replies)
        rest = tuple(part for part in parts if part not in ready)
        shown = Plan(parts=ready, note=wording.IN_PROGRESS)
        text, is_last_page = attempt.page_of(shown)
        is_kept = await self._keep(
            attempt, lambda box: box.promise(key, shown, rest, is_last_page=is_last_page)
        )
        return Answer("text", text if is_kept else wording.NO_PROMISE)

    async def _refuse(self, attempt: Attempt, refusal: DatabaseUnavailable | Problem) -> Answer:
        """Tell the user what the gateway refused, or that it cannot answer now."""
        log.warning(
            "wechat_refused", account=self._name, push=attempt.push.key, reason=type(refusal).__name__
        )
        await self._keep(attempt, lambda box: box.refuse(attempt.push.key))
        if isinstance(refusal, Problem) and not _is_passing(refusal):
            return Answer("text", refusal.title)
        is_own = attempt.push.key in attempt.delivery.plan.parts
        return Answer("text", wording.NOT_TAKEN if is_own else wording.BUSY)

    async def _keep(self, attempt: Attempt, change: Callable[[Mailbox], Mailbox]) -> bool:
        """Note what is to be shown; tell whether it is noted. If not, that keeps no answer from the user."""
        try:
            await self._mailboxes.update(self._name, attempt.push.openid, lambda box: (change(box), None))
        except MailboxUnavailable as error:
            log.warning("wechat_mailbox_unavailable", account=self._name, reason=error.detail)
            return False
        return True


def _is_passing(refusal: DatabaseUnavailable | Problem) -> bool:
    """Tell whether a later attempt may succeed."""
    return isinstance(refusal, DatabaseUnavailable) or refusal.status >= 500
