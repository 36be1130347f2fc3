"""Cold clone to first answer, index with and without training, `dxe ask` cold.

Goals: 4 minutes (warm package caches), 90 s and 10 s, 3 s.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.installation import ROOT, SEEDS, free_ports

QUESTION = "高企认定要什么条件"
LONGEST_SECONDS = 900


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        measure_index(Path(folder) / "index")
        measure_clone(Path(folder) / "clone")


def measure_index(directory: Path) -> None:
    """Build knowledge/ and the seeds twice, then ask once in a new process."""
    sources = [str(ROOT / "knowledge"), *([str(SEEDS)] if SEEDS.is_dir() else [])]
    build = ["index", "build", *sources, "--out", str(directory)]
    report("index with training", timed([*build, "--encoder", "train"]), 90)
    (directory / "CURRENT").unlink()
    report("index without training", timed([*build, "--encoder", "reuse"]), 10)
    report("dxe ask, cold", timed(["ask", QUESTION, "--index", str(directory)]), 3)


def timed(arguments: list[str]) -> float:
    """Return the seconds of one `dxe` command."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "cli.main", *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def measure_clone(clone: Path) -> None:
    """Clone, `make serve`, and ask until the first answer comes."""
    names = ("DXE_API_PORT", "DXE_CONSOLE_PORT", "DXE_RASA_PORT", "DXE_ACTIONS_PORT")
    ports = dict(zip(names, map(str, free_ports(4)), strict=True))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DXE_")} | ports
    began = time.perf_counter()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    with (clone.parent / "serve.txt").open("w") as output:
        process = subprocess.Popen(
            ["make", "serve"],
            cwd=clone,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            wait_for_answer(f"http://127.0.0.1:{ports['DXE_API_PORT']}/api/answer", process)
            report("cold clone to first answer", time.perf_counter() - began, 240)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)


def wait_for_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until an answer comes. Raises RuntimeError when `make serve` has ended."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, params={"q": QUESTION}, timeout=5).json()["outcome"] == "answered":
                return
        except (httpx.HTTPError, ValueError, KeyError):
            time.sleep(0.5)
    raise RuntimeError("make serve gave no answer")


def report(label: str, seconds: float, goal: float) -> None:
    """Print one line."""
    print(f"{label:<28} {seconds:6.1f} s   (goal {goal:.0f})", flush=True)


if __name__ == "__main__":
    main()
