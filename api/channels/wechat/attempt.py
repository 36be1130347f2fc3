"""One attempt of a push, and what has been gathered to answer it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from api.channels.wechat.collector import Collector
from api.channels.wechat.mailbox import Delivery, Plan
from api.channels.wechat.pages import split_pages
from api.channels.wechat.push import Push
from api.channels.wechat.render import render
from api.web.errors import ReplyPending


@dataclass(frozen=True)
class Attempt:
    """`gone` is done when WeChat has disconnected; `began` is in the event loop's seconds."""

    push: Push
    delivery: Delivery
    collector: Collector
    gone: asyncio.Future[None]
    began: float

    @property
    def is_safe(self) -> bool:
        """Whether nothing of the user's can be lost any more: the words are stored, or there are none to store."""
        return self.collector.is_stored or self.push.key not in self.delivery.plan.parts

    async def gather(self, seconds: float) -> bool:
        """Wait for the whole answer; return whether it is there before the time is over or WeChat is gone.

        `seconds` count from the beginning of the attempt. Raises what the gateway raises, but for replies that are
        to come later. A turn that is not finished goes on without us.
        """
        left = max(0.0, self.began + seconds - asyncio.get_running_loop().time())
        work = asyncio.ensure_future(self.collector.collect(self.delivery.plan))
        try:
            await asyncio.wait({work, self.gone}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            return work.done() and not self.gone.done()
        except ReplyPending:
            return False
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
