"""A view of another database is read along its cursor, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from records.database import Database
from records.feeds.connectors.config import SqlSource
from records.feeds.connectors.connector import ConnectorFailed
from records.feeds.connectors.sql_view import SqlViewConnector
from tests.records.feeds.support import count
from tests.records.feeds.sync_support import ask, is_stale, source_row
from tests.records.support import USCC

FIELDS = {
    "number": "event_no",
    "uscc": "code",
    "kind": {"from": "type", "map": {"1": "general_breach"}},
    "basis": "reason",
    "recorded_on": "decided",
}


class OtherDatabase:
    """A table and a view over it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(url)
        self._rows = 0
        self.run(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, event_no VARCHAR(20), code VARCHAR(18), type INTEGER, "
            "reason VARCHAR(100), decided DATE, changed TIMESTAMP)"
        )
        self.run("CREATE VIEW v_events AS SELECT * FROM events")

    def run(self, statement: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(text(statement), values)

    def add(self, number: int, *, changed: str = "2026-03-05 10:00:00", code: str = USCC) -> None:
        self.run(
            "INSERT INTO events VALUES (:id, :no, :code, 1, '样例：逾期', '2026-03-05', :changed)",
            id=number,
            no=f"C{number}",
            code=code,
            changed=changed,
        )

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture
def other(empty_url: str) -> Iterator[OtherDatabase]:
    other = OtherDatabase(empty_url)
    yield other
    other.close()


@pytest.fixture
def ready(sqlite_template: bytes, tmp_path: Path) -> Iterator[Database]:
    """Our own side; which database the other one is makes the difference here."""
    from tests.records.feeds.support import ENTERPRISES, import_rows

    path = tmp_path / "ours.db"
    path.write_bytes(sqlite_template)
    database = Database(f"sqlite:///{path}")
    import_rows(database, "enterprises", ENTERPRISES, tmp_path)
    yield database
    database.close()


def source(**changes: Any) -> SqlSource:
    return SqlSource.model_validate(
        {
            "title": "信用系统（样例）",
            "kind": "sql",
            "feeds": "credit-events",
            "url_env": "CREDIT_URL",
            "view": "v_events",
            "cursor_column": "id",
            "page_size": 3,
            "fields": FIELDS,
        }
        | changes
    )


def read(ready: Database, other: OtherDatabase, config: SqlSource) -> Any:
    return ask(ready, config, name="credit", environment={"CREDIT_URL": other.url})


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


@pytest.mark.parametrize(
    "changes", [{"view": "v_none"}, {"cursor_column": "none"}, {"fields": FIELDS | {"basis": "none"}}]
)
def test_a_view_that_is_not_as_said_is_a_failure(
    ready: Database, other: OtherDatabase, changes: dict[str, Any]
) -> None:
    other.add(1)
    result = read(ready, other, source(**changes))
    if result.failure is None:  # SQLite takes an unknown name in double quotes for a text.
        assert (other.url.startswith("sqlite"), result.new) == (True, 0)
        return
    assert "读取视图" in result.failure or "有空值" in result.failure
    assert is_stale(ready, "credit")


def test_an_injected_name_is_a_name(other: OtherDatabase) -> None:
    other.add(1)
    connector = SqlViewConnector(source(cursor_column='id"; DROP TABLE events; --'), other.url)
    with pytest.raises(ConnectorFailed):
        list(connector.pages(None))
    connector.close()
    other.run("SELECT count(*) FROM events")


def test_a_database_that_is_down_is_a_failure_without_its_password(ready: Database) -> None:
    down = "postgresql://reader:geheim@127.0.0.1:1/none"
    result = ask(ready, source(), name="credit", environment={"CREDIT_URL": down})
    assert result.failure is not None
    assert "geheim" not in result.failure
    for wrong in ("nonsense", "oracle://a:geheim@h/x", "nodialect://x"):
        result = ask(ready, source(), name="credit", environment={"CREDIT_URL": wrong})
        assert result.failure == "CREDIT_URL 里的数据库地址不对，或缺少它的驱动。"


def test_a_cursor_of_another_kind_of_source_is_said_so(other: OtherDatabase) -> None:
    connector = SqlViewConnector(source(), other.url)
    for cursor in ("abc", "{", '{"x": 1}', "[{}]"):
        with pytest.raises(ConnectorFailed, match="--restart"):
            list(connector.pages(cursor))
    connector.close()
