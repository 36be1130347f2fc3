"""A linear head: one class out of several, by logistic regression over weighted features and, where given, a vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from understanding.heads.features import Weights

Array = Any  # numpy's types are not the same in both of our environments


@dataclass(frozen=True)
class Example:
    """One text to learn from: its features, its class, and its vector `(d,) float32`, if an encoder read it."""

    features: Sequence[str]
    name: str
    vector: Array | None = None


class LinearHead:
    """Gives each of its classes a probability.

    `coefficients`: `(f, k) float32` of the features, `dense`: `(d, k) float32` of the vector (d may be 0), `mean`:
    `(d,)` what is taken from each vector. There is no intercept: a text of which nothing is known makes no class
    likely.
    """

    def __init__(
        self, classes: Sequence[str], weights: Weights, coefficients: Array, dense: Array, mean: Array
    ) -> None:
        self.classes = tuple(classes)
        self.weights = weights
        self.coefficients = coefficients
        self.dense = dense
        self.mean = mean

    def probabilities(self, features: Sequence[str], vector: Array | None = None) -> Array:
        """Return `(k,) float32`, in the order of `classes`. The vector is left out where the head has learned none."""
        indices, values = self.weights.weigh(features)
        scores = np.asarray(values, dtype=np.float32) @ self.coefficients[indices]
        if vector is not None and len(self.dense):
            scores = scores + (np.asarray(vector, dtype=np.float32) - self.mean) @ self.dense
        odds = np.exp(scores - scores.max())
        return odds / odds.sum()
