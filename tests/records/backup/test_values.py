from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Float, select

from records.backup.values import kind_of, row_reader, row_writer
from records.models import Base, Enterprise, HolidayNotice, Ticket, VoucherBatch, VoucherLedgerEntry
from records.storage.bulk import insert_rows
from records.storage.column_types import storable
from records.storage.database import Database
from tests.records.support import NOW

fen = st.integers(min_value=-(2**63), max_value=2**63 - 1)
moments = st.datetimes(
    min_value=datetime(1900, 1, 2),  # noqa: DTZ001 - the strategy wants naive bounds
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.sampled_from(
        [UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-11, minutes=-30))]
    ),
)
texts = st.text(max_size=60)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_every_column_of_every_table_has_a_kind() -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            assert kind_of(column)


def test_a_type_that_would_not_come_back_exactly_is_refused() -> None:
    with pytest.raises(TypeError, match="rate"):
        kind_of(Column("rate", Float))


@given(st.lists(st.tuples(texts, fen, st.booleans(), st.dates(), moments, values), max_size=5))
def test_rows_come_back_from_their_lines_exactly(rows: list[tuple[object, ...]]) -> None:
    kinds = ("text", "integer", "boolean", "date", "time", "json")
    write, read = row_writer(kinds), row_reader(kinds)
    for text, *plain, value in rows:
        row = [storable(str(text)), *plain, json.dumps(value)]
        line = write(row)
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        back = read(line)
        assert back[:5] == row[:5]
        assert json.loads(str(back[5])) == value


def test_nothing_and_the_null_of_json_stay_apart() -> None:
    write, read = row_writer(["json"]), row_reader(["json"])
    assert (write([None]), write(["null"])) == (b"[null]\n", b"[[null]]\n")
    assert (read(b"[null]\n"), read(b"[[null]]\n")) == ([None], ["null"])


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("integer", b"[1.0]"),
        ("integer", b"[true]"),
        ("integer", b'["1"]'),
        ("integer", b"[9223372036854775808]"),
        ("boolean", b"[1]"),
        ("date", b'["2026-02-30"]'),
        ("date", b"[20260228]"),
        ("time", b'["2026-02-28T10:00:00"]'),
        ("time", b"[null, null]"),
        ("text", b"[5]"),
        ("json", b'["{}"]'),
        ("text", b"{}"),
        ("text", b""),
        ("text", b"\xff\xfe"),
    ],
)
def test_what_is_not_of_its_kind_is_refused(kind: str, line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several texts
        row_reader([kind])(line)  # type: ignore[list-item]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(st.tuples(texts, moments), min_size=1, max_size=5))
def test_texts_and_times_are_exact_in_both_databases(
    database: Database, rows: list[tuple[str, datetime]]
) -> None:
    columns = ("id", "number", "kind", "text", "state", "created_at", "updated_at")
    with database.connection() as connection:
        connection.execute(Ticket.__table__.delete())
        insert_rows(
            connection,
            Ticket.__table__,
            columns,
            [(i, str(i), "complaint", text, "open", at, at) for i, (text, at) in enumerate(rows)],
        )
    with database.transaction(read_only=True) as session:
        stored = session.execute(select(Ticket.text, Ticket.created_at).order_by(Ticket.id)).all()
    assert [tuple(row) for row in stored] == [(storable(text), at) for text, at in rows]
    assert all(row.created_at.tzinfo is UTC for row in stored)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(fen, st.dates(), values.filter(lambda value: isinstance(value, list)))
def test_money_days_and_lists_are_exact_in_both_databases(
    database: Database, amount: int, day: date, scope: list[object]
) -> None:
    """The ledger cannot be emptied, so that each example adds to it."""
    with database.transaction() as session:
        key = str(session.query(VoucherLedgerEntry).count())
        if key == "0":
            session.add(Enterprise(id=1, uscc="1", name="1", pinyin_initials="1", region="1", created_at=NOW))
            session.flush()
        batch = VoucherBatch(
            number=key, enterprise_id=1, name="1", scope=scope, region="1", valid_from=day, valid_to=day
        )
        session.add(batch)
        session.flush()
        session.add(
            VoucherLedgerEntry(
                batch_id=batch.id,
                sequence=1,
                key=key,
                kind="correct",
                amount_fen=amount or 1,
                available_delta_fen=amount,
                reserved_delta_fen=-1,
                balance_after_fen=abs(amount // 2),
                reserved_after_fen=0,
                recorded_at=NOW,
            )
        )
    with database.transaction(read_only=True) as session:
        entry = session.query(VoucherLedgerEntry).filter_by(key=key).one()
        stored = session.get_one(VoucherBatch, entry.batch_id)
        assert (entry.amount_fen, entry.available_delta_fen, entry.balance_after_fen) == (
            amount or 1,
            amount,
            abs(amount // 2),
        )
        assert (stored.valid_from, stored.valid_to) == (day, day)
        assert json.dumps(stored.scope, sort_keys=True) == json.dumps(_storable(scope), sort_keys=True)


def test_a_list_of_days_is_one_value(database: Database) -> None:
    with database.transaction() as session:
        session.add(
            HolidayNotice(
                year=2027,
                source="样例",
                holidays=["2027-01-01"],
                workdays=[],
                recorded_by="x",
                recorded_at=NOW,
            )
        )
    with database.transaction(read_only=True) as session:
        assert session.get_one(HolidayNotice, 2027).holidays == ["2027-01-01"]


def _storable(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(part) for part in value]
    if isinstance(value, dict):
        return {storable(key): _storable(part) for key, part in value.items()}
    return value
