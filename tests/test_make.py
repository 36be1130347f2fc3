"""`make test-all` leaves nothing out, and CI runs it: no test is in neither."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib

import pytest

from tests.conftest import ROOT

# What makes pytest run less than everything that it could collect.
LEAVES_OUT = {
    "-m",
    "-k",
    "--ignore",
    "--ignore-glob",
    "--deselect",
    "--lf",
    "--last-failed",
    "--sw",
    "--maxfail",
    "-x",
}
HOOKS = re.compile(r"\b(collect_ignore(_glob)?|pytest_ignore_collect|pytest_deselected|__test__)\b")
PYTEST = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]


def arguments(target: str) -> list[str]:
    """Return what a target of the Makefile hands to pytest."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    found = re.search(rf"^{target}:.*\n\t\$\(PYTEST\)(.*)$", makefile, re.MULTILINE)
    common = re.search(r"^PYTEST := \.venv/bin/pytest (.*)$", makefile, re.MULTILINE)
    assert found is not None
    assert common is not None
    return shlex.split(common.group(1).replace("$(WORKERS)", "auto") + found.group(1))


def test_all_tests_are_in_test_all() -> None:
    given = arguments("test-all") + shlex.split(PYTEST["addopts"])
    assert "--all-databases" in given
    assert {each.partition("=")[0] for each in given} & LEAVES_OUT == set()
    assert PYTEST["testpaths"] == ["tests"]
    assert not {"norecursedirs", "python_files", "python_functions", "python_classes"} & set(PYTEST)


def test_no_file_of_tests_lies_elsewhere() -> None:
    """But those that Rasa's own Python runs: tests/bot/test_components.py and test_serving.py start it."""
    listed = subprocess.run(
        ["git", "ls-files", "*test_*.py"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = listed.stdout.splitlines()
    assert {each.rpartition("/")[0] for each in files if not each.startswith("tests/")} == {
        "bot/tests/components",
        "bot/tests/serving",
        "bot/tests/model",
    }


def test_no_conftest_leaves_tests_out() -> None:
    paths = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "test_make.py"]
    assert [path for path in paths if HOOKS.search(path.read_text("utf-8"))] == []


def test_ci_runs_the_checks_and_all_tests() -> None:
    commands = (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert commands[-2:] == ["make check", "make test-all"]


@pytest.mark.parametrize("folder", ["e2e", "browser", "bot"])
def test_a_sample_of_what_waits_for_test_all_is_in_test(folder: str) -> None:
    """So that a fault in any room fails `make test`."""
    assert arguments("test")[-2:] == ["-m", "sample or not (slow or browser or e2e)"]
    files = (ROOT / "tests" / folder).rglob("test_*.py")
    assert any("@pytest.mark.sample" in each.read_text("utf-8") for each in files)
