"""The figures that answers are held to."""

from dataclasses import dataclass

from index.evaluation.rows import Totals
from index.evaluation.words import percent

RIGHT, WRONGLY_DECLINED, DECLINED, UNSUPPORTED = 0.95, 0.02, 0.95, 0


@dataclass(frozen=True)
class Target:
    """A figure beside its target. `met` is None where there is no target or nothing to count."""

    name: str
    value: str
    met: bool | None
    verdict: str


def targets(totals: Totals) -> list[Target]:
    """The figures of a run and whether each reaches its target."""
    right, wrongly = totals.answerable_right, totals.wrongly_declined
    declined, unsupported = totals.unanswerable_declined, totals.figures_unsupported
    return [
        _target("该答的题答对", percent(right), None if right is None else right >= RIGHT, "不低于 95%"),
        _target(
            "误拒（该答未答）",
            percent(wrongly),
            None if wrongly is None else wrongly <= WRONGLY_DECLINED,
            "不高于 2%",
        ),
        _target(
            "应拒已拒", percent(declined), None if declined is None else declined >= DECLINED, "不低于 95%"
        ),
        _target("有无出处数字的答案", f"{unsupported} 个", unsupported <= UNSUPPORTED, "必须为 0"),
        Target(
            "应答时间", f"{totals.p95:.0f} 毫秒", None, f"95% 的问题在此之内；一半在 {totals.p50:.0f} 毫秒内"
        ),
    ]


def _target(name: str, value: str, met: bool | None, wanted: str) -> Target:
    reached = "没有这类题" if met is None else "达标" if met else "未达标"
    return Target(name, value, met, f"{reached}（要求{wanted}）")
