"""The region that a request names."""

from __future__ import annotations

from api.web.errors import Problem
from index.lexicon.divisions import load_divisions


def check_region(named: str | None) -> str | None:
    """Return the region's path; None for a blank one, which means all. Raises Problem 422 for what is no division."""
    path = (named or "").strip()
    if not path:
        return None
    if not load_divisions().is_region(path):
        raise Problem(
            422,
            "没有这个地区，请检查后重试。",
            "地区要写行政区划的完整路径，如 湖北省/武汉市、浙江省/杭州市/萧山区，或写 全国；不写表示不限地区。",
        )
    return path
