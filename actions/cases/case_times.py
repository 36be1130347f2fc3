"""By when a case was filed: a time that cannot be (13月报的) or has not come (明年报的) is told from one that can."""

from __future__ import annotations

import re
from datetime import date

from actions.spoken.period_points import read_numerals
from actions.spoken.periods import names_no_past_time
from index.text.normalise import canonical

_TIME = (
    r"(?:(?:(?:20)?\d{2}年|[去今明后]年)?(?:的)?(?:\d{1,2}月份?(?:\d{1,2}[日号])?|[初底末])?"
    r"|[明后]天|下(?:个|一)?(?:月|季度?|周|星期|半?年))"
)
_FILE = r"(?:提交|申报|申请|递交|报|交|递|送|办)(?:了|上去|过)?"
_FILED = re.compile(rf"{_TIME}(?:我们?|咱们?|公司|才|刚|新)*(?:{_FILE})?的")
_AHEAD = re.compile(r"什么时候|啥时候|几时|能|会|可以|要")
_LONGEST = 30  # characters
# Nothing but a case by its time, whatever is asked of it.
_ONLY = re.compile(
    rf"(?:我们?|咱们?|公司|查|看|一下|下|那个|的|在)*{_TIME}(?:我们?|咱们?|公司|才|刚|新)*(?P<filed>{_FILE})?的"
    r"(?:[那这]?(?:个|件|份|些|几[个件])|办件|申请|申报|项目|事项|高企|科小)*"
    r"(?:呢|办?到哪儿?里?(?:一?步|个环节)?了?|怎么样了?|(?:办好|批下来|批|办完)了?[没吗]?有?|有哪些|有什么|进度)*\W*"
)


def is_filed_at_no_past_time(text: str, today: date) -> bool:
    """Tell whether a question about cases names only a time of filing that is impossible or still to come."""
    return (
        names_no_past_time(text, today)
        and _FILED.search(_plain(text)) is not None
        and _AHEAD.search(text) is None
    )


def is_only_filed_at_no_past_time(text: str, today: date, *, is_after_cases: bool) -> bool:
    """Tell whether a message is such a question and nothing else, whatever it was taken for.

    `is_after_cases`: cases have just been listed, so that a time alone (13月的) picks among them.
    """
    is_short = len(text) <= _LONGEST and names_no_past_time(text, today)
    found = _ONLY.fullmatch(_plain(text)) if is_short else None
    return found is not None and (is_after_cases or found["filed"] is not None)


def _plain(text: str) -> str:
    return read_numerals(re.sub(r"\s+", "", canonical(text)))
