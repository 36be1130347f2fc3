"""Answers while Rasa is down or late: guidance straight from the index; look-ups say that they must wait."""

from __future__ import annotations

import asyncio

import structlog
from index.library import Library

from contracts import QuickReply, ReplyDraft
from index.errors import IndexMissing
from index.reply import draft_reply

log = structlog.get_logger(__name__)

NOTICE = "对话服务暂时不可用，下面直接为您查阅文件；办件进度、创新券余额和科研诚信查询请稍后再试。"
HAND_OVER = QuickReply(title="转人工", text="转人工")


class Fallback:
    """What can be said without Rasa."""

    def __init__(self, library: Library, hotline: str | None, region: str | None) -> None:
        self._library = library
        self._region = region
        self._help_line = help_line(hotline)

    async def answer(self, text: str, region: str | None, *, is_command: bool) -> ReplyDraft:
        """Return an answer from the index, or an apology when there is none to give."""
        if is_command:
            return self._apology()
        try:
            found = await asyncio.to_thread(
                lambda: self._library.answerer().answer(text, region=region or self._region)
            )
        except IndexMissing as problem:
            log.error("index_missing", reason=problem.reason)
            return self._apology()
        return draft_reply(found, notice=NOTICE, help_line=self._help_line)

    def interrupted(self) -> ReplyDraft:
        """Return what a turn is closed with when the process that had it has died."""
        return ReplyDraft(
            text=f"刚才的处理被中断，请您再发一次。{self._help_line}",
            outcome="error",
            quick_replies=[HAND_OVER],
        )

    def _apology(self) -> ReplyDraft:
        return ReplyDraft(
            text=f"服务暂时不可用，您的消息已经记录，请稍后再试。{self._help_line}",
            outcome="error",
            quick_replies=[HAND_OVER],
        )


def help_line(hotline: str | None) -> str:
    """Return whom to ask instead. The number is the bureau's own or none: never an invented one."""
    return (
        f"也可以拨打服务专线 {hotline}，或回复“转人工”。"
        if hotline
        else "也可以回复“转人工”，由工作人员答复您。"
    )
