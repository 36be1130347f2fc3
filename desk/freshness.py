"""Of when an answer is, where another system keeps the data."""

from __future__ import annotations

from contracts import Freshness
from desk.words import SHANGHAI, day


def describe_freshness(freshness: Freshness | None) -> list[str]:
    """Return one line that says of when the data are; none where this service keeps them itself."""
    if freshness is None:
        return []
    local = freshness.as_of.astimezone(SHANGHAI)
    late = "，该系统暂时连不上，这是最近一次同步的数据" if freshness.is_stale else ""
    return [f"数据截至 {day(local)} {local:%H:%M}（来自{freshness.source}{late}）"]
