"""After the gateway has found a code right: who is bound, and the look-up that waited for it."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.database import Database
from records.identity import find_binding

LOOK_UPS = [
    QuickReply(title="查办件进度", text="我的办件到哪一步了？"),
    QuickReply(title="查创新券余额", text="我的创新券还剩多少？"),
    QuickReply(title="查科研诚信", text="我的科研诚信情况怎么样？"),
]


class BindingResult:
    """Reads the binding from the records: a command alone proves nothing."""

    name = "action_binding_result"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        cleared: dict[str, object] = {"uscc": None, "phone": None}
        if bound is None:
            text = "绑定没有成功，请重新开始。"
            again = [QuickReply(title="绑定企业", text="绑定企业")]
            return ActionResult(
                [ReplyDraft(text=text, outcome="needs_binding", quick_replies=again)], cleared
            )
        pending = turn.slot("pending_lookup")
        reply = ReplyDraft(
            text=f"验证通过，已绑定{bound.name}。想解除时说“解除绑定”。",
            outcome="form" if pending else "smalltalk",
            quick_replies=[] if pending else LOOK_UPS,
        )
        return ActionResult([reply], cleared, f"action_{pending}" if pending else None)
