"""The decline curve: what each threshold of the decision would decline wrongly, and answer wrongly."""

from collections.abc import Sequence

import numpy as np

from index.evaluation.rows import Record, Row, is_unanswerable

_STEPS = 101


class Point(Record):
    """Shares, 0 to 1, at one threshold: answerable questions declined, unanswerable ones answered."""

    threshold: float
    wrongly_declined: float
    wrongly_answered: float


class Curve(Record):
    """The curve by the decision's probability alone, and where the whole answerer (with its rules) really is."""

    points: tuple[Point, ...]
    operating: Point
    measured: Point


def decline_curve(rows: Sequence[Row], threshold: float) -> Curve | None:
    """The curve over `rows`; None when questions that must be answered or ones that must be declined are missing."""
    asked = [row for row in rows if row.question.expects_answer]
    refused = [row for row in rows if is_unanswerable(row.question)]
    if not asked or not refused:
        return None
    answerable = np.array([row.probability for row in asked])
    unanswerable = np.array([row.probability for row in refused])

    def at(level: float) -> Point:
        return Point(
            threshold=round(level, 4),
            wrongly_declined=round(float((answerable < level).mean()), 4),
            wrongly_answered=round(float((unanswerable >= level).mean()), 4),
        )

    return Curve(
        points=tuple(at(step / (_STEPS - 1)) for step in range(_STEPS)),
        operating=at(threshold),
        measured=Point(
            threshold=threshold,
            wrongly_declined=round(sum(row.declined for row in asked) / len(asked), 4),
            wrongly_answered=round(sum(not row.declined for row in refused) / len(refused), 4),
        ),
    )
