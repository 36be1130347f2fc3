"""The reason that staff give before they see or do what is not everyday."""

from __future__ import annotations

from records.masking import mask_text

SHORTEST_REASON = 4
LONGEST_REASON = 200
USUAL_REASONS = (
    "项目申报资格审查",
    "项目立项前核查",
    "项目验收审查",
    "企业本人来电（来访）查询",
    "信用修复申请受理",
    "投诉举报核查",
)


class ReasonRequired(Exception):
    """Credit data are shown, and locks lifted, only for a reason, which the audit log keeps."""


def read_reason(text: str) -> str:
    """Return a reason as the audit log keeps it: one line, phones masked.

    Raises ReasonRequired for one of less than 4 characters (letters, digits, Chinese), or of one character repeated.
    """
    reason = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())[:LONGEST_REASON]
    words = [character for character in reason if character.isalnum()]
    if len(words) < SHORTEST_REASON or len(set(words)) < 2:
        raise ReasonRequired(f"请填写查询理由，至少 {SHORTEST_REASON} 个字，如“{USUAL_REASONS[0]}”。")
    return mask_text(reason)
