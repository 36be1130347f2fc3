"""What workers share, and what they do not take from each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.ports import free_ports
from tests.workers import group_of
from tests.workshop import Workshop

MAKER = """
import sys, time
from pathlib import Path
from tests.workshop import Workshop

def make(folder):
    with open(sys.argv[2], "a") as log:
        log.write("made\\n")
    (folder / "half").touch()
    time.sleep(0.3)
    (folder / "whole").touch()

assert (Workshop(Path(sys.argv[1])).get_folder("thing", make) / "whole").exists()
"""


def test_of_several_processes_one_makes_a_folder_and_all_find_it_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKER, str(tmp_path / "shared"), str(tmp_path / "log")]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0]
    assert (tmp_path / "log").read_text() == "made\n"


def test_what_could_not_be_made_is_made_anew(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        workshop.get_folder("thing", fail)
    made = workshop.get_folder("thing", lambda folder: (folder / "whole").touch())
    assert [path.name for path in made.iterdir()] == ["whole"]


def test_workers_have_ports_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    for worker in ("gw0", "gw1", "gw0", "gw1"):
        monkeypatch.setenv("PYTEST_XDIST_WORKER", worker)
        ports = free_ports(4)
        assert {port % 16 for port in ports} == {int(worker[2:])}
        given += ports
    assert len(set(given)) == len(given)


def test_what_needs_quiet_never_runs_side_by_side_and_a_file_stays_whole() -> None:
    quiet = ("tests/e2e/test_cases.py::test_a", "tests/browser/console/test_b.py::test_b[x@y::z]")
    assert len({group_of(each) for each in quiet}) == 1
    assert (
        group_of("tests/index/question/test_query.py::test_a[x::y]") == "tests/index/question/test_query.py"
    )
