"""The learned weights of ranking: index/search/ranking.json, a number for each feature by its name."""

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


def learned_encoder() -> str:
    """The encoder whose cosines the weights were learned with: "static" (trained at build), or a model's id."""
    return str(json.loads(FILE.read_text("utf-8")).get("encoder", "static"))


def load_weights(names: Sequence[str]) -> NDArray[np.float32]:
    """`(len(names),) float32`; a feature that the file does not know yet weighs nothing until it is learned."""
    weights = _read()
    return np.array([weights.get(name, 0.0) for name in names], dtype=np.float32)


def learned_names() -> set[str]:
    """The features that the file has weights for."""
    return set(_read())


def forget() -> None:
    """Read the file anew next time: it was written."""
    _read.cache_clear()
