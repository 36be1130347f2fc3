"""The gate of CI: the answers to the frozen questions are as good as recorded."""

from pathlib import Path

import pytest

from index.evaluation.fresh import build_fresh, evaluate_index
from index.evaluation.frozen import check_frozen
from index.evaluation.gate import compare_with, describe, load_recorded
from tests.conftest import ROOT

QUESTIONS = ROOT / "knowledge" / "questions.jsonl"


def test_the_frozen_questions_are_unchanged() -> None:
    frozen = check_frozen(QUESTIONS, ROOT / "benchmarks" / "frozen.json", ROOT)
    assert frozen is not None
    assert frozen.questions >= 300


@pytest.mark.slow
def test_answers_are_as_good_as_recorded(tmp_path: Path) -> None:
    recorded = load_recorded(ROOT / "benchmarks" / "recorded.json")
    evaluation = evaluate_index(build_fresh(ROOT / "knowledge", tmp_path), [QUESTIONS], recorded.as_of)
    worse = compare_with(recorded, evaluation)
    assert not worse, describe(worse)
