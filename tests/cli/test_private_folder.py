"""The data folder is its user's alone."""

import os
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.doctor import check_private
from cli.private_folder import FolderShared, count_open, tighten
from records.migrations.schema import migrate
from records.storage.database import Database
from settings import ROOT, Settings


def modes(folder: Path) -> dict[str, int]:
    """Return the mode bits of a folder and all below it, links aside."""
    paths = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in paths}


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def loose(tmp_path: Path, open_umask: None) -> Path:
    """A data folder as an earlier version left it."""
    folder = tmp_path / "var"
    (folder / "index" / "versions").mkdir(parents=True)
    (folder / "records.db").write_text("x")
    (folder / "index" / "versions" / "passages").write_text("x")
    (folder / "run.sh").write_text("x")
    (folder / "run.sh").chmod(0o755)
    return folder


def test_what_is_open_to_others_is_closed_and_the_rest_is_left(loose: Path) -> None:
    (loose / "key").write_text("x")
    (loose / "key").chmod(0o400)
    assert tighten(loose).changed == 6
    assert modes(loose) == {
        ".": 0o700,
        "index": 0o700,
        "index/versions": 0o700,
        "index/versions/passages": 0o600,
        "records.db": 0o600,
        "run.sh": 0o600,
        "key": 0o400,
    }
    assert tighten(loose).changed == 0


def test_links_are_not_followed_out_of_the_folder(loose: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x")
    (loose / "folder").symlink_to(outside)
    (loose / "file").symlink_to(outside / "file")
    (loose / "nowhere").symlink_to(tmp_path / "nothing")
    before = modes(outside)
    tighten(loose)
    assert modes(outside) == before
    assert count_open(loose) == 0


def test_pipes_and_sockets_neither_block_nor_fail(loose: Path) -> None:
    os.mkfifo(loose / "pipe")
    assert tighten(loose).refused == ()


def test_a_folder_of_the_machine_is_refused_as_it_is(tmp_path: Path, open_umask: None) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(FolderShared):
        tighten(shared)
    with pytest.raises(FolderShared):
        tighten(Path("/"))
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_a_large_tree_is_quick(tmp_path: Path) -> None:
    for number in range(50):
        folder = tmp_path / "var" / str(number)
        folder.mkdir(parents=True)
        for name in range(100):
            (folder / str(name)).touch()
    tighten(tmp_path / "var")
    began = time.process_time()
    assert tighten(tmp_path / "var").changed == 0
    assert time.process_time() - began < 1


def test_doctor_says_what_is_open(loose: Path) -> None:
    settings = Settings(var=loose)
    (finding,) = check_private(settings)
    assert not finding.is_well
    assert "6" in finding.remedy
    tighten(loose)
    assert next(check_private(settings)).is_well


def test_doctor_of_a_machine_without_data_finds_nothing_open(tmp_path: Path) -> None:
    assert next(check_private(Settings(var=tmp_path / "none"))).is_well


def test_the_logs_of_a_database_are_as_private_as_it_is(tmp_path: Path, open_umask: None) -> None:
    database = Database(f"sqlite:///{tmp_path / 'records.db'}")
    migrate(database)
    database.close()
    tighten(tmp_path)
    again = Database(f"sqlite:///{tmp_path / 'records.db'}")
    migrate(again)
    with again.connection():
        assert {name: mode for name, mode in modes(tmp_path).items() if name.startswith("records.db")} == {
            "records.db": 0o600,
            "records.db-wal": 0o600,
            "records.db-shm": 0o600,
        }
    again.close()


def test_what_commands_create_is_private_whatever_the_umask(tmp_path: Path, open_umask: None) -> None:
    (tmp_path / "var").mkdir(mode=0o700)
    environment = dict(os.environ) | {"DXE_VAR": str(tmp_path / "var"), "DXE_DEMO": "1"}
    for arguments in (["records", "migrate"], ["records", "backup"], ["records", "backup", str(tmp_path)]):
        command = [sys.executable, "-m", "cli.main", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert sqlite3.connect(tmp_path / "var" / "records.db").execute("SELECT 1").fetchone()
    found = modes(tmp_path / "var")
    assert set(found.values()) == {0o600, 0o700}
    assert {name for name in found if name.startswith("backups/")}
    (backup,) = tmp_path.glob("*.zip")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
