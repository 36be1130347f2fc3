"""Two index versions side by side: which questions they answer differently, and which of them answers better."""

from collections.abc import Sequence
from typing import Literal

from index.evaluation.questions import Question
from index.evaluation.rows import Record, Row
from index.evaluation.run import Evaluation
from index.evaluation.words import OUTCOMES
from index.model.answer import AnswerOutcome

Change = Literal["outcome", "guide", "section", "text"]
_CHANGES: dict[Change, str] = {
    "outcome": "处理方式",
    "guide": "引用文件",
    "section": "引用章节",
    "text": "答案文字",
}
_SHOWN = 120


class Side(Record):
    """What one version said. `right` is None when nobody has said what would be right."""

    outcome: AnswerOutcome
    guide: str | None
    section: str | None
    text: str
    right: bool | None


class Difference(Record):
    """A question answered differently; `changes` begins with the weightiest."""

    question: Question
    changes: tuple[Change, ...]
    before: Side
    after: Side

    @property
    def verdict(self) -> Literal["better", "worse", "other"]:
        """Whether the second version got right what the first did not, or the other way round."""
        if self.before.right is None or self.before.right == self.after.right:
            return "other"
        return "better" if self.after.right else "worse"


class Comparison(Record):
    """All differences of version `b` against version `a`."""

    a: str
    b: str
    questions: int
    right_a: int
    right_b: int
    better: int
    worse: int
    differences: tuple[Difference, ...]

    def table(self) -> str:
        """For a terminal: worse ones first."""
        lines = [
            f"A {self.a} · B {self.b}：{self.questions} 题，{len(self.differences)} 题答得不同；"
            f"B 变好 {self.better}，变差 {self.worse}；答对 A {self.right_a}，B {self.right_b}"
        ]
        order = {"worse": 0, "better": 1, "other": 2}
        for item in sorted(self.differences, key=lambda item: order[item.verdict]):
            lines.append(_show(item))
        return "\n".join(lines)


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """The differences between two runs of the same questions. Raises ValueError when the questions differ."""
    if before.questions_sha256 != after.questions_sha256:
        raise ValueError("the runs are of different questions")
    pairs = list(zip(before.rows, after.rows, strict=True))
    found = [_difference(first, second) for first, second in pairs]
    differences = tuple(item for item in found if item is not None)
    return Comparison(
        a=before.index_version,
        b=after.index_version,
        questions=len(pairs),
        right_a=sum(row.right for row in before.rows if row.question.is_labelled),
        right_b=sum(row.right for row in after.rows if row.question.is_labelled),
        better=sum(item.verdict == "better" for item in differences),
        worse=sum(item.verdict == "worse" for item in differences),
        differences=differences,
    )


def _difference(before: Row, after: Row) -> Difference | None:
    first, second = _side(before), _side(after)
    changes: Sequence[Change] = [name for name in _CHANGES if getattr(first, name) != getattr(second, name)]
    if not changes:
        return None
    return Difference(question=before.question, changes=tuple(changes), before=first, after=second)


def _side(row: Row) -> Side:
    return Side(
        outcome=row.outcome,
        guide=row.cited.guide if row.cited else None,
        section=row.cited.section if row.cited else None,
        text=row.text,
        right=row.right if row.question.is_labelled else None,
    )


def _show(item: Difference) -> str:
    sign = {"better": "变好", "worse": "变差", "other": "不同"}[item.verdict]
    what = "、".join(_CHANGES[change] for change in item.changes)
    return (
        f"\n[{sign}] {item.question.id} {item.question.question}（{what}）\n"
        f"  A {_line(item.before)}\n  B {_line(item.after)}"
    )


def _line(side: Side) -> str:
    source = f" {side.guide} > {side.section or '—'}" if side.guide else ""
    text = " ".join(side.text.split())
    return f"{OUTCOMES[side.outcome]}{source}：{text[:_SHOWN]}{'……' if len(text) > _SHOWN else ''}"
