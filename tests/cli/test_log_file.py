"""The log of all processes: rotation, and disks that fail."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.serve.log_file import LogFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "dxe.log"


class Disk:
    """A disk with room for some bytes; what is beyond them fails as on a full one."""

    def __init__(self, room: int, write: Callable[[int, bytes], int]) -> None:
        self.room = room
        self._write = write

    def write(self, descriptor: int, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self._write(descriptor, data[: self.room])
        self.room -= written
        return written


def test_lines_bear_the_name_of_their_process(path: Path) -> None:
    log = LogFile(path, max_bytes=10_000, files=2)
    log.write("api", "一行")
    assert path.read_text("utf-8") == "api     | 一行\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_log_is_kept_within_its_size_and_count(path: Path) -> None:
    log = LogFile(path, max_bytes=1000, files=3)
    for number in range(200):
        log.write("api", f"line {number:04}")
    assert sorted(file.name for file in path.parent.iterdir()) == ["dxe.log", "dxe.log.1", "dxe.log.2"]
    assert all(file.stat().st_size <= 1000 for file in path.parent.iterdir())
    kept = "".join((path.parent / name).read_text() for name in ("dxe.log.2", "dxe.log.1", "dxe.log"))
    numbers = [int(line.split()[-1]) for line in kept.splitlines()]
    assert numbers == list(range(numbers[0], 200))


def test_one_file_alone_begins_anew(path: Path) -> None:
    log = LogFile(path, max_bytes=1000, files=1)
    for number in range(100):
        log.write("api", f"line {number:04}")
    assert [file.name for file in path.parent.iterdir()] == ["dxe.log"]
    assert path.stat().st_size <= 1000


def test_a_log_goes_on_where_it_was_left(path: Path) -> None:
    LogFile(path, max_bytes=1000, files=2).write("api", "before")
    LogFile(path, max_bytes=1000, files=2).write("api", "after")
    assert path.read_text() == "api     | before\napi     | after\n"


def test_lines_that_a_full_disk_refuses_are_counted_and_said_once_there_is_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(30, os.write)
    monkeypatch.setattr(os, "write", disk.write)
    log = LogFile(path, max_bytes=10_000, files=2)
    for number in range(5):
        log.write("api", f"line {number}")
    disk.room = 10_000
    log.catch_up()
    log.write("api", "line 5")
    log.catch_up()
    lines = path.read_text().splitlines()
    assert lines[0] == "api     | line 0"
    assert lines[2:] == ["serve   | 4 lines lost: No space left on device", "api     | line 5"]


def test_every_line_is_written_or_counted_whatever_the_room(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(0, os.write)
    monkeypatch.setattr(os, "write", disk.write)
    log = LogFile(path, max_bytes=100_000, files=2)
    for number in range(300):
        disk.room = number % 30 * 5
        log.write("api", f"line {number:04}")
    disk.room = 10_000
    log.catch_up()
    lines = path.read_text().splitlines()
    whole = [line for line in lines if line.startswith("api     | line ") and len(line) == 19]
    lost = sum(int(line.split()[2]) for line in lines if line.endswith("lines lost: No space left on device"))
    assert len(whole) + lost == 300
    assert whole
    assert lost


def test_a_folder_that_vanishes_is_made_again_at_the_next_file(path: Path) -> None:
    log = LogFile(path, max_bytes=100, files=2)
    log.write("api", "first")
    path.unlink()
    path.parent.rmdir()
    for number in range(20):
        log.write("api", f"line {number}")
    assert path.exists()


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("in the way")
    log = LogFile(tmp_path / "log" / "dxe.log", max_bytes=100, files=2)
    log.write("api", "first")
    (tmp_path / "log").unlink()
    log.write("api", "second")
    assert (
        tmp_path / "log" / "dxe.log"
    ).read_text() == "serve   | 1 lines lost: File exists\napi     | second\n"


def test_a_terminal_that_is_closed_does_not_keep_lines_from_the_file(path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with io.TextIOWrapper(os.fdopen(writing, "wb", buffering=0), write_through=True) as echo:
        log = LogFile(path, max_bytes=1000, files=2, echo=echo)
        log.write("api", "first")
        log.write("api", "second")
    assert path.read_text().count("\n") == 2
