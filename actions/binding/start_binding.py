"""Sends the one-time code of a binding, once the user has agreed to the notice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from actions.binding.validate_bind_form import CANCEL
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from contracts.notice import BINDING_NOTICE
from desk.question import BIND, TRANSFER
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import Clock, in_shanghai

AGAIN = QuickReply(title="重新发送验证码", text="重新发送验证码")
GO_ON = QuickReply(title="继续绑定", text="继续绑定")


class StartBinding:
    """Says the same words whether or not the pair of uscc and phone is known."""

    name = "action_start_binding"

    def __init__(self, database: Database, clock: Clock, identity: Identity, demo: bool) -> None:
        self._once = Once(database, clock)
        self._clock = clock
        self._identity = identity
        self._demo = demo

    async def run(self, turn: ActionTurn) -> ActionResult:
        uscc = turn.slot("uscc")
        if uscc is None:
            return ActionResult([_reply("还没有收到统一社会信用代码，请重新输入。", [CANCEL])])
        return await self._once.run(turn, self.name, lambda session: self._start(session, turn, uscc))

    def _start(self, session: Session, turn: ActionTurn, uscc: str) -> ActionResult:
        consent = BINDING_NOTICE.version if turn.slots.get("consent") is True else None
        now = self._clock.now()
        start = self._identity.start_challenge(session, turn.conversation_id, uscc, consent=consent, now=now)
        if start.outcome == "limited" and start.retry_at is not None:
            again = moment(start.retry_at, now)
            text = f"验证码要得太频繁了，请在{again}之后再试"
            if start.only_time_helps:
                text += "。这个限制到时自动解除，人工不能提前解除；其他事情可以转人工。"
            else:
                text += "；着急的话可以转人工登记，凭编号联系工作人员，核实身份后能提前解除。"
            return ActionResult([_reply(text, [TRANSFER])])
        if start.outcome == "consent_missing":
            text = "绑定之前需要您先看过告知内容并同意。请说“绑定企业”重新开始。"
            return ActionResult([_reply(text, [BIND])])
        if start.outcome == "phone_missing":
            text = "手机号已经过期。请说“继续绑定”，再输入一次 11 位手机号。"
            return ActionResult([_reply(text, [GO_ON])], {"phone": None})
        return ActionResult([_reply(self._sent(turn.slot("phone")), [AGAIN, CANCEL])])

    def _sent(self, phone: str | None) -> str:
        where = "（演示环境不发短信，验证码见工作台“演示短信”）" if self._demo else ""
        return (
            f"如果信用代码与登记的联系人手机号一致，验证码已经发到 {phone}{where}，5 分钟内有效。"
            "收到后直接回复 6 位数字。一直没收到的，请核对登记的号码，或者转人工。"
        )


def moment(when: datetime, now: datetime) -> str:
    """Return a moment of today or tomorrow in words, to the minute above: 今天 11:05."""
    local, today = in_shanghai(when), in_shanghai(now).date()
    if local.second or local.microsecond:
        local = in_shanghai(datetime.fromtimestamp(local.timestamp() // 60 * 60 + 60, local.tzinfo))
    days = (local.date() - today).days
    word = {0: "今天", 1: "明天"}.get(days, f"{local.month}月{local.day}日")
    return f"{word} {local:%H:%M} "


def _reply(text: str, offers: list[QuickReply]) -> ReplyDraft:
    return ReplyDraft(text=text, outcome="form", quick_replies=offers)
