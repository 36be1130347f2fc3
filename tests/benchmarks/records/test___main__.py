from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine, func, select, text

from benchmarks.records.__main__ import run, table
from benchmarks.records.calls import NOW, STAFF, take_samples
from benchmarks.records.cases import case_parts
from benchmarks.records.credit import credit_parts
from benchmarks.records.database import FolderInUse, filled, reserved
from benchmarks.records.enterprises import enterprise_parts
from benchmarks.records.lookups import enterprise_calls
from benchmarks.records.parts import Sizes
from benchmarks.records.plans import LARGE, explain
from benchmarks.records.searches import rival_search, staff_calls
from benchmarks.records.vouchers import voucher_parts
from records.models import Base, Case, CaseStageEntry, Enterprise, VoucherLedgerEntry
from records.staff.search.case_search import search_cases
from records.storage.database import Database
from records.values.uscc import normalise_uscc
from tests.records.databases import postgres_database

pytestmark = pytest.mark.slow
SIZES = Sizes(cases=3_000, ledger_entries=6_000)
KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="module")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Database]]:
    """A filled database of each kind."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in KINDS}
    with (
        postgres_database(request.getfixturevalue("postgres_url")) as url,
        _without_seq_scans(url),
        filled(f"sqlite:///{folders['sqlite'] / 'records.db'}", folders["sqlite"], SIZES) as small,
        filled(url, folders["postgresql"], SIZES) as large,
    ):
        yield {"sqlite": small, "postgresql": large}


@contextmanager
def _without_seq_scans(url: str) -> Iterator[None]:
    """Let the planner of PostgreSQL read tables whole only where it must, though so small ones are quickly read."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(text(f"ALTER DATABASE {name} SET enable_seqscan = off"))
    engine.dispose()
    yield


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, databases: dict[str, Database]) -> Database:
    return databases[request.param]


def test_the_same_sizes_give_the_same_rows() -> None:
    for parts in (enterprise_parts, lambda sizes: case_parts(sizes, [1, 2]), voucher_parts, credit_parts):
        assert list(parts(SIZES)) == list(parts(SIZES))


def test_the_rows_are_as_many_as_asked_and_fit_each_other(database: Database) -> None:
    entry = VoucherLedgerEntry
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == SIZES.cases
        assert session.scalar(select(func.count()).select_from(entry)) == SIZES.ledger_entries
        counts = session.scalars(select(func.count(CaseStageEntry.id)).group_by(CaseStageEntry.case_id)).all()
        assert (min(counts), max(counts), len(counts)) == (3, 7, SIZES.cases)
        names = session.execute(select(Enterprise.uscc, Enterprise.name)).all()
        assert len({row.name for row in names}) == SIZES.enterprises
        assert all(normalise_uscc(row.uscc) == row.uscc for row in names)
        sums = select(
            entry.id,
            entry.balance_after_fen,
            func.sum(entry.available_delta_fen)
            .over(partition_by=entry.batch_id, order_by=entry.sequence)
            .label("sum"),
        ).subquery()
        wrong = select(func.count()).select_from(sums).where(sums.c.sum != sums.c.balance_after_fen)
        assert session.scalar(wrong) == 0
        unfit = text(
            "SELECT count(*) FROM cases JOIN case_stages ON case_id = cases.id AND sequence = "
            "(SELECT max(sequence) FROM case_stages s WHERE s.case_id = cases.id) "
            "WHERE cases.stage <> case_stages.stage OR cases.since <> case_stages.at"
        )
        assert session.scalar(unfit) == 0


def test_what_is_filled_is_found_again(tmp_path: Path) -> None:
    """A folder of other sizes is filled anew, one of these is not: half a day's work may lie in it."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    with filled(url, tmp_path, Sizes(100, 200)) as database, database.transaction() as session:
        session.execute(text("UPDATE enterprises SET name = 'mark' WHERE id = 1"))
    with filled(url, tmp_path, Sizes(100, 200)) as database, database.transaction() as session:
        assert session.get_one(Enterprise, 1).name == "mark"
    with filled(url, tmp_path, Sizes(120, 200)) as database, database.transaction() as session:
        assert session.get_one(Enterprise, 1).name != "mark"
    assert json.loads((tmp_path / "filled.json").read_text())["cases"] == 120


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with reserved(tmp_path), pytest.raises(FolderInUse, match="--folder"), reserved(tmp_path):
        pass
    with reserved(tmp_path):
        pass


def test_all_calls_are_measured_and_told(database: Database) -> None:
    found = run(database, 3)
    assert len(found) > 20
    assert all(0 < row.p50 <= row.p95 <= row.p99 for row in found)
    told = table("样例", found)
    assert all(row.name in told for row in found)
    assert "LIKE" in told


def test_no_call_reads_a_large_table_whole(database: Database) -> None:
    samples = take_samples(database)
    for call in [*enterprise_calls(samples), *staff_calls(samples)]:
        plan = explain(database, call.make(Random(1)))
        assert plan.indexes, call.name
        assert plan.whole == [], f"{call.name}: {plan.texts}"


def test_a_table_that_is_read_whole_is_named(database: Database) -> None:
    noted = select(VoucherLedgerEntry.id).where(VoucherLedgerEntry.note.contains("x"))
    plan = explain(database, lambda session: session.execute(noted))
    assert plan.whole == ["voucher_ledger_entries"]
    assert set(Base.metadata.tables) >= LARGE


def test_the_rival_finds_what_the_search_finds(database: Database) -> None:
    """Else the ratio would compare two different things."""
    with database.transaction() as session:
        number = session.scalars(select(Case.number).limit(1)).one()
        found = search_cases(session, STAFF, number, now=NOW)
        assert [case.case_number for case in found.cases] == [number]
        (rival,) = rival_search(session, number)
        assert session.get_one(Case, rival).number == number
