"""The gate: answers may not fall below the level that was recorded."""

import json
import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.evaluation.questions import QuestionsInvalid
from index.evaluation.rows import Row
from index.evaluation.run import Evaluation
from index.evaluation.words import fault, kind_name

TOLERANCE = (
    0.02  # of a kind's questions, but one question at least: what another machine's arithmetic may change
)
TOTAL_TOLERANCE = 0.01  # of all questions


class Level(BaseModel):
    """What was reached for a kind: how many questions, and the ids of those that were not right."""

    model_config = ConfigDict(frozen=True)

    questions: int
    wrong: tuple[str, ...]


class Recorded(BaseModel):
    """The recorded level. `as_of` is the day validity was judged by, on which it is measured again."""

    model_config = ConfigDict(frozen=True)

    as_of: date
    questions_sha256: str
    kinds: dict[str, Level]


class Worse(BaseModel):
    """A kind (or 合计) below its level, with the questions that got worse (`(id, question, what went wrong)`)."""

    kind: str
    recorded: int
    allowed: int
    found: int
    questions: int
    lost: tuple[tuple[str, str, str], ...]


def record(evaluation: Evaluation) -> Recorded:
    """The level of a run."""
    kinds: dict[str, Level] = {}
    for row in evaluation.rows:
        level = kinds.get(row.question.kind, Level(questions=0, wrong=()))
        wrong = level.wrong if row.right else (*level.wrong, row.question.id)
        kinds[row.question.kind] = Level(questions=level.questions + 1, wrong=wrong)
    return Recorded(as_of=evaluation.as_of, questions_sha256=evaluation.questions_sha256, kinds=kinds)


def save_recorded(recorded: Recorded, file: Path) -> None:
    """Write the level."""
    file.write_text(
        json.dumps(recorded.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def load_recorded(file: Path) -> Recorded:
    """Read the level. Raises QuestionsInvalid when there is none."""
    try:
        return Recorded.model_validate_json(file.read_text("utf-8"))
    except (FileNotFoundError, ValidationError) as error:
        raise QuestionsInvalid(f"{file}: 没有记录的水平，请先用 --record 记录") from error


def compare_with(recorded: Recorded, evaluation: Evaluation) -> list[Worse]:
    """The kinds that fell below their level by more than the tolerance; 数字无出处 for figures without a source.

    Raises QuestionsInvalid when the level was recorded for other questions.
    """
    if recorded.questions_sha256 != evaluation.questions_sha256:
        raise QuestionsInvalid("记录的水平属于另一套题目，不能比较；请用同一套题目，或重新记录")
    rows = {kind: [row for row in evaluation.rows if row.question.kind == kind] for kind in recorded.kinds}
    checks = [
        _check(kind, level.wrong, rows[kind], max(1, math.floor(TOLERANCE * level.questions)))
        for kind, level in recorded.kinds.items()
    ]
    wrong = tuple(name for level in recorded.kinds.values() for name in level.wrong)
    checks.append(_check("合计", wrong, evaluation.rows, math.floor(TOTAL_TOLERANCE * len(evaluation.rows))))
    return [check for check in checks if check is not None] + _unsupported(evaluation)


def describe(worse: Sequence[Worse]) -> str:
    """What the gate says, for a terminal."""
    if not worse:
        return "达到记录的水平。"
    parts = ["答案质量低于记录的水平："]
    for item in worse:
        parts.append(
            f"{kind_name(item.kind)}：{item.questions} 题答对 {item.found}，"
            f"记录为 {item.recorded}，最低 {item.allowed}。变差的题："
        )
        parts += [f"  {name} {question}（{why}）" for name, question, why in item.lost]
    return "\n".join(parts)


def _check(kind: str, wrong: Sequence[str], rows: Sequence[Row], tolerance: int) -> Worse | None:
    recorded, found = len(rows) - len(wrong), sum(row.right for row in rows)
    if found >= recorded - tolerance:
        return None
    known = frozenset(wrong)
    lost = [row for row in rows if not row.right and row.question.id not in known]
    return Worse(
        kind=kind,
        recorded=recorded,
        allowed=recorded - tolerance,
        found=found,
        questions=len(rows),
        lost=tuple((row.question.id, row.question.question, fault(row)) for row in lost),
    )


def _unsupported(evaluation: Evaluation) -> list[Worse]:
    """Figures that no source bears out are never tolerated."""
    rows = [row for row in evaluation.rows if row.unsupported]
    if not rows:
        return []
    total = len(evaluation.rows)
    return [
        Worse(
            kind="数字有出处",
            recorded=total,
            allowed=total,
            found=total - len(rows),
            questions=total,
            lost=tuple((r.question.id, r.question.question, "、".join(r.unsupported)) for r in rows),
        )
    ]
