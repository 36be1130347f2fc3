"""The rule of golden files: exact, written anew only by the flag, and never in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.golden_files import FLAG, Golden


def test_what_was_written_compares_equal_and_a_changed_line_is_shown(tmp_path: Path) -> None:
    writing, golden = (Golden(update=update, folder=tmp_path) for update in (True, False))
    writing.check("view", "a case", "第一行\n第二行")
    writing.check("view", "another", "")

    golden.check("view", "a case", "第一行\n第二行")
    golden.check("view", "another", "")
    with pytest.raises(pytest.fail.Exception, match="-第二行\n\\+第三行"):
        golden.check("view", "a case", "第一行\n第三行")


def test_writing_a_section_anew_leaves_the_others_and_their_order(tmp_path: Path) -> None:
    writing = Golden(update=True, folder=tmp_path)
    for title, text in [("first", "1"), ("second", "2"), ("first", "一")]:
        writing.check("view", title, text)

    assert (tmp_path / "view.txt").read_text() == "== first\n一\n\n== second\n2\n\n"


@pytest.mark.parametrize("title", ["a case", "another"])
def test_what_has_no_section_fails_and_writes_none(tmp_path: Path, title: str) -> None:
    Golden(update=True, folder=tmp_path).check("view", "a case", "text")
    kept = (tmp_path / "view.txt").read_text()

    with pytest.raises(pytest.fail.Exception, match="no section"):
        Golden(update=False, folder=tmp_path).check("view" if title == "another" else "other", title, "text")
    assert [(tmp_path / "view.txt").read_text()] == [kept]
    assert [path.name for path in tmp_path.iterdir()] == ["view.txt"]


def test_ci_refuses_to_write_golden_files_anew() -> None:
    command = [sys.executable, "-m", "pytest", FLAG, "tests/test_skips.py", "-p", "no:cacheprovider"]
    refused = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CI": "true"}, capture_output=True, text=True
    )

    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert FLAG in refused.stderr
