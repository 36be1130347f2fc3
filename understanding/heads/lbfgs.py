"""The least value of a smooth, strictly convex function: L-BFGS (J. Nocedal, S. Wright, Numerical Optimization, ch. 7).

scipy's keeps a bound for each of five million variables as an object of Python: two gigabytes, and half of the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from understanding.heads.linear import Array

_REMEMBERED = 8  # steps from which the curvature is estimated
_MOST_HALVINGS = 40
_ENOUGH = 1e-4  # of the slope: how much a step must gain

Loss = Callable[[Array], tuple[float, Array]]
_Steps = deque[tuple[Array, Array, float]]


def minimise(loss: Loss, start: Array, *, steps: int, tolerance: float) -> Array:
    """Return where `loss` is least, as far as `steps` lead; a step that gains less than `tolerance` of it is the last.

    `loss` gives a value and its gradient, an array like `start`.
    """
    point, (value, gradient) = start, loss(start)
    remembered: _Steps = deque(maxlen=_REMEMBERED)
    for _ in range(steps):
        direction = _direction(gradient, remembered)
        slope = float(gradient @ direction)
        length = 1.0 if remembered else min(1.0, 1.0 / float(abs(gradient).sum() or 1.0))
        for _ in range(_MOST_HALVINGS):
            there, (found, gradient_there) = (at := point + length * direction), loss(at)
            if found <= value + _ENOUGH * length * slope:
                break
            length /= 2
        else:
            return point  # nothing is gained any more: the precision of the numbers is reached
        moved, turned = there - point, gradient_there - gradient
        if (curvature := float(moved @ turned)) > 0:
            remembered.append((moved, turned, 1.0 / curvature))
        gained, point, value, gradient = value - found, there, found, gradient_there
        if gained <= tolerance * max(abs(value), 1.0):
            break
    return point


def _direction(gradient: Array, remembered: _Steps) -> Array:
    """Return the way down, by the two loops over the steps remembered."""
    way, weights = -gradient, []
    for moved, turned, scale in reversed(remembered):
        weights.append(scale * float(moved @ way))
        way = way - weights[-1] * turned
    if remembered:
        moved, turned, scale = remembered[-1]
        way = way / (scale * float(turned @ turned))
    for moved, turned, scale in remembered:
        way = way + moved * (weights.pop() - scale * float(turned @ way))
    return way
