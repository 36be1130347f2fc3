"""What is wrong in a file of rules, in Chinese, with the place in the file."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

_REASONS = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_type": "应是文字",
    "string_too_short": "不能为空",
    "string_too_long": "太长，最多 200 个字",
    "tuple_type": "应是列表",
    "too_short": "不能为空",
    "bool_type": "只能是 true 或 false",
    "bool_parsing": "只能是 true 或 false",
    "model_type": "应有下级字段",
    "model_attributes_type": "应有下级字段",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
}


@dataclass(frozen=True)
class RuleProblem:
    """`field` is the place (windows[0].source.title), `reason` what to mend."""

    field: str
    reason: str


def in_chinese(error: ValidationError) -> list[RuleProblem]:
    """Return each mistake that pydantic found."""
    return [
        RuleProblem(_place(found["loc"]), _reason(found["type"], found["msg"])) for found in error.errors()
    ]


def _place(parts: tuple[int | str, ...]) -> str:
    place = ""
    for part in parts:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place or "-"


def _reason(kind: str, message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if kind.startswith("date"):
        return "日期应写成 YYYY-MM-DD"
    if kind.startswith("int"):
        return "应是整数"
    return _REASONS.get(kind, "填写不正确")
