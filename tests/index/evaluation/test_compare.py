"""Two versions side by side."""

import pytest

from index.evaluation.compare import compare
from index.evaluation.questions import Question
from tests.index.evaluation.rows import declined, found, row, run


def test_only_what_differs_is_listed_with_its_verdict() -> None:
    before = run(row("same"), declined("better"), row("worse"), row("other"), version="a")
    after = run(
        row("same"), row("better"), row("worse", cited=found("x")), row("other", text="另一段话"), version="b"
    )
    result = compare(before, after)
    assert [(item.question.id, item.changes[0], item.verdict) for item in result.differences] == [
        ("better", "outcome", "better"),
        ("worse", "guide", "worse"),
        ("other", "text", "other"),
    ]
    assert (result.better, result.worse, result.right_a, result.right_b) == (1, 1, 3, 3)
    shown = result.table()
    assert shown.index("[变差]") < shown.index("[变好]") < shown.index("[不同]")


def test_without_labels_nothing_is_better_or_worse() -> None:
    bare = Question(id="1", question="税率")
    first, second = (item.model_copy(update={"question": bare}) for item in (row("1"), declined("1")))
    result = compare(run(first), run(second))
    assert (result.differences[0].verdict, result.right_a, result.right_b) == ("other", 0, 0)


def test_runs_of_different_questions_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different questions"):
        compare(run(row()), run(row(), sha256="1" * 64))
