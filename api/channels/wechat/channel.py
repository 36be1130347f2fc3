"""From a push to the text of its passive reply, within WeChat's time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from api.channels.wechat import wording
from api.channels.wechat.account import WeChatAccount
from api.channels.wechat.collector import Collector
from api.channels.wechat.errors import MailboxUnavailable
from api.channels.wechat.mailbox import Delivery, Mailbox, Plan
from api.channels.wechat.mailbox_store import MailboxStore
from api.channels.wechat.pages import split_pages
from api.channels.wechat.planning import begin_delivery
from api.channels.wechat.port import GatewayPort
from api.channels.wechat.push import Push
from api.channels.wechat.render import render
from api.channels.wechat.timing import Timing
from api.errors import Problem
from api.inbound import LONGEST_TEXT
from records.clock import Clock
from records.database import DatabaseUnavailable

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Answer:
    """What to do with one attempt.

    text: reply with it. success: end the attempts without a word. unanswered: say nothing, so that WeChat
    tries again.
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

        Raises MailboxUnavailable.
        """
        if push.kind == "silent":
            return SUCCESS
        if push.kind == "utterance" and len(push.text) > LONGEST_TEXT:
            return Answer("text", wording.TOO_LONG.format(longest=LONGEST_TEXT))
        now = self._clock.now().timestamp()
        delivery = await self._mailboxes.update(
            self._name, push.openid, lambda box: begin_delivery(box, push, now, self._timing)
        )
        attempt = _Attempt(push, delivery, Collector(self._name, self._account, self._gateway, push), gone)
        is_last = (
            delivery.attempts >= self._timing.attempts
            or now - push.created_at >= self._timing.last_attempt_age
        )
        answer = await self._answer_last(attempt) if is_last else await self._answer_early(attempt)
        log.info(
            "wechat_attempt",
            account=self._name,
            push=push.key,
            attempt=delivery.attempts,
            last=is_last,
            answer=answer.kind,
        )
        return answer

    async def _answer_early(self, attempt: _Attempt) -> Answer:
        """Answer an attempt that WeChat will repeat: with the whole answer or not at all."""
        deadline = asyncio.get_running_loop().time() + self._timing.hold
        try:
            is_ready = await attempt.gather(self._timing.hold)
        except (DatabaseUnavailable, Problem) as refusal:
            if not _is_passing(refusal):
                return await self._refuse(attempt, refusal)
            await self._keep(attempt, lambda box: box.refuse(attempt.push.key))
            await asyncio.wait({attempt.gone}, timeout=deadline - asyncio.get_running_loop().time())
            return UNANSWERED
        return await self._show(attempt) if is_ready else UNANSWERED

    async def _answer_last(self, attempt: _Attempt) -> Answer:
        """Answer an attempt that WeChat will not repeat: with what is there when the budget is used up."""
        try:
            is_ready = await attempt.gather(self._timing.budget)
        except (DatabaseUnavailable, Problem) as refusal:
            return await self._refuse(attempt, refusal)
        return await self._show(attempt) if is_ready else await self._promise(attempt)

    async def _show(self, attempt: _Attempt) -> Answer:
        plan, key = attempt.delivery.plan, attempt.push.key
        text, is_last_page = attempt.page_of(plan)
        await self._keep(attempt, lambda box: box.close_shown(key, plan, is_last_page=is_last_page))
        return Answer("text", text) if text else SUCCESS

    async def _promise(self, attempt: _Attempt) -> Answer:
        key, parts = attempt.push.key, attempt.delivery.plan.parts
        replies = {} if attempt.gone.done() else attempt.collector.replies
        ready = tuple(part for part in parts if part in replies)
        rest = tuple(part for part in parts if part not in ready)
        shown = Plan(parts=ready, note=wording.IN_PROGRESS)
        text, is_last_page = attempt.page_of(shown)
        await self._keep(attempt, lambda box: box.promise(key, shown, rest, is_last_page=is_last_page))
        return Answer("text", text)

    async def _refuse(self, attempt: _Attempt, refusal: DatabaseUnavailable | Problem) -> Answer:
        """Tell the user what the gateway refused, or that it cannot answer now."""
        log.warning(
            "wechat_refused", account=self._name, push=attempt.push.key, reason=type(refusal).__name__
        )
        await self._keep(attempt, lambda box: box.refuse(attempt.push.key))
        is_plain = isinstance(refusal, Problem) and not _is_passing(refusal)
        return Answer("text", refusal.title if is_plain and isinstance(refusal, Problem) else wording.BUSY)

    async def _keep(self, attempt: _Attempt, change: Callable[[Mailbox], Mailbox]) -> None:
        """Note what was shown. That it cannot be noted is no reason to keep an answer from the user."""
        try:
            await self._mailboxes.update(self._name, attempt.push.openid, lambda box: (change(box), None))
        except MailboxUnavailable as error:
            log.warning("wechat_mailbox_unavailable", account=self._name, reason=error.detail)


@dataclass(frozen=True)
class _Attempt:
    """One attempt of a push, and what has been gathered to answer it."""

    push: Push
    delivery: Delivery
    collector: Collector
    gone: asyncio.Future[None]

    async def gather(self, seconds: float) -> bool:
        """Wait for the whole answer; return whether it is there before the time is over or WeChat is gone.

        Raises what the gateway raises. A turn that is not finished goes on without us.
        """
        work = asyncio.ensure_future(self.collector.collect(self.delivery.plan))
        try:
            await asyncio.wait({work, self.gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            return work.done() and not self.gone.done()
        finally:
            work.cancel()
            await asyncio.wait({work})
            if not work.cancelled():
                work.exception()  # taken note of, also when it came while we were leaving

    def page_of(self, plan: Plan) -> tuple[str, bool]:
        """Return the text of the plan's page and whether it is the last one."""
        replies = [reply for part in plan.parts for reply in self.collector.replies[part]]
        pages = split_pages("\n\n".join(block for block in (plan.note, render(replies).text) if block))
        page = min(plan.page, len(pages) - 1)
        return pages[page], page == len(pages) - 1


def _is_passing(refusal: DatabaseUnavailable | Problem) -> bool:
    """Tell whether a later attempt may succeed."""
    return isinstance(refusal, DatabaseUnavailable) or refusal.status >= 500
