"""After the gateway has found a code right: who is bound as whom, and the look-up that waited for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.binding.lookup import asked_before_binding
from actions.seam.turn import Action, ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from desk.question import BIND
from desk.words import day
from records.bindings.rights import ROLE_LABELS, may
from records.people.identity import BoundEnterprise, find_binding
from records.storage.database import Database
from records.values.clock import Clock

CASES = QuickReply(title="查办件进度", text="我的办件到哪一步了？")
VOUCHERS = QuickReply(title="查创新券余额", text="我的创新券还剩多少？")
CREDIT = QuickReply(title="查科研诚信", text="我的科研诚信情况怎么样？")
PEOPLE = QuickReply(title="谁能查我们公司", text="谁能查我们公司")


class BindingResult:
    """Reads the binding from the records: a command alone proves nothing."""

    name = "action_binding_result"

    def __init__(self, database: Database, clock: Clock, look_ups: Sequence[Action]) -> None:
        self._database = database
        self._clock = clock
        self._look_ups = {look_up.name: look_up for look_up in look_ups}

    async def run(self, turn: ActionTurn) -> ActionResult:
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        cleared: dict[str, object] = {"uscc": None, "phone": None, "consent": None}
        if bound is None:
            text = "绑定没有成功，请重新开始。"
            return ActionResult(
                [ReplyDraft(text=text, outcome="needs_binding", quick_replies=[BIND])], cleared
            )
        waiting = self._look_ups.get(f"action_{turn.slot('pending_lookup')}")
        reply = ReplyDraft(
            text=(
                f"验证通过，已绑定{bound.name}，您的身份是{ROLE_LABELS[bound.role]}，"
                f"有效期到{day(bound.expires_at)}。想提前结束，说“解除绑定”。"
            ),
            outcome="smalltalk",
            quick_replies=[] if waiting else _offers(bound),
        )
        if waiting is None:
            return ActionResult([reply], cleared)
        # The look-up is asked again as it was before the binding, with the case or topic it was about.
        number = turn.slot("case_number")
        asked = asked_before_binding(turn, str(turn.slot("pending_lookup")))
        found = await waiting.run(asked or replace(turn, entities={"case_number": number} if number else {}))
        return ActionResult(
            [reply, *found.replies],
            cleared | {"case_number": None, "pending_question": None} | dict(found.slots),
        )


def _offers(bound: BoundEnterprise) -> list[QuickReply]:
    """Return what this person may ask."""
    offers = [CASES, VOUCHERS]
    offers += [CREDIT] if may(bound.role, "credit") else []
    return offers + ([PEOPLE] if may(bound.role, "people") else [])
