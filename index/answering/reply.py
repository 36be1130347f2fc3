"""An answer as a reply of the conversation."""

from __future__ import annotations

from contracts import QuickReply, ReplyDraft
from index.answering.answerer import Answer

MOST_QUICK_REPLIES = 4


def draft_reply(answer: Answer, *, notice: str | None = None, help_line: str | None = None) -> ReplyDraft:
    """Return the reply that shows an answer.

    `notice` precedes the text; `help_line` (whom to ask instead) follows it where nothing was found.
    """
    found = answer.outcome in ("answered", "clarify")
    parts = [notice, answer.text, None if found else help_line]
    offers = list(answer.choices) or [
        QuickReply(title=question, text=question) for question in answer.related
    ]
    if not found:
        offers.append(QuickReply(title="转人工", text="转人工"))
    return ReplyDraft(
        text="\n\n".join(part for part in parts if part),
        outcome=answer.outcome,
        citations=list(answer.citations),
        quick_replies=offers[:MOST_QUICK_REPLIES],
        index_version=answer.index_version,
    )


def help_line(hotline: str | None) -> str:
    """Return whom to ask instead. The number is the bureau's own or none: never an invented one."""
    return (
        f"也可以拨打服务专线 {hotline}，或回复“转人工”。"
        if hotline
        else "也可以回复“转人工”登记，工作人员能看到这段对话。"
    )


def transferred(number: str, hotline: str | None) -> ReplyDraft:
    """Return what is said once a conversation is on the desk of staff, under a ticket's number.

    They read it there, and cannot write into it: nothing more is promised than that.
    """
    call = f"请拨打服务专线 {hotline}" if hotline else "请联系本局工作人员"
    return ReplyDraft(
        text=(
            f"已为您登记转人工（编号 {number}）。工作人员凭编号能看到这段对话，但目前不能在这里回复您。"
            f"需要答复的，{call}，报这个编号。您也可以继续提问。"
        ),
        outcome="handoff",
    )
