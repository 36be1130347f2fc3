"""Fictional credit events: an enterprise in two has one, the first has fifty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from benchmarks.records.parts import AS_OF, BEGAN, Part, Row, Sizes, chunks, curved, moment
from records.models import CreditEvent

_COLUMNS = (
    "id",
    "number",
    "enterprise_id",
    "kind",
    "basis",
    "recorded_on",
    "valid_to",
    "repairs_id",
    "created_at",
)
_KINDS = ("trustworthy",) * 3 + ("general_breach",) * 2 + ("serious_breach",)
_BASIS = "样例：按时提交科技计划项目验收材料"


def credit_parts(sizes: Sizes, chunk: int = 20_000) -> Iterator[list[Part]]:
    """Yield events; one in ten repairs the breach before it."""
    random = Random(7)
    breach: tuple[int, int] | None = None
    for ids in chunks(range(1, sizes.credit_events + 1), chunk):
        rows: list[Row] = []
        for number in ids:
            # In order of time, as events are recorded.
            day = BEGAN + timedelta(days=number * (AS_OF - BEGAN).days // sizes.credit_events)
            owner = 1 if number % (sizes.credit_events // 50 or 1) == 0 else curved(random, sizes.enterprises)
            kind, repairs, ends = random.choice(_KINDS), None, day + timedelta(days=730)
            if breach is not None and number % 10 == 0:
                (repairs, owner), breach = breach, None
                kind = "repair"
            elif kind != "trustworthy":
                breach = number, owner
            until = None if kind == "repair" else ends
            rows.append((number, f"XY{number:08d}", owner, kind, _BASIS, day, until, repairs, moment(day, 0)))
        yield [Part(CreditEvent, _COLUMNS, rows)]
