"""`python -m scripts.asserted_words`: how many assertions there are, and how many break with a rewording.

Of each folder of tests: the assertions; the comparisons with golden files (`golden.check`); the assertions that hold
running Chinese, a string of at least 8 Chinese characters; and those of them that expect words of the product: a piece
of 6 characters of an expected string stands in a string of the product, so that a rewording there breaks the assertion.
The rest are material of the tests' own: questions that are asked, texts of documents, names.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNNING = 8  # Chinese characters in a string
_PIECE = 6
_PRODUCT = ("actions", "api", "cli", "contracts", "desk", "index", "records", "bot/domain", "settings.py")
_SPOKEN = {".py", ".js", ".yml", ".html"}
_HAN = re.compile("[\u3400-\u9fff]")
_WORDS = re.compile("[\u3400-\u9fff，。：；、（）“”《》？！]+")
# Calls whose arguments are what is expected, not what is given to the product.
_EXPECTING = {"startswith", "endswith", "count", "index", "find", "issuperset", "issubset"}
_COLLECTING = {"set", "frozenset", "list", "tuple", "sorted", "all", "any"}


@dataclass(frozen=True)
class Assertion:
    """One assertion; `running` when it holds running Chinese, `worded` when it expects words of the product."""

    file: Path
    line: int
    running: bool
    worded: bool


def read_assertions(folder: Path, product: str) -> Iterator[Assertion]:
    """Yield the assertions of all Python files below a folder; `product`: the text of the product."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assert):
                running = any(map(_is_running, _strings(node.test)))
                worded = any(_is_of(text, product) for text in _expected(node.test) if _is_running(text))
                yield Assertion(path, node.lineno, running, worded)


def count_golden(folder: Path) -> Counter[str]:
    """Return the comparisons with golden files by the first folder (or file) below a folder."""
    counted: Counter[str] = Counter()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr == "check" and _is_golden(called.value):
                counted[path.relative_to(folder).parts[0]] += 1
    return counted


def _is_golden(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "golden"


def read_product(root: Path = ROOT) -> str:
    """Return all that the product may say: its sources in one text."""
    files = [path for name in _PRODUCT for path in [root / name, *(root / name).rglob("*")]]
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(set(files)) if path.suffix in _SPOKEN
    )


def _strings(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value


def _expected(node: ast.AST) -> Iterator[str]:
    """Yield the strings of an assertion without those that are handed to a call."""
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute):
            yield from _expected(called.value)
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name not in _EXPECTING | _COLLECTING:
            return
        for argument in node.args:
            yield from _expected(argument)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    else:
        for child in ast.iter_child_nodes(node):
            yield from _expected(child)


def _is_running(text: str) -> bool:
    return len(_HAN.findall(text)) >= RUNNING


def _is_of(text: str, product: str) -> bool:
    """Tell whether a piece of a text stands in the product's."""
    return any(
        words[start : start + _PIECE] in product
        for words in _WORDS.findall(text)
        for start in range(len(words) - _PIECE + 1)
    )


def main() -> None:
    """Print the counts by folder; with `--list` where the worded ones are."""
    parser = argparse.ArgumentParser(prog="python -m scripts.asserted_words", description=__doc__)
    parser.add_argument(
        "--list", action="store_true", help="list the assertions that expect words of the product"
    )
    parser.add_argument("--tests", type=Path, default=ROOT / "tests", help="the folder of tests")
    options = parser.parse_args()
    found = list(read_assertions(options.tests, read_product()))
    if options.list:
        for each in found:
            if each.worded:
                print(f"{each.file}:{each.line}")
        return
    by_folder = [(each.file.relative_to(options.tests).parts[0], each) for each in found]
    totals, running, worded = (
        Counter(folder for folder, each in by_folder if wanted(each))
        for wanted in (lambda _: True, lambda each: each.running, lambda each: each.worded)
    )
    golden = count_golden(options.tests)
    print(f"{'folder':20} {'assertions':>10} {'golden':>7} {'running':>8} {'worded':>7}")
    for folder in sorted(totals):
        row = (totals[folder], golden[folder], running[folder], worded[folder])
        print("{:20} {:10} {:7} {:8} {:7}".format(folder, *row))
    print(f"{'all':20} {totals.total():10} {golden.total():7} {running.total():8} {worded.total():7}")


if __name__ == "__main__":
    main()
