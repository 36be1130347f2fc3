"""How many rows a second `dxe records import` takes, for each kind, from CSV and XLSX, into SQLite and PostgreSQL.

python -m benchmarks.import_rows [ROWS] [KIND …]       100000 of each kind by default; about five minutes

Rows are fictional. Each file is imported twice: the second time nothing may be new or changed. Memory is the peak of
the whole process. Where other programs compute too, look at the seconds of the processor. The aim is 100,000 rows in
60 seconds; it ends with 1 when an import was slower than that, or when a second one changed anything.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks._import_files import MAKERS, enterprises, write_csv, write_xlsx
from benchmarks.records.database import postgres
from records.calendar.working_days import WorkingDays
from records.feeds.importing import Import, ImportReport
from records.feeds.kinds import KINDS
from records.feeds.writing import Origin
from records.migrations.schema import migrate
from records.models import ServiceItem
from records.storage.database import Database
from records.values.clock import SystemClock

DEFAULT = 100_000
ROWS_A_SECOND = 100_000 / 60


@dataclass(frozen=True)
class Measured:
    """One import: what became of its rows, the seconds it took, and those of them that this process computed."""

    database: str
    kind: str
    suffix: str
    report: ImportReport
    seconds: float
    processor: float

    @property
    def is_in_time(self) -> bool:
        return self.report.rows >= ROWS_A_SECOND * self.seconds

    def line(self) -> str:
        """For a terminal."""
        report, memory = self.report, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        done = f"new {report.new:>7,}  changed {report.changed:>5,}  unchanged {report.unchanged:>7,}"
        time_taken = f"{self.seconds:6.1f} s ({self.processor:5.1f} s processor)"
        speed = f"{time_taken}  {report.rows / self.seconds:>8,.0f} rows/s"
        mark = "" if self.is_in_time else "  missed"
        return f"{self.database:<11}{self.kind:<14}{self.suffix:<6}{speed}  {done}  peak {memory} MB{mark}"


def run(database: Database, kind: str, path: Path) -> Measured:
    """Import a file."""
    started, computed = time.perf_counter(), time.process_time()
    work = Import(KINDS[kind], path)
    try:
        work.read()
        origin = Origin(SystemClock().now(), WorkingDays())
        report = work.write(database, origin, actor="benchmark")
    finally:
        work.close()
    if not report.is_stored:
        raise SystemExit(f"{kind}: {list(islice(report.problems.listed, 5))}")
    seconds, processor = time.perf_counter() - started, time.process_time() - computed
    label = "SQLite" if database.is_sqlite else "PostgreSQL"
    return Measured(label, kind, path.suffix, report, seconds, processor)


def measure(url: str, rows: int, kinds: list[str], folder: Path) -> Iterator[Measured]:
    """Import each kind into an empty database: as CSV, then the same as XLSX, which must change nothing."""
    database = Database(url)
    migrate(database)
    with database.transaction() as session:
        session.add(ServiceItem(code="work-permit", name="外国人来华工作许可", statutory_days=20))
    base = folder / "base.csv"
    write_csv(base, enterprises(min(rows, 20_000)))
    if "enterprises" not in kinds:
        run(database, "enterprises", base)
    for kind in kinds:
        for suffix, write in ((".csv", write_csv), (".xlsx", write_xlsx)):
            path = folder / f"{kind}{suffix}"
            if not path.exists():
                write(path, MAKERS[kind](rows))
            yield run(database, kind, path)
    database.close()


def measure_all(rows: int, kinds: list[str], folder: Path) -> Iterator[Measured]:
    """Measure on SQLite, then on PostgreSQL."""
    yield from measure(f"sqlite:///{folder / 'records.db'}", rows, kinds, folder)
    with postgres(folder / "postgres") as url:
        yield from measure(url, rows, kinds, folder)


def passes(found: Iterable[Measured]) -> bool:
    """Print each as it comes; tell whether all were in time, and the second of each file without effect."""
    is_good = True
    for one in found:
        print(one.line(), flush=True)
        again = one.suffix == ".xlsx"
        is_good &= one.is_in_time and (not again or one.report.unchanged == one.report.rows)
    return is_good


def main() -> int:
    """Measure what was asked for; 1 when an aim is missed."""
    arguments = sys.argv[1:]
    rows = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else DEFAULT
    with tempfile.TemporaryDirectory(prefix="dxe-import-") as name:
        return 0 if passes(measure_all(rows, arguments or list(MAKERS), Path(name))) else 1


if __name__ == "__main__":
    sys.exit(main())
