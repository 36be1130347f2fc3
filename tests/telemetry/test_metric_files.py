"""Files of metrics, in processes of their own: prometheus_client decides once a process how it counts."""

import os
import subprocess
import sys
from pathlib import Path

from telemetry.metric_files import clear_metric_files
from tests.conftest import skip_or_fail

COUNTING = """
import errno, os, sys
from telemetry.metric_files import open_metric_files
from telemetry.metrics import TURNS, TURN_SECONDS, render_metrics
if "full" in sys.argv:
    def refuse(*_): raise OSError(errno.ENOSPC, "No space left on device")
    os.posix_fallocate = refuse
open_metric_files()
TURNS.labels("widget", "answered").inc()
TURN_SECONDS.labels("widget").observe(0.05)
print(render_metrics().decode())
if "wait" in sys.argv:
    sys.stdout.flush()
    sys.stdin.read()
"""
COUNTED = 'dxe_turns_total{channel="widget",outcome="answered"}'


def count(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-c", COUNTING, *arguments]
    environment = dict(os.environ) | {"PROMETHEUS_MULTIPROC_DIR": str(folder)}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def test_files_have_their_place_on_the_disk_before_anything_is_counted(tmp_path: Path) -> None:
    count(tmp_path)
    files = sorted(tmp_path.glob("*.db"))
    assert [file.name for file in files] == ["counter_0.db", "histogram_0.db"]
    assert all(file.stat().st_blocks * 512 >= file.stat().st_size >= 2**19 for file in files)


def test_starts_of_a_process_add_up_and_leave_no_more_files(tmp_path: Path) -> None:
    assert f"{COUNTED} 1.0" in count(tmp_path)
    assert f"{COUNTED} 2.0" in count(tmp_path)
    assert len(list(tmp_path.glob("*.db"))) == 2


def test_processes_that_run_side_by_side_count_apart_and_are_summed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNTING, "wait"]
    environment = dict(os.environ) | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        while not other.stdout.readline().startswith(COUNTED):
            assert other.poll() is None
        assert f"{COUNTED} 2.0" in count(tmp_path)
        other.communicate()
    assert len(list(tmp_path.glob("*.db"))) == 4


def test_without_room_a_process_counts_in_memory_and_lives(tmp_path: Path) -> None:
    count(tmp_path, "full")
    assert not list(tmp_path.glob("*.db"))  # an empty one would be no file of metrics to who sums them up


def test_on_a_disk_that_is_really_full_a_process_lives(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=False)
    if mounted.returncode != 0:
        skip_or_fail("a small disk can be mounted by root only, where mounting is allowed")
    try:
        count(tmp_path)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_new_run_begins_at_nought(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    clear_metric_files(folder)
    count(folder)
    clear_metric_files(folder)
    assert f"{COUNTED} 1.0" in count(folder)
