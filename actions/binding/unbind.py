"""Releases the enterprise from the conversation."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.seam.once import Once
from actions.seam.shown import SLOT as SHOWN
from actions.seam.shown import Shown, read_shown, write_shown
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from desk.question import BIND
from records.people.identity import find_binding, record_unbinding
from records.storage.database import Database
from records.values.clock import Clock

SLOT = "unbinding"  # set from the question until it is answered, whatever is asked in between
FORGOTTEN: dict[str, object] = {SLOT: None, SHOWN: None}
_ASKED = Shown("unbinding")


def is_pending(turn: ActionTurn) -> bool:
    """Tell whether the user was asked if the enterprise is to be released, and has said neither yes nor no."""
    return turn.slots.get(SLOT) is True


class ConfirmUnbind:
    """Asks before the enterprise is released; who has none bound is told so.

    Asked for again right after the question, it is confirmed; after other answers it is asked again.
    """

    name = "action_confirm_unbind"

    def __init__(self, database: Database, clock: Clock, unbind: Unbind) -> None:
        self._database = database
        self._clock = clock
        self._unbind = unbind

    async def run(self, turn: ActionTurn) -> ActionResult:
        if is_pending(turn) and read_shown(turn) == _ASKED:
            return await self._unbind.run(turn)
        bound = await self._database.run_in_transaction(
            lambda session: find_binding(session, turn.conversation_id, now=self._clock.now()), read_only=True
        )
        if bound is None:
            return ActionResult(
                [ReplyDraft(text="现在没有绑定企业，不用解除。", outcome="smalltalk", quick_replies=[BIND])],
                FORGOTTEN,
            )
        still = "还没有解除绑定。" if is_pending(turn) else ""
        reply = ReplyDraft(
            text=(
                f"{still}解除绑定后，在这里就不能再查{bound.name}的办件、创新券和科研诚信，要查需重新验证。确定解除吗？"
            ),
            outcome="form",
            quick_replies=[
                QuickReply(title="确定解除", text="确定"),
                QuickReply(title="不解除", text="不解除"),
            ],
        )
        return ActionResult([reply], {SLOT: True, **write_shown(_ASKED)})


class Unbind:
    """Confirmed by the user before it runs."""

    name = "action_unbind"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._once = Once(database, clock)
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._once.run(turn, self.name, lambda session: self._unbind(session, turn))

    def _unbind(self, session: Session, turn: ActionTurn) -> ActionResult:
        was_bound = record_unbinding(session, turn.conversation_id, now=self._clock.now())
        text = "已解除绑定，这里不再显示企业信息。" if was_bound else "现在没有绑定企业。"
        reply = ReplyDraft(text=text, outcome="smalltalk", quick_replies=[BIND])
        return ActionResult(
            [reply], {"pending_lookup": None, "case_number": None, "consent": None, **FORGOTTEN}
        )
