"""A conversation with all that a reader of it may meet: sources, an enterprise's data, a complaint, a transfer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from contracts import Citation, Reply
from contracts.reply import Outcome
from records.conversations.conversation import open_conversation
from records.conversations.tickets import record_ticket
from records.conversations.turns import begin_turn, finish_turn
from records.models import TicketKind
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.api.console.support import CITATION, NOW

COMPLAINT = "窗口的张某态度差"
MONEY = "萧山云源样例软件有限公司的创新券还有 12,345.67 元可用。"
CREDIT = "萧山云源样例软件有限公司目前没有失信记录。"


@dataclass(frozen=True)
class Story:
    """The numbers of its two tickets, and the id of its conversation."""

    conversation_id: str
    complaint: str
    handoff: str


def tell_a_story(database: Database, *, courtesies: int = 0) -> Story:
    """Store the conversation, after so many turns of courtesies."""
    now = NOW
    with database.transaction() as session:
        opened = open_conversation(
            session,
            hasher=KeyedHash(b"k" * 32),
            channel="web",
            region="浙江省/杭州市/萧山区",
            now=NOW,
        )
        talk = opened.conversation.id

        def say(text: str, answer: str, outcome: Outcome, kind: TicketKind | None = None, **told: Any) -> str:
            nonlocal now
            now += timedelta(seconds=50)
            turn = begin_turn(session, talk, uuid.uuid4().hex, text, now=now).turn_id
            number = ""
            if kind:
                number = record_ticket(session, conversation_id=talk, kind=kind, text=text, now=now).number
            reply = Reply(
                id=uuid.uuid4().hex,
                turn_id=turn,
                text=answer.format(number=number),
                outcome=outcome,
                created_at=now,
                **told,
            )
            finish_turn(session, turn, [reply], now=now + timedelta(seconds=1))
            return number

        for count in range(courtesies):
            say(f"第 {count + 1} 次问好", "您好。", "smalltalk")
        sources = [CITATION, Citation(document="b.md", title="创新券管理办法（样例）", passage="第三条……")]
        say(
            "创新券多久能兑付？",
            "受理后15个工作日内完成审核。\n\n每季度受理一次。",
            "answered",
            citations=sources,
        )
        say("我们还剩多少", MONEY, "voucher_balance")
        say("信用有没有问题", CREDIT, "credit_standing")
        complaint = say(COMPLAINT, "您的意见已登记（编号 {number}）。", "ticket", "complaint")
        say("他上周也这样", "没有查到相关规定。", "no_answer")
        handoff = say("转人工", "已为您登记转人工（编号 {number}）。", "handoff", "handoff")
        say("我的电话是 138****1234", "请问想了解什么？", "smalltalk")
    return Story(talk, complaint, handoff)
