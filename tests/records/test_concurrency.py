"""Several processes and threads on one database, of either kind."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from records.cases.repository import find_case, open_case
from records.models import CaseStageEntry, Enterprise, ServiceItem, UsedPortalToken
from records.storage.database import Database
from records.storage.upsert import insert_if_absent
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[2]
NUMBER = "XS2026-000001"
PROCESSES, STAGES = 4, 12

_MOVE = """
import json, sys
from records.cases.repository import find_case, record_stage
from records.storage.database import Database, DatabaseUnavailable
from tests.records.support import NOW
url, number, name, stages = sys.argv[1:]
database = Database(url, busy_timeout_s=30)
sys.stdin.readline()
refused = 0
for count in range(int(stages)):
    stage = ("accepted", "review", "expert_review")[count % 3]
    try:
        with database.transaction() as session:
            case = find_case(session, number)
            len(case.history)  # what was read before others wrote
            record_stage(session, case, stage, at=NOW, note=f"{name}:{count}")
    except DatabaseUnavailable:
        refused += 1
print(json.dumps(refused))
"""


def test_processes_that_move_one_case_lose_and_double_no_step(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        open_case(
            session,
            number=NUMBER,
            enterprise_id=enterprise.id,
            service_item_id=service_item.id,
            title="样例",
            section=None,
            now=NOW,
        )
    address = database.url.render_as_string(hide_password=False)
    movers = [
        subprocess.Popen(
            [sys.executable, "-c", _MOVE, address, NUMBER, str(name), str(STAGES)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in range(PROCESSES)
    ]
    for mover in movers:  # all at once
        assert mover.stdin is not None
        mover.stdin.write("\n")
        mover.stdin.flush()
    refused = sum(json.loads(mover.communicate(timeout=120)[0]) for mover in movers)
    assert [mover.returncode for mover in movers] == [0] * PROCESSES
    assert refused == 0
    with database.transaction(read_only=True) as session:
        entries = session.scalars(select(CaseStageEntry).order_by(CaseStageEntry.sequence)).all()
        assert [entry.sequence for entry in entries] == list(range(1, PROCESSES * STAGES + 2))
        case = find_case(session, NUMBER)
        assert case is not None
        assert case.stage == entries[-1].stage
        told = Counter(entry.note for entry in entries[1:])
        assert told == Counter(f"{name}:{count}" for name in range(PROCESSES) for count in range(STAGES))
        for name in range(PROCESSES):  # each process's own steps are in its order
            own = [entry.note for entry in entries[1:] if str(entry.note).startswith(f"{name}:")]
            assert own == [f"{name}:{count}" for count in range(STAGES)]


def test_of_many_that_insert_the_same_row_one_does(database: Database) -> None:
    keys = [f"{number:064d}" for number in range(30)]

    def insert_all(_: int) -> list[str]:
        won = []
        for key in keys:
            with database.transaction() as session:
                values = {"token_hash": key, "used_at": NOW, "expires_at": NOW}
                if insert_if_absent(session, UsedPortalToken, values, ["token_hash"]):
                    won.append(key)
                assert session.get(UsedPortalToken, key) is not None
        return won

    with ThreadPoolExecutor(6) as threads:
        won = [key for keys_won in threads.map(insert_all, range(6)) for key in keys_won]
    assert sorted(won) == keys


def test_what_a_snapshot_sees_does_not_change_and_keeps_nobody_waiting(database: Database) -> None:
    def insert(key: str) -> None:
        with database.transaction() as session:
            session.add(UsedPortalToken(token_hash=key, used_at=NOW, expires_at=NOW))

    insert("1" * 64)
    with database.snapshot() as session:
        query = select(UsedPortalToken.token_hash).execution_options(populate_existing=True)
        assert session.scalars(query).all() == ["1" * 64]
        with ThreadPoolExecutor(1) as thread:
            thread.submit(insert, "2" * 64).result(timeout=5)
        assert session.scalars(query).all() == ["1" * 64]
    with database.transaction(read_only=True) as session:
        assert len(session.scalars(query).all()) == 2
