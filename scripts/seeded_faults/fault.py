"""A fault as the files under faults/ list it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FAULTS = Path(__file__).resolve().parent / "faults"


class FaultMisfit(Exception):
    """A fault does not fit the code, which has moved on: the list must follow it."""


@dataclass(frozen=True)
class Edit:
    """An exact text of a file, which stands there once, and what takes its place."""

    find: str
    replace: str


@dataclass(frozen=True)
class Fault:
    """One fault in one file. `edits`: the fault itself, then what it needs (an import). `tests` should notice it."""

    name: str
    file: str
    edits: tuple[Edit, ...]
    why: str
    tests: tuple[str, ...]

    def seeded(self, text: str) -> str:
        """Return the file's text with the fault in it. Raises FaultMisfit."""
        for edit in self.edits:
            count = text.count(edit.find)
            if count != 1:
                raise FaultMisfit(f"{self.name}: {count} times in {self.file}: {edit.find!r}")
            text = text.replace(edit.find, edit.replace)
        return text


def read_faults(folder: Path = FAULTS) -> list[Fault]:
    """Return the faults of all lists. Raises FaultMisfit where a name comes twice."""
    faults = [
        _read(entry)
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]
    ]
    names = [fault.name for fault in faults]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise FaultMisfit(f"listed twice: {', '.join(twice)}")
    return faults


def check(faults: Iterable[Fault], tree: Path) -> None:
    """Raise FaultMisfit unless every fault fits the code and the tests it names are there; seconds, runs nothing."""
    for fault in faults:
        path = tree / fault.file
        if not path.is_file():
            raise FaultMisfit(f"{fault.name}: there is no {fault.file}")
        fault.seeded(path.read_text(encoding="utf-8"))
        if missing := [name for name in fault.tests if not (tree / name).exists()]:
            raise FaultMisfit(f"{fault.name}: there is no {', '.join(missing)}")


def _read(entry: Mapping[str, Any]) -> Fault:
    edits = [Edit(entry["find"], entry["replace"]), *(Edit(*pair) for pair in entry.get("also", []))]
    return Fault(entry["name"], entry["file"], tuple(edits), entry["why"], tuple(entry["tests"]))
