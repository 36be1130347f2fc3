"""The figures of all rounds, as a table with ratios."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.turns.system import Measured


@dataclass(frozen=True)
class Figures:
    """Of one system at one number of users: medians over the rounds, percentiles over all turns."""

    p50_ms: float
    p95_ms: float
    turns_per_s: float
    processor_ms: float
    errors: int
    turns: int


def figures(rounds: Sequence[Measured]) -> Figures:
    """Sum the rounds of one system at one number of users up."""
    times = [each for measured in rounds for each in measured.turns_ms]
    return Figures(
        p50_ms=statistics.median(times),
        p95_ms=statistics.quantiles(times, n=20)[-1],
        turns_per_s=statistics.median(len(m.turns_ms) / m.seconds for m in rounds),
        processor_ms=1000 * sum(m.processor_s for m in rounds) / len(times),
        errors=sum(m.errors for m in rounds),
        turns=len(times),
    )


def table(
    by_users: Mapping[int, Mapping[str, Figures]],
    starts: Mapping[str, float],
    memory: Mapping[str, float],
    first: str,
) -> str:
    """Return a Markdown table; behind each figure of a rival, ours as a ratio to it."""
    names = list(starts)
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for users, found in by_users.items():
        who = f"{users} user{'s' if users > 1 else ''}"
        for label, read in _ROWS:
            lines.append(_row(f"{who}, {label}", {name: read(found[name]) for name in names}, first))
    lines.append(_row("start to ready, s", starts, first))
    lines.append(_row("memory (PSS), MiB", memory, first))
    errors = {name: sum(found[name].errors for found in by_users.values()) for name in names}
    turns = {name: sum(found[name].turns for found in by_users.values()) for name in names}
    lines.append("| errors of turns | " + " | ".join(f"{errors[n]} of {turns[n]}" for n in names) + " |")
    return "\n".join(lines)


_ROWS = (
    ("p50 ms", lambda f: f.p50_ms),
    ("p95 ms", lambda f: f.p95_ms),
    ("turns/s", lambda f: f.turns_per_s),
    ("processor ms a turn", lambda f: f.processor_ms),
)


def _row(label: str, values: Mapping[str, float], first: str) -> str:
    cells = [
        f"{value:.1f}" if name == first else f"{value:.1f} (ours {values[first] / value:.2f})"
        for name, value in values.items()
    ]
    return f"| {label} | " + " | ".join(cells) + " |"
