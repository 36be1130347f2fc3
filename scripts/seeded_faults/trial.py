"""One fault put into a copy of the tree, and what the tests said to it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scripts.seeded_faults.fault import Fault

ROOT = Path(__file__).resolve().parents[2]
_LONGEST = 900  # seconds of one run of tests
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
# Made by set-up and not by git: the copy uses those of the work tree.
_LINKED = (".venv", ".tools", ".encoder", "bot/.venv")

Verdict = Literal["caught", "missed", "broken"]


@dataclass(frozen=True)
class Outcome:
    """`caught` by a test that failed; `missed` when all passed; `broken` when the tests could not run at all."""

    verdict: Verdict
    test: str
    seconds: float


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Yield a copy of the work tree, changes that are not committed included; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dxe-faults-") as folder:
        tree = Path(folder) / "tree"
        for name in _listed():
            target = tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        for name in _LINKED:
            if (ROOT / name).exists():
                (tree / name).symlink_to((ROOT / name).resolve())
        if (ROOT.parent / "shared").is_dir():
            (tree.parent / "shared").symlink_to((ROOT.parent / "shared").resolve())
        yield tree


def try_fault(tree: Path, fault: Fault) -> Outcome:
    """Put a fault into the copy, run the tests that should notice it, and take it out again."""
    path = tree / fault.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(fault.seeded(sound), encoding="utf-8")
    try:
        return run_tests(tree, fault.tests)
    finally:
        path.write_text(sound, encoding="utf-8")


def run_tests(tree: Path, tests: Sequence[str]) -> Outcome:
    """Run tests of the copy up to the first that fails."""
    command = [sys.executable, "-m", "pytest", "-x", "-rfE", "--tb=short", "-p", "no:cacheprovider", *tests]
    began = time.monotonic()
    try:
        done = subprocess.run(
            command, cwd=tree, env=_environment(tree), capture_output=True, text=True, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        return Outcome("broken", f"not done after {_LONGEST} s", _LONGEST)
    seconds = time.monotonic() - began
    if done.returncode == 0:
        return Outcome("missed", "", seconds)
    failed = _FAILED.search(done.stdout)
    if done.returncode == 1 and failed:
        return Outcome("caught", failed[1], seconds)
    return Outcome("broken", f"{done.stdout}\n{done.stderr}"[-500:], seconds)


def _environment(tree: Path) -> dict[str, str]:
    """Let processes that tests start import the copy too, and not what is installed."""
    return {**os.environ, "PYTHONPATH": str(tree)}


def _listed() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in done.stdout.split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]
