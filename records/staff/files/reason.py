"""The reason that staff give before they see or do what is not everyday."""

from __future__ import annotations

import re

from records.values.masking import mask_text

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
USUAL_VOUCHER_REASONS = (
    "企业本人来电（来访）查询",
    "创新券兑付审核",
    "创新券发放核对",
    "投诉举报核查",
)
USUAL_CONVERSATION_REASONS = ("办理转人工诉求", "企业本人来电（来访）查询", "投诉举报核查")
USUAL_LOCK_REASONS = ("企业来电，已核实身份", "联系人来访，已核对证件", "企业更换经办人后误输")
_FEWEST_CHINESE = 2
_FEWEST_DIFFERENT = 3
_CHINESE = re.compile("[\u3400-\u9fff]")
_LABEL = re.compile("^(?:请?(?:填写|输入|选择)?(?:查询|查看|解除)?(?:的)?(?:理由|原因)(?:是|为)?)+")
# What is typed where a reason is asked for and none is given.
_NO_REASON = re.compile(
    "(?:没有|没什么|不需要)(?:理由|原因)|随便填写|测试(?:一下|查询|数据)"
    "|我?(?:就是|只是|随便|想要?|要)?(?:看|查|查看|查询)(?:看|查|一下)?"
)


class ReasonRequired(Exception):
    """Credit data and voucher money are shown, and locks lifted, only for a reason, which the audit log keeps."""


def read_reason(text: str) -> str:
    """Return a reason as the audit log keeps it: one line, phones masked.

    Raises ReasonRequired for one of less than 4 characters (letters, digits, Chinese) beside the field's label, of
    less than 2 Chinese or 3 different ones, and for words that are no reason (随便看看).
    """
    reason = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())[:LONGEST_REASON]
    if not _is_reason(_LABEL.sub("", "".join(character for character in reason if character.isalnum()))):
        raise ReasonRequired(f"请用中文写明查询理由，至少 {SHORTEST_REASON} 个字，如“{USUAL_REASONS[0]}”。")
    return mask_text(reason)


def _is_reason(words: str) -> bool:
    """Tell whether letters, digits and Chinese characters without punctuation may be a reason."""
    return (
        len(words) >= SHORTEST_REASON
        and len(_CHINESE.findall(words)) >= _FEWEST_CHINESE
        and len(set(words)) >= _FEWEST_DIFFERENT
        and not _NO_REASON.fullmatch(words)
    )
