"""By when a case was filed: a time that cannot be (13月报的) or has not come (明年报的) is told from one that can."""

from __future__ import annotations

import re
from datetime import date

from understanding.values.period_points import read_numerals
from understanding.values.periods import names_no_past_time
from understanding.values.writing import canonical

_TIME = (
    r"(?:(?:(?:20)?\d{2}年|[去今明后]年)?(?:的)?(?:\d{1,2}月份?(?:\d{1,2}[日号])?|[初底末])?"
    r"|[明后]天|下(?:个|一)?(?:月|季度?|周|星期|半?年))"
)
_FILE = r"(?:提交|申报|申请|递交|报|交|递|送|办)(?:了|上去|过)?"
_FILED = re.compile(rf"{_TIME}(?:我们?|咱们?|公司|才|刚|新)*(?:{_FILE})?的")
_AHEAD = re.compile(r"什么时候|啥时候|几时|能|会|可以|要")


def is_filed_at_no_past_time(text: str, today: date) -> bool:
    """Tell whether a question about cases names only a time of filing that is impossible or still to come."""
    return (
        names_no_past_time(text, today)
        and _FILED.search(_plain(text)) is not None
        and _AHEAD.search(text) is None
    )


def _plain(text: str) -> str:
    return read_numerals(re.sub(r"\s+", "", canonical(text)))
