"""The list of seeded faults and what is made of it, on a small tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.seeded_faults.fault import Edit, Fault, FaultMisfit, check, read_faults
from scripts.seeded_faults.trial import try_fault

PRODUCT = "def left(total, spent):\n    return total - spent\n"
TEST = "from product import left\n\ndef test_left():\n    assert left(3, 2) == {}\n"


def fault(*edits: Edit, tests: tuple[str, ...] = ("test_product.py",)) -> Fault:
    return Fault("swapped", "product.py", edits, "swapped sums", tests)


SWAPPED = fault(Edit("total - spent", "spent - total"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "product.py").write_text(PRODUCT)
    (tmp_path / "test_product.py").write_text(TEST.format(1))
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return tmp_path


def test_at_least_forty_faults_are_listed_and_each_names_its_tests() -> None:
    faults = read_faults()

    assert len(faults) >= 40
    assert {each.file.split("/")[0] for each in faults} >= {
        "actions",
        "api",
        "understanding",
        "cli",
        "index",
        "records",
    }
    assert all(each.tests and each.why for each in faults)


def test_a_fault_that_a_test_notices_is_caught_and_taken_out_again(tree: Path) -> None:
    outcome = try_fault(tree, SWAPPED)

    assert (outcome.verdict, outcome.test) == ("caught", "test_product.py::test_left")
    assert (tree / "product.py").read_text() == PRODUCT


def test_a_fault_that_no_test_notices_is_missed(tree: Path) -> None:
    (tree / "test_product.py").write_text("def test_nothing():\n    pass\n")

    assert try_fault(tree, SWAPPED).verdict == "missed"


def test_tests_that_cannot_run_are_no_proof(tree: Path) -> None:
    (tree / "test_product.py").write_text("import nothing_of_the_kind\n")

    assert try_fault(tree, SWAPPED).verdict == "broken"


@pytest.mark.parametrize("find", ["total + spent", "t"], ids=["gone", "many times"])
def test_a_fault_that_does_not_fit_the_code_is_an_error(tree: Path, find: str) -> None:
    with pytest.raises(FaultMisfit, match="swapped"):
        check([fault(Edit(find, ""))], tree)


def test_a_fault_whose_tests_are_gone_is_an_error(tree: Path) -> None:
    with pytest.raises(FaultMisfit, match=r"gone\.py"):
        check([fault(*SWAPPED.edits, tests=("gone.py",))], tree)
