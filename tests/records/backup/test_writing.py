from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text

from records.audit.log import record_audit, verify_chain
from records.backup.errors import BackupFailed
from records.backup.new_file import new_file
from records.cases.repository import open_case, record_stage
from records.migrations.schema import SchemaOutdated, migrate
from records.models import AuditEntry, Case, CaseStageEntry, Enterprise, ServiceItem, VoucherLedgerEntry
from records.storage.database import Database, DatabaseUnavailable
from records.vouchers.errors import VoucherRefused
from records.vouchers.ledger import record_redemption, record_reservation
from tests.records.backup.sample_rows import add_sample_rows
from tests.records.backup.support import back_up, restore
from tests.records.ledger_support import add_batch
from tests.records.support import NOW

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[3]


def test_only_its_owner_can_read_a_backup(database: Database, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        back_up(database, tmp_path / "backup.zip")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("*.zip")] == ["backup.zip"]
    assert not list(tmp_path.glob(".*partial"))


def test_it_overwrites_nothing(database: Database, tmp_path: Path) -> None:
    there = tmp_path / "backup.zip"
    there.write_text("mine")
    dangling = tmp_path / "link.zip"
    dangling.symlink_to(tmp_path / "elsewhere")
    for target in (there, dangling):
        with pytest.raises(BackupFailed, match="已经存在，不会覆盖"):
            back_up(database, target)
    assert there.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_what_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"

    def write() -> None:
        with new_file(target) as file:
            file.write(b"late")
            target.write_text("first")

    with pytest.raises(BackupFailed, match="已经存在"):
        write()
    assert target.read_text() == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip"]


def test_a_missing_folder_is_named(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match=r"没有文件夹 .*none"):
        back_up(database, tmp_path / "none" / "backup.zip")


def test_two_backups_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    with new_file(tmp_path / "one.zip") as one:
        one.write(b"one")
        with pytest.raises(BackupFailed, match="正在进行另一个备份"), new_file(tmp_path / "two.zip"):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["one.zip"]
    assert (tmp_path / "one.zip").read_bytes() == b"one"


def test_a_failure_leaves_no_file(tmp_path: Path) -> None:
    def write() -> None:
        with new_file(tmp_path / "backup.zip") as file:
            file.write(b"half")
            raise DatabaseUnavailable("gone")

    with pytest.raises(DatabaseUnavailable):
        write()
    assert list(tmp_path.iterdir()) == []


def test_an_outdated_schema_is_not_backed_up(empty_url: str, tmp_path: Path) -> None:
    database = Database(empty_url)
    migrate(database, "0005")
    with pytest.raises(SchemaOutdated):
        back_up(database, tmp_path / "backup.zip")
    assert not list(tmp_path.glob("*.zip"))
    database.close()


_LIMITED = """
import resource, sys
from pathlib import Path
from records.backup.errors import BackupFailed
from records.storage.database import Database
from tests.records.backup.support import back_up
database = Database(sys.argv[1])
with database.transaction(read_only=True):
    pass
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    back_up(database, Path(sys.argv[2]))
except BackupFailed as problem:
    print(problem)
    sys.exit(7)
"""


