from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import MetaData, insert, select, text
from sqlalchemy.exc import DBAPIError

from records.audit.log import verify_chain
from records.backup.errors import BackupRefused, DatabaseNotEmpty
from records.backup.reading import open_backup
from records.backup.restoring import restore_backup
from records.backup.tables import LEFT_OUT, backed_up_tables
from records.catalogue.service_items import CatalogueItem, sync_service_items
from records.migrations.revision import current_revision, head_revision
from records.migrations.schema import check_schema, migrate
from records.models import (
    AuditEntry,
    Base,
    CaseStageEntry,
    Enterprise,
    EnterpriseTerm,
    Staff,
    UnansweredQuestion,
    VoucherLedgerEntry,
)
from records.storage.bulk import insert_rows
from records.storage.database import Database, DatabaseUnavailable
from records.values.keyed_hash import KeyedHash
from records.vouchers.balance import balance_view
from tests.records.backup.sample_rows import MOST_FEN, add_sample_rows, empty_columns, rows_of
from tests.records.backup.support import HASHER, back_up, lines_of, restore, rewrite
from tests.records.databases import postgres_database
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[3]
AUDIT = frozenset({"audit_entries", "audit_tail"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.zip"


@pytest.fixture
def backup(database: Database, file: Path) -> Path:
    """A backup of the sample rows."""
    add_sample_rows(database)
    back_up(database, file)
    return file


def is_untouched(database: Database) -> bool:
    """Tell whether there is neither a row nor a schema."""
    with database.connection() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
    return set(metadata.tables) <= {"alembic_version"}


def test_the_sample_has_a_value_in_every_column(database: Database) -> None:
    """Else the tests below would not notice that a column is lost."""
    add_sample_rows(database)
    assert empty_columns(database) == set()


def test_a_backup_brings_every_row_back_on_either_database(
    database: Database, target: Database, backup: Path, tmp_path: Path
) -> None:
    restore(target, backup)
    check_schema(target)
    assert rows_of(target, without=LEFT_OUT | AUDIT) == rows_of(database, without=LEFT_OUT | AUDIT)
    again = tmp_path / "again.zip"
    back_up(target, again)
    first, second = lines_of(backup), lines_of(again)
    assert {name: rows for name, rows in second.items() if name not in AUDIT} == {
        name: rows for name, rows in first.items() if name not in AUDIT
    }
    assert set(first["audit_entries"]) < set(second["audit_entries"])


def test_what_is_restored_goes_on(database: Database, target: Database, backup: Path) -> None:
    """Numbers follow those there are, triggers and constraints hold, the chain is whole and names the restore."""
    restore(target, backup)
    with target.transaction() as session:
        assert verify_chain(session) is None
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert last is not None
        assert (last.sequence, last.action) == (4, "records.restore")
        assert balance_view(session, 7, as_of=NOW.date()).available_fen == MOST_FEN - 2
        entry = CaseStageEntry(case_id=11, sequence=3, stage="accepted", at=NOW)
        session.add(entry)
        session.flush()
        assert entry.id == 22
        staff = Staff(name="新员工", role="hotline", password_hash="x", created_at=NOW)
        session.add(staff)
        session.flush()
        assert staff.id == 5
    for statement in (
        "UPDATE voucher_ledger_entries SET amount_fen = 1",
        "DELETE FROM audit_entries",
        "UPDATE cases SET stage = 'lost'",
        "UPDATE cases SET enterprise_id = 12345",
    ):
        with pytest.raises(DBAPIError), target.connection() as connection:
            connection.execute(text(statement))


def test_sessions_and_codes_are_left_out(database: Database, target: Database, backup: Path) -> None:
    restore(target, backup)
    assert {name: rows for name, rows in rows_of(target).items() if name in LEFT_OUT and rows} == {}
    with zipfile.ZipFile(backup) as archive:
        assert not [name for name in archive.namelist() if any(left in name for left in LEFT_OUT)]
        assert b"123456" not in b"".join(archive.read(name) for name in archive.namelist())


def test_nothing_of_a_portal_token_used_once_is_forgotten(
    database: Database, target: Database, backup: Path
) -> None:
    """What makes things happen once must survive: else a restore would let them happen twice."""
    kept = {table.name for table in backed_up_tables()}
    assert {"used_portal_tokens", "webhook_events", "lock_releases", "voucher_ledger_entries"} <= kept
    restore(target, backup)
    rows = rows_of(target)
    assert len(rows["used_portal_tokens"]) == len(rows["webhook_events"]) == 1


def test_a_migrated_database_without_rows_is_empty(
    database: Database, target: Database, backup: Path
) -> None:
    """`dxe records migrate` has laid the service items of the catalogue: they give way to those of the backup."""
    migrate(target)
    with target.transaction() as session:
        sync_service_items(session, [CatalogueItem(code="other", name="别的事项")])
    restore(target, backup)
    assert [row[1] for row in rows_of(target)["service_items"]] == ["work-permit"]


def test_a_database_with_rows_is_refused_and_left_alone(
    database: Database, target: Database, backup: Path
) -> None:
    migrate(target)
    with target.transaction() as session:
        session.add(Staff(name="在用", role="hotline", password_hash="x", created_at=NOW))
    before = rows_of(target)
    with pytest.raises(DatabaseNotEmpty, match=r"已有数据（staff）.*新建的空数据库"):
        restore(target, backup)
    assert rows_of(target) == before
    with pytest.raises(DatabaseNotEmpty):
        restore(target, backup)


def test_a_second_restore_is_refused(database: Database, target: Database, backup: Path) -> None:
    restore(target, backup)
    with pytest.raises(DatabaseNotEmpty):
        restore(target, backup)


def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    database: Database, target: Database, backup: Path, tmp_path: Path
) -> None:
    """One from before 0006: what came later is left out of it, as the code of then would have."""
    older = tmp_path / "older.zip"
    reference = Database(f"sqlite:///{tmp_path / 'older.db'}")
    migrate(reference, "0005")
    with reference.connection() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
    reference.close()
    older.write_bytes(backup.read_bytes())
    _reduce(older, {name: set(table.columns.keys()) for name, table in metadata.tables.items()})
    restore(target, older)
    assert current_revision(target) == head_revision()
    with target.transaction(read_only=True) as session:
        assert verify_chain(session) is None
        assert session.scalars(select(Enterprise.name)).one()
        assert session.query(VoucherLedgerEntry).count() == 3
        assert session.query(EnterpriseTerm).count() > 10  # staff find it by parts of its name
        assert session.execute(text("SELECT number_reversed FROM cases")).scalar_one() == "321000-6202SX"


def _reduce(file: Path, columns: dict[str, set[str]]) -> None:
    """Leave of a backup the tables and columns of an older schema."""
    with zipfile.ZipFile(file) as archive:
        described = json.loads(archive.read("manifest.json"))
    kept = {part["table"]: part["columns"] for part in described["parts"] if part["table"] in columns}

    def reducer(table: str) -> Callable[[bytes], bytes]:
        places = [i for i, column in enumerate(kept[table]) if column["name"] in columns[table]]
        return lambda data: b"".join(
            json.dumps([json.loads(line)[i] for i in places]).encode() + b"\n" for line in data.splitlines()
        )

    def older(manifest: dict) -> None:
        manifest["schema_revision"] = "0005"
        manifest["parts"] = [part for part in manifest["parts"] if part["table"] in columns]
        for part in manifest["parts"]:
            part["columns"] = [
                column for column in part["columns"] if column["name"] in columns[part["table"]]
            ]

    rewrite(
        file,
        parts={table: reducer(table) for table in kept},
        with_checksums=True,
        manifest=older,
        hasher=HASHER,
    )


def test_a_broken_chain_is_refused_and_nothing_stays(
    database: Database, target: Database, backup: Path
) -> None:
    """The file is whole and sealed: somebody changed the audit log before it was backed up."""
    rewrite(
        backup,
        parts={"audit_entries": lambda data: data.replace("样例1".encode(), "样例9".encode())},
        with_checksums=True,
        hasher=HASHER,
    )
    with pytest.raises(BackupRefused, match="审计日志从第 2 条起"):
        restore(target, backup)
    assert is_untouched(target)


def test_an_audit_log_cut_short_is_refused(database: Database, target: Database, backup: Path) -> None:
    rewrite(
        backup,
        parts={"audit_entries": lambda data: b"".join(data.splitlines(keepends=True)[:-1])},
        with_checksums=True,
        hasher=HASHER,
    )
    with pytest.raises(BackupRefused, match="审计日志"):
        restore(target, backup)
    assert is_untouched(target)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("cases", lambda data: data.replace(b"[11,", b"[12,")),  # its stages belong to no case
        ("credit_events", lambda data: b"".join(data.splitlines(keepends=True)[:1])),
        ("voucher_ledger_entries", lambda data: data + data),
        ("enterprises", lambda data: data.replace(b"[7,", b"[null,")),
        ("cases", lambda data: data.replace(b"supplement_requested", b"lost")),
    ],
)
def test_rows_that_contradict_each_other_are_refused_and_nothing_stays(
    database: Database, target: Database, backup: Path, table: str, change: Callable[[bytes], bytes]
) -> None:
    rewrite(backup, parts={table: change}, with_checksums=True, hasher=HASHER)
    with pytest.raises(BackupRefused, match="已全部撤销"):
        restore(target, backup)
    assert is_untouched(target)


