"""The check of knowledge/words: each file can be read, and has no list that nothing looks at."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from index.checks.knowledge_lists import Problem
from index.lexicon.lists import ANY_GROUP, KNOWN, ListWrong, load_words
from index.lexicon.shapes import NAMES

_FOLDER = "words"


def check_words(folder: Path) -> list[Problem]:
    """Every problem of `folder`/words, in the order of its files; a folder without lists has none."""
    return [problem for path in sorted((folder / _FOLDER).glob("*.yml")) for problem in _check(path)]


def _check(path: Path) -> Iterator[Problem]:
    file, known = f"{_FOLDER}/{path.name}", KNOWN.get(path.stem)
    if known is None:
        yield Problem(file, "-", f"没有用到这个文件，能用的是 {'、'.join(KNOWN)}")
        return
    try:
        found = load_words(path)
    except ListWrong as problem:
        yield Problem(file, problem.field, problem.reason)
        return
    for name, lists in found.items():
        inner = known.get(name, known.get(ANY_GROUP))
        if inner is None or isinstance(lists, Mapping) != bool(inner):
            yield Problem(file, name, "没有用到这一项")
        elif isinstance(lists, Mapping):
            yield from _check_group(file, name, lists, inner)


def _check_group(
    file: str, name: str, lists: Mapping[str, tuple[str, ...]], known: tuple[str, ...]
) -> Iterator[Problem]:
    for inner, words in lists.items():
        if inner not in known:
            yield Problem(file, f"{name}.{inner}", f"没有用到这一项，能用的是 {'、'.join(known)}")
        elif inner == "shapes":
            for shape in words:
                if shape not in NAMES:
                    yield Problem(
                        file, f"{name}.{inner}", f"没有“{shape}”，能用的是 {'、'.join(sorted(NAMES))}"
                    )
