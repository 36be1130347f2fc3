"""The split that NLU pipelines are compared on."""

from pathlib import Path

import pytest

from benchmarks._nlu_data import Utterance, folds, read_utterances, write_training_data
from benchmarks.nlu import macro_f1
from cli.train import ROOT


def test_every_author_is_asked_once_and_in_one_part_only() -> None:
    utterances = read_utterances(ROOT)
    asked = [author for part in folds(utterances) for author in part]
    assert sorted(asked) == sorted({utterance.author for utterance in utterances})


def test_what_is_learnt_in_another_shape_is_not_asked(tmp_path: Path) -> None:
    utterances = [
        Utterance("a", "how", "ask_guidance", "创新券怎么申请"),
        Utterance("b", "how", "ask_guidance", "科技型中小企业怎么申请？"),
        Utterance("b", "how", "ask_guidance", "加计扣除比例多少"),
        Utterance("b", "with-number", "check_application_status", "查XS2026-000123"),
        Utterance("a", "with-number", "check_application_status", "查 WH2025-000001"),
    ]
    asked = write_training_data(utterances, ("b",), tmp_path / "learnt.yml", ROOT)
    assert [utterance.text for utterance in asked] == ["加计扣除比例多少"]
    assert "加计扣除比例多少" not in (tmp_path / "learnt.yml").read_text(encoding="utf-8")


def test_macro_f1_counts_every_intent_alike() -> None:
    expected = ["a", "a", "a", "b"]
    assert macro_f1(expected, ["a", "a", "a", "b"]) == 1
    assert macro_f1(expected, ["a", "a", "a", "a"]) == pytest.approx((6 / 7) / 2)
