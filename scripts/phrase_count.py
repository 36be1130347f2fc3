"""`python -m scripts.phrase_count`: how many Chinese words stand in code that understands, by top folder and file.

`patterns`: runs of Chinese characters in strings with a pattern's signs, of files that import re. `strings`: runs in
all strings but docstrings, outside the rooms that speak (views, wording, pages …) and those that read documents. What
people say belongs into examples and lists of names, so the levels of scripts/phrase_levels.json may fall and not rise:
`--check` fails where one has risen, and `--write` writes them anew.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.house import ROOT, list_modules

TOPS = ("actions", "understanding", "desk", "index", "bot", "api", "records")
LEVELS = ROOT / "scripts" / "phrase_levels.json"
_MUCH = 30  # words below its level at which a folder's level is to be lowered
_SIGNS = re.compile(r"[|]|\(\?|\[[^\]]+\]|\\[dswW]")
_RUN = re.compile("[\u3400-\u9fff]+")
_IMPORTS_RE = re.compile(r"^\s*(?:import re\b|from re import)", re.MULTILINE)
_SPEAKS = re.compile(
    r"(^|/)(views|quoting|pages|demo|convert|standing|passages|ingest|checks|evaluation|migrations)/"
    r"|(^|/)(say_|utter|notice|wording|render|compose|declines|quote|speech|naming|caveats|citing|help|fallback)"
    r"|components/__init__"
)
# Values stand apart: code reads them, in any wording, and their words are no phrases.
_VALUES = "understanding/values/"


@dataclass(frozen=True)
class Words:
    """Runs of Chinese characters by file, as a path below the root."""

    patterns: Counter[str]
    strings: Counter[str]

    def levels(self) -> dict[str, dict[str, int]]:
        """Return both counts by top folder (`values`: understanding/values)."""
        return {"patterns": _by_top(self.patterns), "strings": _by_top(self.strings)}


def count_words(root: Path = ROOT) -> Words:
    """Return the words of all files below the top folders."""
    words = Words(Counter(), Counter())
    for path in (path for top in TOPS for path in list_modules(root / top)):
        name = path.relative_to(root).as_posix().replace(_VALUES, "values/")
        source = path.read_text(encoding="utf-8")
        found = list(_read_strings(source))
        if _IMPORTS_RE.search(source):
            words.patterns[name] = sum(len(_RUN.findall(text)) for text in found if _SIGNS.search(text))
        if not _SPEAKS.search(name):
            words.strings[name] = sum(len(_RUN.findall(text)) for text in found)
    return words


def compare(
    counted: Mapping[str, Mapping[str, int]], held: Mapping[str, Mapping[str, int]]
) -> tuple[list[str], list[str]]:
    """Return a line for each level that has risen, and for each that has fallen by much."""
    risen, fallen = [], []
    for kind, levels in counted.items():
        before = held.get(kind, {})
        for top in sorted({*levels, *before}):
            count, level = levels.get(top, 0), before.get(top, 0)
            if count > level:
                risen.append(f"{kind} of {top}: {count} Chinese words, and {level} are held")
            elif level - count >= _MUCH:
                fallen.append(f"{kind} of {top}: {count} Chinese words, {level - count} fewer than are held")
    return risen, fallen


def _by_top(table: Counter[str]) -> dict[str, int]:
    tops: Counter[str] = Counter()
    for name, count in table.items():
        tops[name.split("/")[0]] += count
    return dict(sorted((+tops).items()))


def _read_strings(source: str) -> Iterator[str]:
    """Yield the strings of a file; docstrings, and strings that stand for comments, are none."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    heads = (node.body[0] for node in ast.walk(tree) if isinstance(node, documented) and node.body)
    docstrings = {id(head.value) for head in heads if isinstance(head, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _check(counted: Mapping[str, Mapping[str, int]], levels: Path) -> int:
    risen, fallen = compare(counted, json.loads(levels.read_text(encoding="utf-8")))
    for line in risen:
        print(line, file=sys.stderr)
    if risen:
        print("What people say belongs into bot/data/nlu or knowledge/terms.yml.", file=sys.stderr)
        return 1
    for line in fallen:
        print(line)
    if fallen:
        print("Lower the levels: python -m scripts.phrase_count --write")
    return 0


def main(arguments: list[str] | None = None, root: Path = ROOT, levels: Path = LEVELS) -> int:
    """Print the counts, check them or write them; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.phrase_count", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a level has risen")
    parser.add_argument("--write", action="store_true", help="write the levels as they are")
    parser.add_argument("--most", type=int, default=12, help="how many files to name")
    options = parser.parse_args(arguments)
    words = count_words(root)
    if options.write:
        levels.write_text(json.dumps(words.levels(), indent=2) + "\n", encoding="utf-8")
        return 0
    if options.check:
        return _check(words.levels(), levels)
    for kind, tops in words.levels().items():
        print(f"{kind}:", " ".join(f"{top} {count}" for top, count in tops.items()))
    for name, count in words.strings.most_common(options.most):
        print(f"{count:6} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
