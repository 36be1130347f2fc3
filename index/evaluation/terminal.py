"""A run as text for a terminal, and as one JSON object for other programs."""

from typing import Any
from unicodedata import east_asian_width

from index.evaluation.curve import decline_curve
from index.evaluation.gate import Worse
from index.evaluation.rows import METHODS, Tally
from index.evaluation.run import Evaluation
from index.evaluation.targets import targets
from index.evaluation.words import kind_name, percent

_KIND, _CELL = 16, 10


def table(evaluation: Evaluation) -> str:
    """By kind, then rankings by kind, then the figures beside their targets."""
    rows = [*evaluation.tallies(), evaluation.total()]
    lines = [
        f"索引 {evaluation.index_version}，{len(evaluation.rows)} 题，有效期按 {evaluation.as_of} 判断",
        _line("类别", "题数", "答对", "文件正确", "前三命中", "误拒", "应拒已拒", "无出处"),
    ]
    lines += [_kind(row) for row in rows]
    lines += ["", _line("首条命中", *(f"{method}" for method in METHODS), "（段落）")]
    lines += [
        _line(kind_name(row.kind), *(percent(row.hit_at_1[method]) for method in METHODS))
        for row in rows
        if row.hit_at_1
    ]
    lines += [
        "",
        *(f"{found.name}：{found.value}，{found.verdict}" for found in targets(evaluation.totals())),
    ]
    return "\n".join(lines)


def as_record(evaluation: Evaluation, worse: list[Worse] | None) -> dict[str, Any]:
    """All of a run, with figures by kind, curve and gate (None: not asked for) worked out."""
    curve = decline_curve(evaluation.rows, evaluation.threshold)
    return {
        "totals": evaluation.totals().model_dump(mode="json"),
        "kinds": [row.model_dump(mode="json") for row in evaluation.tallies()],
        "curve": curve.model_dump(mode="json") if curve else None,
        "gate": None if worse is None else [item.model_dump(mode="json") for item in worse],
        **evaluation.model_dump(mode="json", exclude={"titles"}),
    }


def _kind(row: Tally) -> str:
    return _line(
        kind_name(row.kind),
        str(row.questions),
        percent(row.share),
        percent(row.right_guide / row.questions),
        percent(row.in_first_three),
        percent(row.wrongly_declined),
        percent(row.declined),
        str(row.unsupported),
    )


def _line(first: str, *cells: str) -> str:
    return first + " " * (_KIND - _width(first)) + "".join(" " * (_CELL - _width(c)) + c for c in cells)


def _width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