def test_a_text_that_only_sqlite_takes_is_named_by_its_place(postgres_url: str, tmp_path: Path) -> None:
    """SQLite does not mind lengths; PostgreSQL does, and says where, but not what stood there."""
    source = Database(f"sqlite:///{tmp_path / 'long.db'}")
    migrate(source)
    add_sample_rows(source)
    with source.transaction() as session:
        session.execute(text("UPDATE staff SET role = 'auditor', name = :long"), {"long": "密" * 101})
    back_up(source, tmp_path / "long.zip")
    source.close()
    with postgres_database(postgres_url) as url:
        target = Database(url)
        with pytest.raises(BackupRefused, match=r"（表 staff 第 1 行，列 name）") as refused:
            restore(target, tmp_path / "long.zip")
        assert "密" not in str(refused.value)
        assert is_untouched(target)
        target.close()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"[7,", b'["seven",'),
        lambda data: data.replace(b"[7,", b"[7,7,"),
        lambda data: data + b"\xff\n",
        lambda data: b"[" * 100_000 + b"\n",
    ],
)
def test_lines_that_are_no_rows_are_refused(
    database: Database, target: Database, backup: Path, change: Callable[[bytes], bytes]
) -> None:
    rewrite(backup, parts={"enterprises": change}, with_checksums=True, hasher=HASHER)
    with pytest.raises(BackupRefused, match=r"enterprises.jsonl 第 \d 行无法读取"):
        restore(target, backup)
    assert is_untouched(target)


