"""What is counted and timed. With PROMETHEUS_MULTIPROC_DIR set, all processes of an installation add up."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.registry import REGISTRY

TURNS = Counter(
    "dxe_turns", "Turns closed, by channel and outcome of the first reply.", ["channel", "outcome"]
)
TURN_SECONDS = Histogram(
    "dxe_turn_seconds",
    "Seconds from a message's arrival to its replies being stored.",
    ["channel"],
    buckets=(0.02, 0.04, 0.06, 0.1, 0.15, 0.25, 0.5, 1, 2, 4, 8),
)
RASA_FAILURES = Counter("dxe_rasa_failures", "Turns that Rasa did not answer, by reason.", ["reason"])
TURN_FAILURES = Counter(
    "dxe_turn_failures",
    "Turns that failed in the gateway and got an apology, by the exception's class.",
    ["kind"],
)
ANSWERS = Counter("dxe_answers", "Answers given outside a conversation, by outcome.", ["where", "outcome"])
ACTION_SECONDS = Histogram(
    "dxe_action_seconds",
    "Seconds an action took.",
    ["action"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


def render_metrics() -> bytes:
    """Return all metrics in Prometheus' text form."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
