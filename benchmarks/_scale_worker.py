"""Answers questions from an index in this process alone and prints what it took, as one line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from index.library import Library

_WARM = 30  # questions before time is taken


def main() -> int:
    """Read questions from standard input, the index folder from the arguments."""
    questions = [line for line in sys.stdin.read().splitlines() if line.strip()]
    started = time.perf_counter()
    answerer = Library(Path(sys.argv[1]), today=lambda: date(2026, 11, 20)).answerer()
    loading = time.perf_counter() - started
    half = (len(questions) + _WARM) // 2
    for question in questions[:_WARM]:
        answerer.answer(question)
    print(
        json.dumps(
            {
                "load_seconds": loading,
                **timed("search", answerer.find, questions[_WARM:half]),
                **timed("answer", answerer.answer, questions[half:]),
                "resident_mb": resident_mb(),
            }
        )
    )
    return 0


def timed(name: str, ask: Callable[[str], object], questions: list[str]) -> dict[str, float]:
    """Quantiles in milliseconds, of the wall clock and of this thread's processor time."""
    wall, processor = [], []
    for question in questions:
        before, used = time.perf_counter(), time.thread_time()
        ask(question)
        wall.append(time.perf_counter() - before)
        processor.append(time.thread_time() - used)
    found = {}
    for kind, seconds in (("", wall), ("cpu_", processor)):
        for quantile in (50, 95):
            found[f"{name}_{kind}p{quantile}"] = float(np.percentile(seconds, quantile)) * 1000
    return found


def resident_mb() -> float:
    """The most memory this process has held, mapped files that it has looked at included."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
