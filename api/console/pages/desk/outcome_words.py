"""Outcomes of replies in words, with the tone in which they are shown."""

from __future__ import annotations

from contracts.reply import Outcome

_WORDS: dict[Outcome, tuple[str, str]] = {
    "answered": ("已答复", "good"),
    "clarify": ("请对方选择", "ask"),
    "no_answer": ("没有查到", "none"),
    "out_of_scope": ("不在受理范围", "none"),
    "other_region": ("外地政策", "ask"),
    "needs_binding": ("请先绑定企业", "ask"),
    "form": ("填写信息", "none"),
    "case_status": ("办件进度", "good"),
    "voucher_balance": ("创新券余额", "good"),
    "voucher_statement": ("创新券流水", "good"),
    "credit_standing": ("科研诚信", "good"),
    "credit_check": ("申报资格核查", "good"),
    "register": ("名录", "good"),
    "affairs": ("待办事项", "good"),
    "people": ("经办人", "good"),
    "handoff": ("转人工", "ask"),
    "ticket": ("投诉建议", "ask"),
    "rating": ("好差评", "none"),
    "smalltalk": ("寒暄", "none"),
    "error": ("没能处理", "bad"),
}


def say_outcome(outcome: str) -> tuple[str, str]:
    """Return an outcome in words and its tone; one that is not known here as it stands."""
    return next((said for name, said in _WORDS.items() if name == outcome), (outcome, "none"))
