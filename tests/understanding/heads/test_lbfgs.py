"""The least value of a convex function, as scipy finds it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from understanding.heads.lbfgs import minimise

_RANDOM = np.random.default_rng(7)
_ROWS = _RANDOM.normal(size=(200, 30))
_WANTED = (_ROWS @ _RANDOM.normal(size=30) + _RANDOM.normal(size=200) > 0) * 2.0 - 1.0


def _logistic(point: np.ndarray) -> tuple[float, np.ndarray]:
    margins = _WANTED * (_ROWS @ point)
    odds = 1 / (1 + np.exp(margins))
    return float(np.logaddexp(0, -margins).sum() + 0.05 * point @ point), -(
        _ROWS.T @ (_WANTED * odds)
    ) + 0.1 * point


def test_it_is_found_where_scipy_finds_it() -> None:
    found = minimise(_logistic, np.zeros(30), steps=200, tolerance=1e-10)
    expected = minimize(_logistic, np.zeros(30), jac=True, method="L-BFGS-B", options={"ftol": 1e-12})
    assert _logistic(found)[0] == pytest.approx(expected.fun, rel=1e-6)
    assert found == pytest.approx(expected.x, abs=1e-2)


def test_each_step_goes_down_and_few_are_taken_where_little_is_gained() -> None:
    values: list[float] = []

    def noting(point: np.ndarray) -> tuple[float, np.ndarray]:
        found = _logistic(point)
        values.append(found[0])
        return found

    minimise(noting, np.zeros(30), steps=200, tolerance=1e-2)
    assert len(values) < 15
    assert values[-1] < values[0] / 2


def test_no_step_is_taken_from_the_least_value() -> None:
    start = np.ones(3)
    assert minimise(
        lambda at: (float((at - 1) @ (at - 1)), 2 * (at - 1)), start, steps=5, tolerance=0.0
    ) == pytest.approx(start)