@pytest.mark.parametrize("bytes_left", [0, 1, 4_000, 12_000])
def test_a_full_disk_leaves_no_half_file(database: Database, tmp_path: Path, bytes_left: int) -> None:
    """The kernel refuses to write past a limit, as it does when the disk is full."""
    add_sample_rows(database)
    folder = tmp_path / "backups"
    folder.mkdir()
    address = database.url.render_as_string(hide_password=False)
    ended = subprocess.run(
        [sys.executable, "-c", _LIMITED, address, str(folder / "backup.zip"), str(bytes_left)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 7, ended.stderr
    assert "磁盘空间" in ended.stdout
    assert list(folder.iterdir()) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from records.backup.writing import write_backup
from records.storage.database import Database
from tests.records.backup.support import HASHER
from tests.records.support import NOW
def die(table, done, total):
    if done > total / 2: os.kill(os.getpid(), signal.SIGKILL)
write_backup(Database(sys.argv[1]), Path(sys.argv[2]), hasher=HASHER, app_version="1", now=NOW, progress=die)
"""


def test_a_killed_backup_leaves_no_backup_and_the_next_one_is_whole(
    database: Database, target: Database, tmp_path: Path
) -> None:
    add_sample_rows(database)
    file = tmp_path / "backup.zip"
    address = database.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", _KILLED, address, str(file)], cwd=ROOT, check=False)
    assert killed.returncode == -9
    assert not file.exists()
    back_up(database, file)
    assert not list(tmp_path.glob(".*partial"))
    restore(target, file)


def test_a_backup_made_while_serving_is_of_one_moment(
    database: Database, target: Database, tmp_path: Path
) -> None:
    """Threads redeem, open cases and move them on meanwhile: nobody waits long, and all that is restored fits."""
    batches, case_ids = _prepare(database)
    stop = threading.Event()
    problems: list[BaseException] = []
    longest = [0.0]
    writers = [
        threading.Thread(target=_write, args=(database, batches, case_ids, seed, stop, problems, longest))
        for seed in range(3)
    ]
    for writer in writers:
        writer.start()
    sizes: list[int] = []
    try:
        for number in range(4):
            time.sleep(0.2)
            manifest = back_up(database, tmp_path / f"{number}.zip")
            sizes.append(manifest.rows)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert problems == []
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert longest[0] < 4
    restore(target, tmp_path / "3.zip")
    _assert_consistent(target)
    with database.transaction(read_only=True) as session:
        assert verify_chain(session) is None


def _prepare(database: Database) -> tuple[list[int], list[int]]:
    with database.transaction() as session:
        enterprise = Enterprise(
            uscc="91330109YL0000001C", name="样例", pinyin_initials="YL", region="浙江省", created_at=NOW
        )
        item = ServiceItem(code="work-permit", name="外国人来华工作许可", statutory_days=20)
        session.add_all([enterprise, item])
        session.flush()
        cases = [
            open_case(
                session,
                number=f"XS2026-{number:06d}",
                enterprise_id=enterprise.id,
                service_item_id=item.id,
                title="样例",
                section=None,
                now=NOW,
            ).id
            for number in range(6)
        ]
    return [add_batch(database, enterprise, 10_000_000) for _ in range(3)], cases


def _write(
    database: Database,
    batches: list[int],
    case_ids: list[int],
    seed: int,
    stop: threading.Event,
    problems: list[BaseException],
    longest: list[float],
) -> None:
    random = Random(seed)
    count = 0
    try:
        while not stop.is_set():
            count += 1
            key = f"{seed}:{count}"
            began = time.monotonic()
            with database.transaction() as session:
                movement = random.choice((record_redemption, record_reservation))
                movement(session, random.choice(batches), random.randint(1, 50), key=key, now=NOW)
                case = session.get_one(Case, case_ids[2 * seed + count % 2])
                record_stage(session, case, random.choice(("accepted", "review")), at=NOW)
                record_audit(session, actor=f"t{seed}", action="test", subject=key, outcome="done", now=NOW)
            longest[0] = max(longest[0], time.monotonic() - began)
            time.sleep(0.005)
    except (VoucherRefused, DatabaseUnavailable, AssertionError) as problem:
        problems.append(problem)


def _assert_consistent(database: Database) -> None:
    entry = VoucherLedgerEntry
    with database.transaction(read_only=True) as session:
        last = (
            select(entry.batch_id, func.max(entry.sequence).label("sequence"))
            .group_by(entry.batch_id)
            .subquery()
        )
        sums = session.execute(
            select(
                entry.batch_id,
                func.count(),
                func.max(entry.sequence),
                func.sum(entry.available_delta_fen),
                func.sum(entry.reserved_delta_fen),
            ).group_by(entry.batch_id)
        ).all()
        for batch_id, count, sequence, available, reserved in sums:
            newest = session.scalars(
                select(entry)
                .join(last, (last.c.batch_id == entry.batch_id) & (last.c.sequence == entry.sequence))
                .where(entry.batch_id == batch_id)
            ).one()
            assert count == sequence
            assert (newest.balance_after_fen, newest.reserved_after_fen) == (available, reserved)
        # Each transaction wrote one movement, one stage and one audit entry: all three are there or none is.
        movements = session.scalar(select(func.count()).select_from(entry).where(entry.kind != "grant"))
        stages = session.scalar(
            select(func.count()).select_from(CaseStageEntry).where(CaseStageEntry.sequence > 1)
        )
        audits = session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "test")
        )
        assert movements == stages == audits
        assert movements
        moved = session.execute(
            text(
                "SELECT count(*) FROM cases JOIN case_stages ON case_id = cases.id AND sequence = "
                "(SELECT max(sequence) FROM case_stages s WHERE s.case_id = cases.id) "
                "WHERE cases.stage <> case_stages.stage"
            )
        ).scalar_one()
        assert moved == 0
