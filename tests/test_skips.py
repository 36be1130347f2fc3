"""A skip is never silent: it goes through `skip_or_fail`, which fails in CI."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT, skip_or_fail

SILENT = re.compile(r"mark\.skip|pytest\.skip\(|importorskip|unittest\.skip|SkipTest|mark\.xfail")


def test_no_test_skips_by_itself() -> None:
    files = [path for path in (ROOT / "tests").rglob("*.py") if path != ROOT / "tests/conftest.py"]
    files.remove(ROOT / "tests/test_skips.py")
    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if SILENT.search(line)
    ] == []


def test_in_ci_what_would_be_skipped_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="something is not here"):
        skip_or_fail("something is not here")
