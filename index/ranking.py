"""The learned weights of ranking: index/ranking.json, a number for each feature by its name."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("ranking.json")


@lru_cache(maxsize=1)
def _read() -> dict[str, float]:
    weights: dict[str, float] = json.loads(FILE.read_text("utf-8"))["weights"]
    return weights


def load_weights(names: Sequence[str]) -> NDArray[np.float32]:
    """`(len(names),) float32`. Raises ValueError when the file was made for other features."""
    weights = _read()
    if set(weights) != set(names):
        differ = sorted(set(weights) ^ set(names))
        raise ValueError(f"{FILE.name} has other features ({', '.join(differ)}): run the learning again")
    return np.array([weights[name] for name in names], dtype=np.float32)
