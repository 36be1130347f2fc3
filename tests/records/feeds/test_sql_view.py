"""A view of another database is read along its cursor, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from records.feeds.connectors.connector import ConnectorFailed
from records.feeds.connectors.sql_view import SqlViewConnector
from records.feeds.syncing import SyncResult
from records.storage.database import Database
from tests.golden_files import Golden
from tests.records.databases import sqlite_database
from tests.records.feeds.other_database import FIELDS, OtherDatabase, read, source
from tests.records.feeds.support import ENTERPRISES, NOW, count, import_rows
from tests.records.feeds.sync_support import ask, is_stale, source_row

pytestmark = pytest.mark.both_databases


@pytest.fixture
def other(empty_url: str) -> Iterator[OtherDatabase]:
    other = OtherDatabase(empty_url)
    yield other
    other.close()


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Database]:
    """Our own side; which database the other one is makes the difference here."""
    database = Database(sqlite_database(tmp_path / "ours.db"))
    import_rows(database, "enterprises", ENTERPRISES, tmp_path)
    yield database
    database.close()


def test_rows_are_read_page_by_page_and_later_only_the_new_ones(
    ready: Database, other: OtherDatabase
) -> None:
    for number in range(1, 8):
        other.add(number)
    first = read(ready, other, source())
    assert (first.new, first.pages, first.failure) == (7, 3, None)
    assert source_row(ready, "credit").cursor == "[7]"
    other.add(8)
    second = read(ready, other, source())
    assert (second.new, second.unchanged) == (1, 0)
    assert read(ready, other, source()).new == 0
    assert count(ready, "credit_events") == 8


def test_rows_of_one_moment_are_told_apart_by_their_key(ready: Database, other: OtherDatabase) -> None:
    for number in range(1, 8):
        other.add(number)
    config = source(cursor_column="changed", cursor_type="timestamp", key_column="id")
    assert read(ready, other, config).new == 7
    other.add(9)
    other.add(10, changed="2026-03-06 00:00:00.5")
    assert read(ready, other, config).new == 2


def test_wrong_rows_are_left_out(ready: Database, other: OtherDatabase) -> None:
    other.add(1)
    other.add(2, code="91411600YL00000035")
    result = read(ready, other, source())
    assert (result.new, result.left_out) == (1, 1)
    assert "C2 统一社会信用代码" in str(source_row(ready, "credit").last_error)


def test_the_other_database_is_only_read(other: OtherDatabase) -> None:
    connector = SqlViewConnector(source(), other.url)
    with (
        pytest.raises(Exception, match=r"(?i)read-?only"),
        connector._engine.begin() as connection,
    ):
        connection.execute(text("DELETE FROM events"))
    connector.close()


def check_failure(ready: Database, result: SyncResult, reason: str, *, at: datetime = NOW) -> None:
    """A failure is the source's state, and what is known of it counts as old."""
    assert result.failure is not None
    assert reason in result.failure
    row = source_row(ready, "credit")
    assert (row.last_error, row.last_attempt_at) == (result.failure, at)
    assert is_stale(ready, "credit")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"view": "v_none"}, "没有这个视图"),
        ({"view": "none.v_events"}, "没有这个"),
        ({"cursor_column": "none"}, "没有配置中写的列"),
        ({"key_column": "Changed At"}, "没有配置中写的列"),
        ({"fields": FIELDS | {"basis": "reson"}}, "没有配置中写的列"),
        ({"fields": FIELDS | {"basis": "Reason Given"}}, "没有配置中写的列"),
    ],
)
def test_a_view_that_is_not_as_said_is_a_failure(
    ready: Database, other: OtherDatabase, changes: dict[str, Any], reason: str
) -> None:
    other.add(1)
    result = read(ready, other, source(**changes))
    check_failure(ready, result, reason)
    assert (result.pages, count(ready, "credit_events")) == (0, 0)
    assert source_row(ready, "credit").last_success_at is None


def test_a_column_that_is_mistyped_later_is_a_failure_and_leaves_what_is_known(
    ready: Database, other: OtherDatabase
) -> None:
    other.add(1)
    assert read(ready, other, source()).new == 1
    other.add(2)
    wrong = source(fields=FIELDS | {"recorded_on": "decidet"})
    later = NOW + timedelta(minutes=1)
    check_failure(ready, read(ready, other, wrong, at=later), "没有配置中写的列", at=later)
    row = source_row(ready, "credit")
    assert (row.cursor, row.last_success_at, count(ready, "credit_events")) == ("[1]", NOW, 1)


ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "postgresql": "SELECT count(*) FROM pg_sleep(60)",
}


