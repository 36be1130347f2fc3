"""Look-ups, balances and searches of staff in a large PostgreSQL and a small SQLite: time, and the indexes used.

python -m benchmarks.records.__main__ [--cases N] [--ledger N] [--sqlite-cases N] [--folder DIR] [--calls N] [--plans]
                             [--only postgresql|sqlite]

1,000,000 cases and 5,000,000 ledger entries by default: made once in about four minutes and 7 GB below the folder, and
found there again. SQLite holds a tenth. PostgreSQL is pgserver's with its default settings. Each call is a transaction
with what the product does in it, the audit entry included; one at a time, after some that are not counted. The rival is
the search as it was before there were indexes for it, `LIKE '%…%'`, asked for the same words.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

import psycopg
from sqlalchemy.orm import Session

from benchmarks.records.calls import Call, take_samples
from benchmarks.records.database import FolderInUse, filled, postgres, report, reserved
from benchmarks.records.lookups import enterprise_calls
from benchmarks.records.parts import Sizes
from benchmarks.records.plans import Plan, explain
from benchmarks.records.searches import rival_search, staff_calls
from records.storage.database import Database

_WARM_UP = 30
_RIVAL_CALLS = 5


@dataclass(frozen=True)
class Measured:
    """Milliseconds of a kind of call; `cpu_p95` of processor time, this process's and PostgreSQL's; `rival_p50` of the
    search of before.
    """

    name: str
    goal: float
    p50: float
    p95: float
    p99: float
    cpu_p95: float
    plan: Plan
    rival_p50: float | None = None

    @property
    def is_reached(self) -> bool:
        return self.p95 <= self.goal


def measure(database: Database, calls: Sequence[Call], count: int) -> list[Measured]:
    """Make each call `count` times with random values; what is asked for is the same each time."""
    found = []
    for call in calls:
        random = Random(5)
        for _ in range(_WARM_UP):
            _timed(database, call.make(random))
        pairs = [_timed(database, call.make(random)) for _ in range(count)]
        times, used = sorted(elapsed for elapsed, _ in pairs), sorted(cpu for _, cpu in pairs)
        rival = _measure_rival(database, call.words) if call.words is not None else None
        plan = explain(database, call.make(Random(6)))
        p50, p95, p99 = (_quantile(times, share) for share in (0.5, 0.95, 0.99))
        measured = Measured(call.name, call.goal_ms, p50, p95, p99, _quantile(used, 0.95), plan, rival)
        report(f"{measured.name}: p95 {measured.p95:.1f} ms")
        found.append(measured)
    return found


def _measure_rival(database: Database, words: Callable[[Random], str]) -> float:
    random = Random(5)
    return median(_timed(database, _rival(words(random)))[0] for _ in range(_RIVAL_CALLS))


def _rival(words: str) -> Callable[[Session], object]:
    return lambda session: rival_search(session, words)


def _timed(database: Database, call: Callable[[Session], object]) -> tuple[float, float]:
    """Return the milliseconds of one transaction, by the clock and of processor time (its commit's left out)."""
    began, used = time.perf_counter(), time.process_time()
    with database.transaction() as session:
        before = _served(session)
        call(session)
        served = _served(session) - before
    elapsed = time.perf_counter() - began
    return elapsed * 1000, (time.process_time() - used + served) * 1000


def _served(session: Session) -> float:
    """Return the seconds of processor time that PostgreSQL's process for this session has used; 0 with SQLite."""
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        return 0.0
    scheduled = Path(f"/proc/{driver.info.backend_pid}/schedstat")  # Linux, and PostgreSQL on this machine
    return int(scheduled.read_text().split()[0]) / 1e9


def _quantile(times: Sequence[float], share: float) -> float:
    return times[min(int(len(times) * share), len(times) - 1)]


def table(title: str, found: Sequence[Measured]) -> str:
    """For a terminal: goal and reached, and under it the indexes of each call."""
    lines = [
        f"{title} (load of the machine {os.getloadavg()[0]:.1f}); milliseconds",
        f"{'':28}{'p50':>8}{'p95':>8}{'p99':>8}{'CPU p95':>9}{'goal p95':>10}   {'LIKE p50':>9}{'ratio':>7}",
    ]
    for row in found:
        mark = "" if row.is_reached else "  missed"
        rival = f"{row.rival_p50:9.0f}{row.rival_p50 / row.p50:6.0f}x" if row.rival_p50 is not None else ""
        lines.append(
            f"{row.name:28}{row.p50:8.1f}{row.p95:8.1f}{row.p99:8.1f}{row.cpu_p95:9.1f}{row.goal:10.0f}   {rival}{mark}"
        )
    lines.append(
        "indexes used"
        + ("" if not any(row.plan.whole for row in found) else " (! reads a large table whole)")
    )
    for row in found:
        whole = "".join(f"  ! {name}" for name in row.plan.whole)
        lines.append(f"  {row.name:28}{', '.join(row.plan.indexes)}{whole}")
    return "\n".join(lines)


def run(database: Database, count: int) -> list[Measured]:
    """Measure all calls on a filled database."""
    samples = take_samples(database)
    return measure(database, [*enterprise_calls(samples), *staff_calls(samples)], count)


def main() -> int:
    """Fill what is not filled, measure, and print the tables; 1 when a goal is missed."""
    options = _options()
    try:
        with reserved(options.folder):
            found = _run_all(options)
    except FolderInUse as problem:
        report(str(problem))
        return 2
    return 0 if all(row.is_reached for row in found) else 1


def _run_all(options: argparse.Namespace) -> list[Measured]:
    found: list[Measured] = []
    if options.only != "sqlite":
        folder = options.folder / "postgresql"
        sizes = Sizes(options.cases, options.ledger)
        with postgres(folder) as url:
            found += _measured(url, folder, "PostgreSQL", sizes, options)
    if options.only != "postgresql":
        folder = options.folder / "sqlite"
        folder.mkdir(parents=True, exist_ok=True)
        sizes = Sizes(options.sqlite_cases, 5 * options.sqlite_cases)
        found += _measured(f"sqlite:///{folder / 'records.db'}", folder, "SQLite", sizes, options)
    return found


def _measured(url: str, folder: Path, kind: str, sizes: Sizes, options: argparse.Namespace) -> list[Measured]:
    with filled(url, folder, sizes) as database:
        found = run(database, options.calls)
    print(table(f"{kind}, {sizes.cases:,} cases, {sizes.ledger_entries:,} ledger entries", found), flush=True)
    if options.plans:
        for row in found:
            print(f"\n== {row.name}", *row.plan.texts, sep="\n\n")
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--ledger", type=int, default=5_000_000)
    parser.add_argument("--sqlite-cases", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "dxe-bench-records")
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--plans", action="store_true")
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
