"""What the synthetic records are made of: how many, from when, for whom; the same sizes give the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from records.models.base import Base

Row = tuple[Any, ...]

AS_OF = date(2026, 11, 20)
BEGAN = date(2020, 1, 2)
PLACES = (
    ("浙江省/杭州市/萧山区", "330109", "XS", "萧山"),
    ("浙江省/杭州市", "330100", "HZ", "杭州"),
    ("湖北省/武汉市", "420100", "WH", "武汉"),
    ("湖北省/武汉市/江岸区", "420102", "JA", "江岸"),
    ("河南省/周口市", "411600", "ZK", "周口"),
    ("浙江省/嘉兴市", "330400", "JX", "嘉兴"),
    ("浙江省/金华市/义乌市", "330782", "YW", "义乌"),
    ("江苏省/苏州市", "320500", "SZ", "苏州"),
)


@dataclass(frozen=True)
class Sizes:
    """How many of what; ids run from 1. A tenth of the batches' enterprises have no case."""

    cases: int
    ledger_entries: int

    @property
    def enterprises(self) -> int:
        return max(self.cases // 5, 10)

    @property
    def batches(self) -> int:
        return max(self.ledger_entries // 10, 10)

    @property
    def credit_events(self) -> int:
        return max(self.enterprises // 2, 10)


@dataclass(frozen=True)
class Part:
    """Rows of one table, in the order of its columns' names."""

    model: type[Base]
    columns: Sequence[str]
    rows: Sequence[Row]


def curved(random: Random, enterprises: int) -> int:
    """An enterprise's id but the first's, on a curve from many to few."""
    others = enterprises - 1
    return 2 + int(others * random.random() ** 1.5) * 7919 % others


def moment(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time(1, 0), tzinfo=UTC) + timedelta(seconds=seconds)


def chunks(ids: range, size: int) -> Iterator[list[int]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, size)):
        yield chunk
