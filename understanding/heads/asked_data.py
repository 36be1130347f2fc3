"""The examples of what is asked of the thing shown: `bot/data/nlu/asked/*.yml`, one file an author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class AskedExample:
    """A message, what was shown when it was said, and what it asks of that (or `none`)."""

    author: str
    shown: str
    asked: str
    text: str


class AskedDataWrong(Exception):
    """A file of examples does not have the form that it must have."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}：{reason}")


def read_asked(folder: Path) -> list[AskedExample]:
    """Return the examples of all files, in order. Raises AskedDataWrong and OSError."""
    return [example for path in sorted(folder.glob("*.yml")) for example in _read(path)]


def read_items(path: Path, key: str) -> list[dict[str, object]]:
    """Return the list that stands below `key` in a file of examples. Raises AskedDataWrong and OSError."""
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise AskedDataWrong(path, "不是 UTF-8 编码的 YAML 文件") from problem
    items = content.get(key) if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise AskedDataWrong(path, f"需要以 {key}: 开头的列表")
    return [item if isinstance(item, dict) else {} for item in items]


def _read(path: Path) -> Iterator[AskedExample]:
    for number, given in enumerate(read_items(path, "asked"), start=1):
        shown, asked, examples = (given.get(name) for name in ("shown", "asked", "examples"))
        if not (isinstance(shown, str) and isinstance(asked, str) and isinstance(examples, str)):
            raise AskedDataWrong(path, f"第 {number} 项需要 shown、asked 和 examples")
        for line in examples.splitlines():
            if text := line.strip().removeprefix("-").strip():
                yield AskedExample(path.stem, shown, asked, text)
