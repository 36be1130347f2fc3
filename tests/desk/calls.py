"""The calls of calls.yml, with the names of the demo's register entries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("calls.yml")


def read_calls(names: Sequence[str]) -> dict[str, list[list[str]]]:
    """Return the calls of each kind, each as its questions in order; `names` are ten companies."""
    kinds = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        kind: [
            [text.format(*names) for text in ([call] if isinstance(call, str) else call)] for call in calls
        ]
        for kind, calls in kinds.items()
    }
