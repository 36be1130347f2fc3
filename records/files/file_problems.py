"""What is wrong with a YAML file that policy staff edit: pydantic's errors as a place and a reason in Chinese."""

from __future__ import annotations

from pydantic import ValidationError

_REASONS = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "list_type": "应是列表",
    "tuple_type": "应是列表",
    "model_type": "应是字段和值",
    "string_type": "应是文字",
    "string_too_short": "不能为空",
    "string_too_long": "太长",
    "too_short": "至少写一项",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
    "bool_parsing": "只能是 true 或 false",
    "bool_type": "只能是 true 或 false",
}


def problems_in_words(problem: ValidationError) -> list[tuple[str, str]]:
    """Return each error as its place (measures[2].source; - for the whole file) and its reason."""
    return [(_place(error["loc"]), _reason(error)) for error in problem.errors()]


def _place(location: tuple[int | str, ...]) -> str:
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    return place or "-"


def _reason(error: object) -> str:
    assert isinstance(error, dict)
    kind = str(error["type"])
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if kind == "literal_error":
        return f"只能是 {error['ctx']['expected'].replace(' or ', '、').replace(', ', '、')}"
    return "日期应写成 YYYY-MM-DD" if kind.startswith("date") else _REASONS.get(kind, "写法不对")
