"""The examples of names and of what is asked of the registers: `bot/data/nlu/names/*.yml`, one file an author."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from understanding.heads.asked_data import AskedDataWrong, read_items
from understanding.heads.spans import Span
from understanding.values.names import KINDS

_MARKED = re.compile(r"\[([^\]\[]+)\]\((\w+)\)")


@dataclass(frozen=True)
class NamedExample:
    """A message with its names, and what it asks of the registers (or `none`)."""

    author: str
    asked: str
    text: str
    spans: tuple[Span, ...]


def read_named(folder: Path) -> list[NamedExample]:
    """Return the examples of all files, in order. Raises AskedDataWrong and OSError."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _read(path)]


def _read(path: Path) -> Iterator[NamedExample]:
    for number, item in enumerate(read_items(path, "names"), start=1):
        asked, examples = item.get("asked"), item.get("examples")
        if not (isinstance(asked, str) and isinstance(examples, str)):
            raise AskedDataWrong(path, f"第 {number} 项需要 asked 和 examples")
        for line in examples.splitlines():
            if marked := line.strip().removeprefix("-").strip():
                text, spans = _read_marks(path, marked)
                yield NamedExample(path.stem, asked, text, spans)


def _read_marks(path: Path, marked: str) -> tuple[str, tuple[Span, ...]]:
    """Return a text without the marks of its names, and where they stand."""
    text, spans, position = "", [], 0
    for mark in _MARKED.finditer(marked):
        kind = next((each for each in KINDS if each == mark[2]), None)
        if kind is None:
            raise AskedDataWrong(path, f"“{mark.group()}”的标记应是 {'、'.join(KINDS)} 之一")
        text += marked[position : mark.start()]
        spans.append(Span(kind, len(text), len(text) + len(mark[1])))
        text, position = text + mark[1], mark.end()
    return text + marked[position:], tuple(spans)
