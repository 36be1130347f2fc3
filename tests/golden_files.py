"""Golden files: what a view says, whole, in tests/golden/, compared exactly.

One file a view, a section for each thing that was asked of it. `pytest --update-golden` writes the sections anew; CI
refuses the flag. How golden files are changed: CONTRIBUTING.md, Golden files.
"""

from __future__ import annotations

import difflib
import fcntl
import os
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent / "golden"
FLAG = "--update-golden"
_TITLE = re.compile(r"^== (.*)\n", re.MULTILINE)


class Golden:
    """Compares a text with its section in the golden file of a view, or writes it when that is what was asked for."""

    def __init__(self, *, update: bool, folder: Path = FOLDER) -> None:
        self._update = update
        self._folder = folder

    def check(self, view: str, title: str, text: str) -> None:
        """Compare a text with the section `title` of `<view>.txt`. Fails with the difference."""
        path = self._folder / f"{view}.txt"
        if self._update:
            _write(path, title, text)
            return
        golden = _read(path).get(title)
        if golden is None:
            pytest.fail(f"{path.name} has no section “{title}”: run with {FLAG}, and read what it says")
        if text != golden:
            lines = difflib.unified_diff(golden.split("\n"), text.split("\n"), "golden", "said", lineterm="")
            pytest.fail("\n".join([f"{path.name}, {title} ({FLAG} if this is meant):", *lines]))


def _read(path: Path) -> dict[str, str]:
    """Return the sections of a golden file by title; none where there is no file."""
    parts = _TITLE.split(path.read_text(encoding="utf-8")) if path.exists() else [""]
    return {title: text.removesuffix("\n\n") for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def _write(path: Path, title: str, text: str) -> None:
    """Replace one section; tests that run side by side wait for each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        sections = {**_read(path), title: text}
        file.truncate(0)
        file.write("".join(f"== {name}\n{words}\n\n" for name, words in sections.items()))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag."""
    parser.addoption(FLAG, action="store_true", help="write the golden files anew instead of comparing")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse the flag in CI, where a golden file is what is held against the product."""
    if config.getoption(FLAG) and os.environ.get("CI") == "true":
        raise pytest.UsageError(f"{FLAG} is refused in CI")


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    """The golden files."""
    return Golden(update=request.config.getoption(FLAG))
