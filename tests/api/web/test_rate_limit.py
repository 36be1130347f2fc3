"""A refusal says how long it lasts: until the oldest call of the last minute is a minute old."""

from __future__ import annotations

import time

import pytest

from api.web.errors import Problem
from api.web.rate_limit import RateLimit


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time of day in seconds, to be set."""
    moment = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: moment[0])
    return moment


def refused_for(limit: RateLimit, key: str = "a") -> int | None:
    try:
        limit.check(key)
    except Problem as problem:
        return problem.retry_after
    return None


def test_the_seconds_that_remain_are_told_and_are_true(now: list[float]) -> None:
    limit = RateLimit("message", 2)
    assert refused_for(limit) is None
    now[0] += 20
    assert refused_for(limit) is None
    assert refused_for(limit) == 40
    now[0] += 15.5
    assert refused_for(limit) == 25
    now[0] += 25
    assert refused_for(limit) is None
    assert refused_for(limit) == 20  # the second call of before: 40.5 s ago


def test_each_key_is_counted_for_itself(now: list[float]) -> None:
    limit = RateLimit("message", 1)
    assert [refused_for(limit, key) for key in ("a", "b", "a")] == [None, None, 60]