def test_a_view_that_hangs_is_given_up_in_time(ready: Database, other: OtherDatabase) -> None:
    other.add(1)
    other.run(f"CREATE VIEW v_slow AS SELECT * FROM events WHERE ({ENDLESS[other.kind]}) > 0")
    started = time.monotonic()
    result = read(ready, other, source(view="v_slow", timeout_seconds=0.5))
    assert 0.4 < time.monotonic() - started < 10
    check_failure(ready, result, "超过 0.5 秒没有读完一页")
    assert count(ready, "credit_events") == 0
    assert read(ready, other, source(timeout_seconds=0.5)).new == 1


BREAKS = {  # at row 5; what the other databases have in common is that an overflow is an error
    "an error": (
        "reason || substr(CAST(abs(-9223372036854775807 - 1 + (id - 5) * (id - 5)) AS VARCHAR(30)), 1, 0)",
        "对方报告错误",
    ),
    "a hang": ("CASE WHEN id = 5 THEN (SELECT 'x' WHERE ({endless}) > 0) ELSE reason END", "超过 0.5 秒"),
}


@pytest.mark.parametrize("what", list(BREAKS))
def test_a_failure_in_the_middle_keeps_whole_pages_and_goes_on_from_there(
    ready: Database, other: OtherDatabase, what: str
) -> None:
    expression, reason = BREAKS[what]
    check_break(ready, other, expression.format(endless=ENDLESS[other.kind]), reason)


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
def test_a_connection_lost_in_the_middle_is_a_failure(ready: Database, other: OtherDatabase) -> None:
    lost = "CASE WHEN id = 5 THEN CAST(pg_terminate_backend(pg_backend_pid()) AS VARCHAR) ELSE reason END"
    check_break(ready, other, lost, "连接中断")


def check_break(ready: Database, other: OtherDatabase, expression: str, reason: str) -> None:
    """Row 5, on the second page of three, cannot be read: the first page stays, of the second there is nothing."""
    for number in range(1, 8):
        other.add(number)
    other.read_along_indexes()
    other.run(
        f"CREATE VIEW v_breaks AS SELECT id, event_no, code, type, {expression} AS reason, decided FROM events "
        "ORDER BY id"
    )
    config = source(view="v_breaks", timeout_seconds=0.5)
    result = read(ready, other, config)
    check_failure(ready, result, reason)
    assert (result.pages, result.new, count(ready, "credit_events")) == (1, 3, 3)
    assert source_row(ready, "credit").cursor == "[3]"
    other.run("DELETE FROM events WHERE id = 5")
    assert read(ready, other, config).new == 3
    assert source_row(ready, "credit").last_error is None


def test_an_injected_name_is_a_name(other: OtherDatabase) -> None:
    other.add(1)
    connector = SqlViewConnector(source(cursor_column='id"; DROP TABLE events; --'), other.url)
    with pytest.raises(ConnectorFailed):
        list(connector.pages(None))
    connector.close()
    other.run("SELECT count(*) FROM events")


def test_a_database_that_is_down_is_a_failure_without_its_password(ready: Database, golden: Golden) -> None:
    down = "postgresql://reader:geheim@127.0.0.1:1/none"
    result = ask(ready, source(), name="credit", environment={"CREDIT_URL": down})
    assert result.failure is not None
    assert "geheim" not in result.failure
    for wrong in ("nonsense", "oracle://a:geheim@h/x", "nodialect://x"):
        result = ask(ready, source(), name="credit", environment={"CREDIT_URL": wrong})
        assert "geheim" not in str(result.failure)
        golden.check("feeds", "a wrong address of a database", str(result.failure))


def test_a_cursor_of_another_kind_of_source_is_said_so(other: OtherDatabase) -> None:
    connector = SqlViewConnector(source(), other.url)
    for cursor in ("abc", "{", '{"x": 1}', "[{}]"):
        with pytest.raises(ConnectorFailed, match="--restart"):
            list(connector.pages(cursor))
    connector.close()
