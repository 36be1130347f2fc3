"""Amounts, ratios, periods and days of the year in a text, in one form each, so that they can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from understanding.values.numerals import read_number

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
        kind, value = _read(match)
        if value is not None:
            yield Measure(kind, value, match[0].strip(), match.start(), match.end())


def _read(match: re.Match[str]) -> tuple[MeasureKind, str | None]:
    """What a match is and its comparable value; None where its numeral says no number."""
    if match["amount"]:
        number = read_number(match["sum"].replace("，", "").replace(",", ""))
        return "amount", None if number is None else f"{float(number) * _SCALES[match['scale']]:g}元"
    if match["ratio"]:
        number = read_number(match["share"] or match["hundredths"])
        return "ratio", None if number is None else f"{float(number):g}%"
    if match["day"]:
        return "day", f"{int(match['month'])}-{match['date'] or '底'}"
    number = read_number(match["count"])
    return "period", None if number is None else f"{number}{_UNITS.get(match['unit'], match['unit'])}"
