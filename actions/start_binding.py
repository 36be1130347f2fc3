"""Sends the one-time code of a binding."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.database import Database
from records.people.identity import Identity

CANCEL = QuickReply(title="取消", text="取消")
AGAIN = QuickReply(title="重新发送验证码", text="重新发送验证码")


class StartBinding:
    """Says the same words whether or not the pair of uscc and phone is known."""

    name = "action_start_binding"

    def __init__(self, database: Database, clock: Clock, identity: Identity, demo: bool) -> None:
        self._database = database
        self._clock = clock
        self._identity = identity
        self._demo = demo

    async def run(self, turn: ActionTurn) -> ActionResult:
        uscc = turn.slot("uscc")
        if uscc is None:
            return ActionResult([_reply("还没有收到统一社会信用代码，请重新输入。", [CANCEL])])
        outcome = await self._database.run_in_transaction(
            lambda session: self._identity.start_challenge(
                session, turn.conversation_id, uscc, now=self._clock.now()
            )
        )
        if outcome == "limited":
            text = "验证码发送太频繁，请一小时后再试；着急的话可以转人工。"
            return ActionResult([_reply(text, [QuickReply(title="转人工", text="转人工")])])
        if outcome == "phone_missing":
            text = "手机号已经过期。请说“绑定企业”，再输入一次 11 位手机号。"
            return ActionResult(
                [_reply(text, [QuickReply(title="绑定企业", text="绑定企业")])], {"phone": None}
            )
        where = "（演示环境不发短信，验证码见工作台“演示短信”）" if self._demo else ""
        text = (
            f"如果信用代码与登记的联系人手机号一致，验证码已经发到 {turn.slot('phone')}{where}，5 分钟内有效。"
            "收到后直接回复 6 位数字。验证通过后，这里会显示企业的办件、创新券和科研诚信信息，请确认周围环境。"
        )
        return ActionResult([_reply(text, [AGAIN, CANCEL])])


def _reply(text: str, offers: list[QuickReply]) -> ReplyDraft:
    return ReplyDraft(text=text, outcome="form", quick_replies=offers)
