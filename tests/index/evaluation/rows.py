"""Rows of a run made by hand."""

from datetime import date
from typing import Any

from index.evaluation.questions import Question
from index.evaluation.rows import Found, Row
from index.evaluation.run import Evaluation


def found(guide: str, passage: str = "减按 15% 的税率征收。") -> Found:
    return Found(
        guide=guide, title=f"{guide}的办法", region="全国", section="条件", passage=passage, score=1.5
    )


def row(name: str = "q1", **given: Any) -> Row:
    """A row of an answerable question answered rightly, but for what is given."""
    asked = {"guides": ["conditions"], "kind": "fact", **given.pop("question", {})}
    values: dict[str, Any] = {
        "question": Question(id=name, question=f"问题{name}", **asked),
        "outcome": "answered",
        "text": "减按 15% 的税率征收。",
        "cited": found("conditions"),
        "best": found("conditions"),
        "nearest": ("conditions",),
        "missing_keys": (),
        "unsupported": (),
        "probability": 0.9,
        "places": {},
        "milliseconds": 4.0,
    }
    return Row(**(values | given))


def declined(name: str = "q2", **given: Any) -> Row:
    """A row of a question that was declined."""
    return row(
        name, outcome="no_answer", text="查了现有文件，没有找到。", cited=None, probability=0.1, **given
    )


def run(*rows: Row, version: str = "v1", sha256: str = "0" * 64) -> Evaluation:
    """A run of those rows."""
    return Evaluation(
        index_version=version,
        passages=3,
        as_of=date(2026, 11, 20),
        questions_sha256=sha256,
        threshold=0.5,
        rows=rows,
        titles={"conditions": "高新技术企业认定条件"},
    )
