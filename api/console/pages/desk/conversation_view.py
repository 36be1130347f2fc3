"""A conversation as staff read it: who said what and when, what came of it, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from api.console.pages.cases.case_words import moment
from api.console.pages.desk.outcome_words import say_outcome
from api.console.pages.desk.ticket_words import KINDS, STATES
from api.console.pages.parts.element import element, web_link
from contracts import Citation
from records.models import Channel, Sender
from records.staff.files.conversation_file import ConversationFile
from records.staff.files.said import Said
from records.values.clock import in_shanghai

_CHANNELS: dict[Channel, str] = {"web": "网页", "wechat": "微信"}
_SENDERS: dict[Sender, str] = {"user": "用户", "bot": "店小二", "staff": "工作人员"}
_WITHHELD = {
    "role": "这里是企业的业务数据，您的角色不能查看。",
    "reason": "填写理由后显示。",
}


def draw_ticket(found: ConversationFile) -> None:
    """Draw what was asked for, by its number."""
    ticket = found.ticket
    words, tone = STATES[ticket.state]
    with element("article", css="sheet ticket"):
        with element("header", css="line-head"):
            element("h1", ticket.number, "number")
            element("span", KINDS[ticket.kind], "badge")
            element("span", words, f"stage {tone}")
        element("p", ticket.text, "asked")
        facts = [
            f"{moment(in_shanghai(ticket.created_at))} 登记",
            _CHANNELS[found.channel] if found.channel else "",
            (found.region or "").replace("/", " · "),
        ]
        element("p", "　".join(fact for fact in facts if fact), "hint")


def draw_messages(found: ConversationFile) -> None:
    """Draw a page of messages between the ways to earlier and later ones."""
    if found.channel is None:
        element("p", "这段对话已经删除，只留下上面登记的内容。", "nothing")
        return
    if not found.messages:
        element("p", "这里没有更多的对话。", "nothing")
        return
    _draw_way("‹ 更早的对话", "before", found.messages[0].id, is_there=found.has_earlier)
    with element("ol", css="said-list"):
        for is_complaint, group in groupby(found.messages, lambda said: said.withheld == "complaint"):
            if is_complaint:
                _draw_complaint(len(list(group)))
            else:
                for said in group:
                    _draw_said(said, is_asked=said.id == found.asked_id)
    _draw_way("之后的对话 ›", "after", found.messages[-1].id, is_there=found.has_later)


def _draw_way(words: str, side: str, message_id: int, *, is_there: bool) -> None:
    if is_there:
        with element("nav", css="pages", aria_label=words.strip("‹ ›")):
            element(
                "button",
                words,
                "link",
                type="button",
                data_event="conversation_page",
                data_value=f"{side}:{message_id}",
            )


def _draw_complaint(count: int) -> None:
    with element("li", css="said withheld"):
        element("p", f"这里有 {count} 条属于投诉建议，只有审计人员和管理员能看到。", "cover")


def _draw_said(said: Said, *, is_asked: bool) -> None:
    with element("li", css=f"said {said.sender}{' asked-here' if is_asked else ''}"):
        with element("p", css="line-head"):
            element("b", _SENDERS[said.sender])
            element("time", moment(said.at))
            if said.outcome:
                words, tone = say_outcome(said.outcome)
                element("span", words, f"badge {tone}")
        if said.withheld in _WITHHELD:
            element("p", _WITHHELD[said.withheld], "cover")
        else:
            element("p", said.text, "text")
        _draw_sources(said.citations)


def _draw_sources(citations: Sequence[Citation]) -> None:
    if citations:
        with element("details", css="told-from"):
            element("summary", f"依据 {len(citations)} 处")
            for citation in citations:
                with element("p"):
                    parts = (f"《{citation.title}》", citation.section, citation.document_number)
                    element("span", "　".join(part for part in parts if part))
                    web_link(citation.url, "打开来源网页")
