"""Amounts, ratios, periods and days of the year in a text, in one form each, so that they can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.text.document_numbers import read_small

MeasureKind = Literal["amount", "ratio", "period", "day"]
KIND_NAMES: dict[str, str] = {"amount": "金额", "ratio": "比例", "period": "期限", "day": "日期"}

_CN = "一二两三四五六七八九十"
_MEASURE = re.compile(
    rf"(?P<amount>(?P<sum>\d[\d,，]*(?:\.\d+)?|[{_CN}百千]{{1,6}})\s*(?P<scale>百万|千万|万|亿|千|百)?\s*(?:美|欧|日)?元)"
    rf"|(?P<ratio>(?P<share>\d+(?:\.\d+)?)\s*[%％]|百分之(?P<hundredths>[{_CN}百〇零]{{1,5}}))"
    rf"|(?P<day>(?:(?<!\d)(?P<month>\d{{1,2}})\s*月\s*(?:(?P<date>\d{{1,2}})\s*日|(?P<last>底))))"
    rf"|(?P<period>(?<![\d.{_CN}年第])(?P<count>\d{{1,3}}|[{_CN}]{{1,3}})\s*(?:个(?=工作日|月|小时|自然日|日历天|年|季度|星期))?\s*"
    r"(?P<unit>工作日|自然日|日历天|日|天|小时|月|年|周|星期|季度)(?![度级份代一二三四]))"
)
_SCALES = {"百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, None: 1.0}
_UNITS = {"天": "日", "自然日": "日", "日历天": "日", "星期": "周"}


@dataclass(frozen=True)
class Measure:
    """One figure of a text at [start, end). `value` is comparable: yuan, percent, a count with its unit, month-day."""

    kind: MeasureKind
    value: str
    text: str
    start: int
    end: int


def find_measures(text: str) -> Iterator[Measure]:
    """The measures of a text, in its order."""
    for match in _MEASURE.finditer(text):
        if match["amount"]:
            yield _measure("amount", _amount(match), match)
        elif match["ratio"]:
            share = match["share"] or str(_chinese(match["hundredths"]))
            yield _measure("ratio", f"{float(share):g}%", match)
        elif match["day"]:
            yield _measure("day", f"{int(match['month'])}-{match['date'] or '底'}", match)
        else:
            unit = _UNITS.get(match["unit"], match["unit"])
            yield _measure("period", f"{read_small(match['count'])}{unit}", match)


def _measure(kind: MeasureKind, value: str, match: re.Match[str]) -> Measure:
    return Measure(kind, value, match[0].strip(), match.start(), match.end())


def _amount(match: re.Match[str]) -> str:
    digits = match["sum"].replace(",", "").replace("，", "")
    value = float(digits) if digits[0].isdigit() else float(_chinese(digits))
    return f"{value * _SCALES[match['scale']]:g}元"


def _chinese(text: str) -> int:
    """二十, 一百五十, 两千: numbers below ten thousand."""
    total = 0
    for name, size in (("千", 1000), ("百", 100)):
        head, mark, tail = text.partition(name)
        if mark:
            total += (read_small(head) if head else 1) * size
            text = tail.lstrip("零〇")
    return total + (read_small(text) if text else 0)
