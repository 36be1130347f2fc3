"""That no case was found, in words that say what was looked for and what to do."""

from __future__ import annotations

from desk.freshness import describe_freshness
from records.cases.lookup import ApplicationStatusResult
from records.cases.numbers import is_case_number, normalise_case_number


def describe_missing(
    result: ApplicationStatusResult, *, number: str | None, period: str | None, is_all: bool
) -> str:
    """Return why nothing is shown: the person may not look, or no case fits, as far as the sources have said."""
    text = _describe(result, number, period, is_all)
    return "\n".join([text, *describe_freshness(result.freshness)])


def _describe(result: ApplicationStatusResult, number: str | None, period: str | None, is_all: bool) -> str:
    owner = result.enterprise.name if result.enterprise else "这家企业"
    if result.outcome == "refused":
        return f"您在{owner}登记的身份不能查办件，请由企业的法定代表人或经办人来查。"
    if number is not None:
        form = "" if is_case_number(normalise_case_number(number)) else _FORM
        return f"在{owner}的办件中没有找到受理编号 {number}。请核对编号{form}，或直接说“我的办件”查看全部。"
    if is_all:
        return f"{owner}目前没有查到相关办件。刚提交的申请可能还没有收件，可以稍后再查，或说“转人工”。"
    item = f"“{'”“'.join(result.service_items)}”的" if result.service_items else "相关"
    when = f"在 {period} " if period else "目前"
    return f"{owner}{when}没有提交过{item}办件。可以说“我的办件”查看全部，或换个时间、事项再问。"


_FORM = "（一般是两个字母、四位年份和六位数字，如 XS2026-000123）"
