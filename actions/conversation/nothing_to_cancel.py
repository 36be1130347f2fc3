"""取消, 好的, 不是 where nothing is under way, but perhaps a question is still open: whether to unbind."""

from __future__ import annotations

from actions.binding.unbind import FORGOTTEN, ConfirmUnbind, is_pending
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from desk.question import TRANSFER


class NothingToCancel:
    """An action of our own, so that what is cancelled may still be read from the words (`Guarded`)."""

    name = "action_nothing_to_cancel"

    async def run(self, turn: ActionTurn) -> ActionResult:
        if is_pending(turn):
            return _keep_binding()
        return _said("好的，现在没有正在办的步骤。您想问别的，请直接说。")


class NothingToAffirm:
    """A yes that comes after other answers is no yes to the question before them: that is asked again."""

    name = "action_nothing_to_affirm"

    def __init__(self, confirm_unbind: ConfirmUnbind) -> None:
        self._confirm_unbind = confirm_unbind

    async def run(self, turn: ActionTurn) -> ActionResult:
        if is_pending(turn):
            return await self._confirm_unbind.run(turn)
        return _said("好的。您接下来想问什么，请直接告诉我。")


class NothingToDeny:
    """A no keeps the binding if its release was asked about, right before or earlier."""

    name = "action_nothing_to_deny"

    async def run(self, turn: ActionTurn) -> ActionResult:
        if is_pending(turn):
            return _keep_binding()
        text = "好的。如果我刚才理解错了，请把要问的事换个说法，比如“不是，我问的是创新券”。"
        return _said(text, TRANSFER)


def _keep_binding() -> ActionResult:
    return ActionResult(_said("好的，不解除绑定，没有任何改动。").replies, FORGOTTEN)


def _said(text: str, *offers: QuickReply) -> ActionResult:
    return ActionResult([ReplyDraft(text=text, outcome="smalltalk", quick_replies=list(offers))])
