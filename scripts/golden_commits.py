"""`python -m scripts.golden_commits BASE..HEAD`: does each commit keep the rule of golden files?

A commit that changes what a golden file says holds golden files and wording of the product, and no test: else nobody
sees whether the test or the product gave way. A section or a file that is only added may come with its test.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_GOLDEN = "tests/golden/"


def breaks_the_rule(changes: Sequence[tuple[int, str]]) -> bool:
    """Tell whether a commit takes lines from golden files and changes tests too; `changes`: lines taken, path."""
    rewrites = any(taken for taken, path in changes if path.startswith(_GOLDEN))
    return rewrites and any(path.startswith("tests/") and not path.startswith(_GOLDEN) for _, path in changes)


def changes_of(commit: str, root: Path = ROOT) -> list[tuple[int, str]]:
    """Return how many lines a commit takes from each file that it changes, with the file's path (binary: none)."""
    command = ["git", "-c", "core.quotepath=off", "show", "--numstat", "--format=", "--no-renames", "-m"]
    shown = subprocess.run(
        [*command, "--first-parent", commit], cwd=root, capture_output=True, text=True, check=True
    )
    rows = [line.split("\t") for line in shown.stdout.splitlines() if line]
    return [(int(taken) if taken.isdigit() else 0, path) for _, taken, path in rows]


def main(arguments: Sequence[str]) -> int:
    """Name the commits that break the rule; return the exit status."""
    if len(arguments) != 1:
        print("usage: python -m scripts.golden_commits BASE..HEAD", file=sys.stderr)
        return 2
    listed = subprocess.run(
        ["git", "rev-list", "--no-merges", arguments[0]], cwd=ROOT, capture_output=True, text=True, check=True
    )
    wrong = [commit for commit in listed.stdout.split() if breaks_the_rule(changes_of(commit))]
    for commit in wrong:
        print(f"{commit[:12]} rewrites golden files and changes tests: make it two commits", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