def test_a_killed_restore_leaves_nothing_and_can_be_repeated(
    database: Database, target: Database, backup: Path
) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from records.backup.reading import open_backup\n"
        "from records.backup.restoring import restore_backup\n"
        "from records.storage.database import Database\n"
        "from tests.records.backup.support import HASHER\n"
        "from tests.records.support import NOW\n"
        "def die(table, done, total):\n"
        "    if done > total * 0.8: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with open_backup(Path(sys.argv[2]), hasher=HASHER) as opened:\n"
        "    restore_backup(Database(sys.argv[1]), opened, actor='system', now=NOW, loading=die)\n"
    )
    address = target.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", script, address, str(backup)], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert is_untouched(target)
    restore(target, backup)
    assert rows_of(target, without=LEFT_OUT | AUDIT) == rows_of(database, without=LEFT_OUT | AUDIT)


def test_nobody_writes_into_a_database_that_is_being_restored(
    database: Database, target: Database, backup: Path
) -> None:
    migrate(target)
    address = target.url.render_as_string(hide_password=False)
    refused: list[str] = []

    def write_meanwhile(table: str, done: int, total: int) -> None:
        if refused:
            return
        other = Database(address, busy_timeout_s=0.2)
        try:
            with other.transaction() as session:
                session.execute(
                    insert(Staff).values(name="x", role="hotline", password_hash="x", created_at=NOW)
                )
        except DatabaseUnavailable as error:
            refused.append(type(error).__name__)
        finally:
            other.close()

    with open_backup(backup, hasher=HASHER) as opened:
        restore_backup(target, opened, actor="system", now=NOW, loading=write_meanwhile)
    assert refused == ["DatabaseUnavailable"]


@pytest.mark.slow
def test_a_large_backup_needs_little_memory(database: Database, target: Database, file: Path) -> None:
    """40,000 rows of 1,000 characters are 40 MB and more; what is held at once is not."""
    with database.connection() as connection:
        columns = ("id", "question", "outcome", "asked_at")
        rows = ((number, f"{number}问" * 300, "no_answer", NOW) for number in range(1, 40_001))
        insert_rows(connection, UnansweredQuestion.__table__, columns, rows)
    tracemalloc.start()
    try:
        back_up(database, file)
        restore(target, file)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000
    with target.transaction(read_only=True) as session:
        assert session.query(UnansweredQuestion).count() == 40_000


def test_another_key_is_refused_unless_it_is_accepted(
    database: Database, target: Database, backup: Path
) -> None:
    other = KeyedHash(b"another key that is long enough.")
    with pytest.raises(BackupRefused, match=r"封签不符.*DXE_SECRET_KEY"), open_backup(backup, hasher=other):
        pass
    with open_backup(backup, hasher=other, accept_other_key=True) as opened:
        opened.verify()


def test_every_table_is_in_a_backup_or_left_out_on_purpose() -> None:
    tables = {table.name for table in backed_up_tables()}
    assert tables == set(Base.metadata.tables) - {
        "challenges",
        "phone_claims",
        "sms_outbox",
        "staff_sessions",
        "staff_sign_in_attempts",
    }
