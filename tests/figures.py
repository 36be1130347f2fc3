"""The figures that a text names: what tests hold a reply to, however it is worded."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_SUM = re.compile(r"([+-]?)(\d[\d,]*(?:\.\d+)?) 元")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_COUNT = re.compile(r"(\d+) (?:个工作日|个绑定|天|件|笔|批|条|家|项|次|行|份|位)")


def sums(text: str) -> list[int]:
    """Return the sums of money of a text in its order, in fen: 1,000 元 is 100000 and -10.50 元 is -1050."""
    return [int(Decimal(sign + yuan.replace(",", "")) * 100) for sign, yuan in _SUM.findall(text)]


def days(text: str) -> list[date]:
    """Return the calendar days of a text in its order."""
    return [date(int(year), int(month), int(day)) for year, month, day in _DAY.findall(text)]


def counts(text: str) -> list[int]:
    """Return the numbers of things and of days that a text counts, in its order: 7 件, 4 个工作日."""
    return [int(number) for number in _COUNT.findall(text)]
