"""What the three look-ups share: who may ask, and what is said to those who have not proved who they are."""

from __future__ import annotations

from dataclasses import replace

from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from desk.question import BIND, TRANSFER
from desk.words import binding_request
from records.bindings.binding import BoundEnterprise
from records.bindings.rights import ROLE_LABELS

WHAT_IS_SHOWN = {
    "check_application_status": "办件进度",
    "check_voucher_balance": "创新券余额",
    "check_voucher_statement": "创新券对账单",
    "check_credit_standing": "科研诚信情况",
    "check_people": "企业的人员名单",
    "check_credit_rules": "科研诚信核查结果",
    "my_affairs": "企业的待办事项",
}


def refuse_other_enterprise(turn: ActionTurn, bound: BoundEnterprise | None) -> ActionResult | None:
    """Return a refusal when a bound user asks by the uscc of another enterprise; the words tell nothing about it."""
    asked = turn.entities.get("uscc")
    if bound is None or asked is None or asked == bound.uscc:
        return None
    return ActionResult([_only_the_bound("", bound)])


def refuse_other_name(lookup: str, bound: BoundEnterprise) -> ActionResult:
    """Return a refusal when a bound user asks for another company by name; the words tell nothing about it."""
    return ActionResult([_only_the_bound(f"{WHAT_IS_SHOWN[lookup]}只给企业自己看，", bound)])


def refuse_role(lookup: str, bound: BoundEnterprise) -> ActionResult:
    """Return a refusal for somebody who acts for the enterprise in a role that may not see this."""
    reply = ReplyDraft(
        text=(
            f"您在{bound.name}的身份是“{ROLE_LABELS[bound.role]}”，不能查看{WHAT_IS_SHOWN[lookup]}。"
            "请让法定代表人或者经办人来查；要调整身份，请联系法定代表人。"
        ),
        outcome="needs_binding",
        quick_replies=[TRANSFER],
    )
    return ActionResult([reply], {"pending_lookup": None})


def ask_to_bind(
    lookup: str, asked: str | None = None, topic: str | None = None, wants: str | None = None
) -> ActionResult:
    """Return the request to bind an enterprise first; the look-up goes on after the binding.

    `asked` are the words of the question, where they say more than which look-up it is; `topic` what it named, `wants`
    the class of what it asks.
    """
    reply = ReplyDraft(
        text=(binding_request(WHAT_IS_SHOWN[lookup])),
        outcome="needs_binding",
        quick_replies=[
            BIND,
            TRANSFER,
        ],
    )
    kept = None if asked is None else {"lookup": lookup, "text": asked, "topic": topic, "wants": wants}
    return ActionResult([reply], {"pending_lookup": lookup, "pending_question": kept})


def asked_before_binding(turn: ActionTurn, lookup: str) -> ActionTurn | None:
    """Return the turn as a look-up was asked for before the binding, with its case; None if no words were kept."""
    kept = turn.slots.get("pending_question")
    if not isinstance(kept, dict) or kept.get("lookup") != lookup or not kept.get("text"):
        return None
    named = {"case_number": turn.slot("case_number"), "topic": kept.get("topic")}
    entities = {name: str(value) for name, value in named.items() if value}
    wants = kept.get("wants")
    return replace(
        turn, text=str(kept["text"]), entities=entities, asked=wants if isinstance(wants, str) else None
    )


def _only_the_bound(reason: str, bound: BoundEnterprise) -> ReplyDraft:
    return ReplyDraft(
        text=(
            f"{reason}这里只能查已绑定的{bound.name}。要查别的企业，请先解除绑定，再用那家企业登记的联系人手机号验证。"
        ),
        outcome="needs_binding",
        quick_replies=[QuickReply(title="解除绑定", text="解除绑定")],
    )
