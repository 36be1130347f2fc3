"""`python -m scripts.house`: are folders and files as small as the house keeps them?

A folder with more modules than one takes in at a glance is several rooms; a file that grows beyond its limit holds more
than one thing. What alembic generates is left out.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    "actions",
    "api",
    "bot",
    "cli",
    "contracts",
    "desk",
    "index",
    "records",
    "telemetry",
    "understanding",
    "workbooks",
    "benchmarks",
)
MOST_MODULES = 20  # in one folder, __init__.py not counted
MOST_LINES = 250  # of one file
_GENERATED = "migrations/versions"


def list_modules(folder: Path) -> Iterator[Path]:
    """Yield the Python files below a folder in order, without tests, environments and what is generated."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            if not path.name.startswith((".", "tests")) and not path.as_posix().endswith(_GENERATED):
                yield from list_modules(path)
        elif path.suffix == ".py":
            yield path


def find_excesses(root: Path) -> list[str]:
    """Return what is beyond the limits, a line each that says what to do; rooms that are not there are passed by."""
    modules = [path for room in ROOMS for path in list_modules(root / room)]
    folders = Counter(path.parent for path in modules if path.name != "__init__.py")
    crowded = [
        f"{folder.relative_to(root)}/ holds {count} modules, more than {MOST_MODULES}: divide it into rooms"
        for folder, count in folders.items()
        if count > MOST_MODULES
    ]
    files = [*modules, *root.glob("*.py")]
    long = [
        f"{path.relative_to(root)} has {count} lines, more than {MOST_LINES}: divide it"
        for path in files
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    ]
    return crowded + long


def main(root: Path = ROOT) -> int:
    """Name what is beyond the limits; return the exit status."""
    excesses = find_excesses(root)
    print("\n".join(excesses) or "The house keeps its limits.", file=sys.stderr if excesses else sys.stdout)
    return 1 if excesses else 0


if __name__ == "__main__":
    sys.exit(main())
