"""The first question of a binding: what will be shown to whom, for how long, and whether the user agrees."""

from __future__ import annotations

from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from contracts.notice import BINDING_NOTICE

# In these turns the user has just asked for the binding; in others the form goes on after something else.
_STARTS = {"bind_enterprise", "resume_binding", "bind", "affirm"}
_OFFERS = [QuickReply(title="同意并继续", text="同意并继续"), QuickReply(title="不同意", text="不同意")]


class AskConsent:
    """Tells the whole notice once, and afterwards only what it waits for."""

    name = "action_ask_bind_form_consent"

    async def run(self, turn: ActionTurn) -> ActionResult:
        if turn.intent in _STARTS:
            points = [f"{number}. {point}" for number, point in enumerate(BINDING_NOTICE.points, start=1)]
            text = "\n".join([f"{BINDING_NOTICE.title}：", *points, "同意的话，请回复“同意”。"])
        else:
            text = "绑定企业还在等您的意见：同意告知内容的，请回复“同意”；不绑定了，请说“取消”。"
        return ActionResult([ReplyDraft(text=text, outcome="form", quick_replies=list(_OFFERS))])
