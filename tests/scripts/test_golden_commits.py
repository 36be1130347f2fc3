"""A commit that rewrites golden files changes no test."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.golden_commits import breaks_the_rule, changes_of


@pytest.mark.parametrize(
    ("changes", "breaks"),
    [
        ([(2, "tests/golden/case.txt"), (2, "actions/cases/say_cases.py")], False),
        ([(0, "tests/golden/case.txt"), (9, "tests/actions/test_views.py")], False),
        ([(1, "tests/golden/case.txt"), (0, "tests/actions/test_views.py")], True),
        ([(3, "tests/actions/test_views.py"), (3, "actions/cases/say_cases.py")], False),
    ],
    ids=["wording", "a new section with its test", "both", "no golden file"],
)
def test_golden_files_are_rewritten_apart_from_tests(changes: list[tuple[int, str]], breaks: bool) -> None:
    assert breaks_the_rule(changes) is breaks


def test_the_lines_that_a_commit_takes_are_counted_by_file(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    for text in ("一\n二\n", "一\n三\n四\n"):
        (tmp_path / "话.txt").write_text(text, encoding="utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", text)

    assert changes_of("HEAD", tmp_path) == [(1, "话.txt")]
