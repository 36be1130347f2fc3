"""Auditors read the log and check it; that is in the log too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.console.audit_export import export_daily, export_if_due
from api.console.parts import Console
from records.audit.heads import read_heads
from records.audit.log import read_head, record_audit
from records.staff.accounts.accounts import Role
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.api.console.support import NOW, audit_of
from tests.golden_files import Golden

ClientOf = Callable[[Role], TestClient]


def add(database: Database, actor: str, action: str, subject: str, days: int = 0) -> None:
    with database.transaction() as session:
        record_audit(
            session,
            actor=actor,
            action=action,
            subject=subject,
            outcome="found",
            now=NOW + timedelta(days=days),
        )


@pytest.fixture
def looks(database: Database) -> None:
    add(database, "staff:张三", "staff.view_case", "case:XS2026-000001")
    add(database, "staff:李四", "staff.view_credit", "uscc:91330109YL0000001C", 1)
    add(database, "conversation:abc", "lookup.voucher_balance", "uscc:91330109YL0000001C vouchers", 2)


@pytest.mark.parametrize(
    ("params", "actors"),
    [
        ({"actor": "张三"}, ["staff:张三"]),
        ({"actor": "staff:李四"}, ["staff:李四"]),
        ({"action": "staff.view_credit"}, ["staff:李四"]),
        ({"subject": "uscc:91330109"}, ["conversation:abc", "staff:李四"]),
        ({"subject": "uscc:91330109", "until": "2026-11-21"}, ["staff:李四"]),
        ({"since": "2026-11-22"}, ["conversation:abc"]),
        ({"actor": "王五"}, []),
        ({"subject": "%"}, []),
    ],
)
def test_entries_are_found_by_person_action_subject_and_day(
    client_of: ClientOf, looks: None, params: dict[str, str], actors: list[str]
) -> None:
    found = client_of("auditor").get("/staff/audit", params=params).json()
    assert [entry["actor"] for entry in found["entries"]] == actors
    assert found["next_page"] is None


def test_page_by_page_each_entry_comes_once(client_of: ClientOf, database: Database) -> None:
    for number in range(120):
        add(database, "staff:张三", "staff.view_case", f"case:{number}")
    client = client_of("auditor")
    sequences: list[int] = []
    page = None
    while True:
        params = {"actor": "张三", **({"page": page} if page else {})}
        found = client.get("/staff/audit", params=params).json()
        sequences += [entry["sequence"] for entry in found["entries"]]
        page = found["next_page"]
        if page is None:
            break
    assert len(sequences) == 120
    assert sequences == sorted(set(sequences), reverse=True)


@pytest.mark.parametrize(
    "params",
    [
        {"since": "gestern"},
        {"since": "2026-02-30"},
        {"page": "0"},
        {"page": "x"},
        {"page": "9" * 30},
        {"since": "2026-11-22", "until": "2026-11-20"},
        {"until": "9999-12-31"},
        {"actor": "x" * 151},
    ],
)
def test_wrong_input_is_422(client_of: ClientOf, params: dict[str, str]) -> None:
    assert client_of("auditor").get("/staff/audit", params=params).status_code == 422


def test_reading_the_log_is_an_entry_with_what_was_asked_for(client_of: ClientOf, database: Database) -> None:
    client_of("auditor").get("/staff/audit", params={"actor": "张三", "subject": "13812345678"})
    assert audit_of(database, "staff.view_audit") == [
        ("staff:auditor", "staff.view_audit", "audit:actor=张三 subject=138****5678", "0 found")
    ]


def test_the_check_says_whether_the_log_is_whole_and_where_it_is_not(
    client_of: ClientOf, looks: None, database: Database, console: Console, golden: Golden
) -> None:
    client = client_of("auditor")
    whole = client.get("/staff/audit/check").json()
    assert (whole["is_intact"], whole["compared_heads"]) == (True, 0)
    golden.check("problems", "an audit log without exported heads", whole["problem"])
    assert asyncio.run(export_if_due(console))
    assert client.get("/staff/audit/check").json()["compared_heads"] == 1
    with database.connection() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        connection.execute(text("UPDATE audit_entries SET outcome = 'x' WHERE actor = 'staff:李四'"))
        sequence = connection.scalar(text("SELECT sequence FROM audit_entries WHERE actor = 'staff:李四'"))
    broken = client.get("/staff/audit/check").json()
    assert (broken["is_intact"], broken["sequence"]) == (False, sequence)
    assert "内容被改动" in broken["problem"]
    outcomes = [outcome for _, _, _, outcome in audit_of(database, "staff.verify_audit")]
    assert outcomes == ["intact", "intact", f"bad:{sequence}"]


def test_the_head_is_exported_once_a_day(console: Console, clock: FixedClock, database: Database) -> None:
    def export() -> bool:
        return asyncio.run(export_if_due(console))

    assert [export(), export()] == [True, False]
    clock.advance(timedelta(hours=20))
    assert [export(), export()] == [True, False]
    clock.advance(timedelta(days=-3))
    assert not export(), "a clock that jumped back exports nothing twice"
    with database.transaction(read_only=True) as session:
        head = read_head(session)
    assert [(each.sequence, each.hash) for each in read_heads(console.audit_heads)] == [head, head]


def test_a_folder_that_cannot_be_written_stops_nothing(console: Console) -> None:
    console.audit_heads.parent.write_text("no folder", encoding="utf-8")
    assert not asyncio.run(export_if_due(console))


def test_no_fault_ends_the_daily_export(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    async def fail(_: Console) -> bool:
        calls.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr("api.console.audit_export.export_if_due", fail)

    async def scenario() -> None:
        exporting = asyncio.create_task(export_daily(console, look_every_s=0.01))
        while len(calls) < 3:
            await asyncio.sleep(0.01)
        assert not exporting.done()
        exporting.cancel()

    asyncio.run(scenario())
