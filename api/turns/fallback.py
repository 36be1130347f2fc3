"""Answers while Rasa is down or late: guidance straight from the index; look-ups say that they must wait."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

import structlog

from api.turns.courtesy_without_rasa import answer_courtesy
from contracts import QuickReply, ReplyDraft
from index.answering.reply import draft_reply, help_line, transferred
from index.dialogue import Dialogue
from index.library import Library
from index.model.errors import IndexMissing

log = structlog.get_logger(__name__)

NOTICE = "对话服务暂时不可用，下面直接为您查阅文件；办件进度、创新券余额和科研诚信查询请稍后再试。"
HAND_OVER = QuickReply(title="转人工", text="转人工")

# What was masked before it was stored, as it stands there, and what the user calls it.
_MASKED = {
    "手机号": re.compile(r"1\d{2}\*{4}\d{4}"),
    "证件号": re.compile(r"\d{4}\*{11,14}"),
    "验证码": re.compile(r"(?<!\*)\*{6}(?!\*)"),
}

_PERSON = re.compile(r"(转|找|要|换|叫).{0,4}(人工|真人|客服)|^(人工|人工客服|人工服务)$")


def asks_for_person(text: str) -> bool:
    """Tell whether a person is asked for. While Rasa is there, it decides; a person is in reach without it too."""
    return len(text) <= 20 and _PERSON.search(text) is not None


class Fallback:
    """What can be said without Rasa."""

    def __init__(self, library: Library, hotline: str | None, region: str | None) -> None:
        self._library = library
        self._hotline = hotline
        self._region = region
        self._help_line = help_line(hotline)

    async def answer(self, text: str, region: str | None, *, is_command: bool) -> ReplyDraft:
        """Return an answer from the index, or an apology when there is none to give."""
        if is_command:
            return self._apology()
        if (courtesy := answer_courtesy(text)) is not None:
            return courtesy
        try:
            exchange = await asyncio.to_thread(
                lambda: Dialogue(self._library.answerer()).respond(text, region=region or self._region)
            )
        except IndexMissing as problem:
            log.error("index_missing", reason=problem.reason)
            return self._apology()
        drafts = [draft_reply(found, help_line=self._help_line) for found in exchange.answers]
        return _as_one(drafts)

    def handed_over(self, ticket_number: str) -> ReplyDraft:
        """Return what the user is told once the conversation is on the desk of staff."""
        return transferred(ticket_number, self._hotline)

    def interrupted(self, said: str) -> ReplyDraft:
        """Return what a turn is closed with when it failed; what was masked in `said` is asked for by its name."""
        masked = [name for name, shape in _MASKED.items() if shape.search(said)]
        again = f"请重新输入{'和'.join(masked)}" if masked else "请您再发一次"
        return ReplyDraft(
            text=f"刚才的处理被中断，没有办完，{again}。{self._help_line}",
            outcome="error",
            quick_replies=[HAND_OVER],
        )

    def _apology(self) -> ReplyDraft:
        return ReplyDraft(
            text=f"服务暂时不可用，您的消息已经记录，请稍后再试。{self._help_line}",
            outcome="error",
            quick_replies=[HAND_OVER],
        )


def _as_one(drafts: Sequence[ReplyDraft]) -> ReplyDraft:
    """Return one reply with the answers to all questions of a message, behind the notice."""
    texts = [NOTICE, *(draft.text for draft in drafts)]
    citations = [citation for draft in drafts for citation in draft.citations]
    return drafts[-1].model_copy(
        update={"text": "\n\n".join(texts), "outcome": drafts[0].outcome, "citations": citations}
    )
