"""Of when data are, and whether that counts as old."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from records.models import DataSource
from records.sources.freshness import find_freshness
from records.storage.database import Database
from tests.records.feeds.support import NOW


def source(database: Database, name: str = "a", **values: object) -> None:
    with database.transaction() as session:
        session.add(DataSource(**({"name": name, "title": f"系统 {name}", "kind": "http"} | values)))


def found(database: Database, *names: str, now: datetime = NOW) -> tuple[str, datetime, bool] | None:
    with database.transaction(read_only=True) as session:
        freshness = find_freshness(session, names, now=now)
    return (freshness.source, freshness.as_of, freshness.is_stale) if freshness else None


def test_without_a_source_there_is_nothing_to_say(database: Database) -> None:
    assert found(database) is None
    assert found(database, "unknown") is None
    source(database)
    assert found(database, "a") is None  # never asked


EARLIER = NOW - timedelta(minutes=44)


@pytest.mark.parametrize(
    ("values", "is_stale"),
    [
        ({"last_success_at": EARLIER, "last_attempt_at": EARLIER}, False),
        ({"last_success_at": EARLIER, "last_attempt_at": EARLIER, "last_error": "有 1 条记录未写入"}, False),
        ({"last_success_at": EARLIER, "last_attempt_at": NOW, "last_error": "对方报告 500。"}, True),
        ({"last_success_at": EARLIER, "last_error": "对方报告 500。"}, True),
        ({"last_success_at": EARLIER, "last_attempt_at": EARLIER, "every_minutes": 15}, False),
        ({"last_success_at": EARLIER, "last_attempt_at": EARLIER, "every_minutes": 14}, True),
        ({"last_attempt_at": EARLIER, "last_error": "没有回应"}, True),
    ],
    ids=[
        "fresh",
        "with records left out",
        "failed",
        "failed once",
        "in time",
        "three rounds missed",
        "never reached",
    ],
)
def test_data_are_old_when_their_system_is_silent(
    database: Database, values: dict[str, object], is_stale: bool
) -> None:
    source(database, **values)
    assert found(database, "a") == ("系统 a", EARLIER, is_stale)


def test_of_several_sources_the_oldest_counts_and_one_that_fails_is_enough(database: Database) -> None:
    source(database, "a", last_success_at=NOW)
    source(database, "b", last_success_at=EARLIER)
    assert found(database, "a", "b") == ("系统 b", EARLIER, False)
    source(database, "c")  # never reached
    assert found(database, "a", "b", "c") == ("系统 b", EARLIER, True)


def test_a_clock_that_jumped_back_makes_nothing_old(database: Database) -> None:
    source(database, last_success_at=NOW, last_attempt_at=NOW, every_minutes=1)
    assert found(database, "a", now=NOW - timedelta(days=1)) == ("系统 a", NOW, False)
