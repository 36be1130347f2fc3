"""What a message asks of the thing that is shown: one of the classes that were learned for such a thing, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from understanding.heads.linear import Array, LinearHead

NONE = "none"  # the class of messages that are not about what is shown
_SHOWN = "shown="


@dataclass(frozen=True)
class Asked:
    """`name` is the likeliest class but `none`; `of_it` the probability that the message is about what is shown."""

    name: str
    confidence: float
    of_it: float


class AskedHead:
    """`allowed`: what can be asked of each kind of thing, `none` included."""

    def __init__(self, head: LinearHead, allowed: Mapping[str, Sequence[str]]) -> None:
        self.head = head
        self.allowed = {shown: tuple(names) for shown, names in allowed.items()}
        self._masks = {
            shown: np.array([name in names for name in head.classes]) for shown, names in self.allowed.items()
        }

    def ask(self, features: Sequence[str], shown: str, vector: Array | None = None) -> Asked | None:
        """Return what is asked of a `shown` thing; None for a kind of which nothing was learned.

        `confidence` is the share of the class among those that are about the thing.
        """
        mask = self._masks.get(shown)
        if mask is None:
            return None
        of_kind = (each for each in features_of_kind(features, shown) if each in self.head.weights.index)
        odds = self.head.probabilities([*features, mark_of(shown), *of_kind], vector) * mask
        total = float(odds.sum())
        none = float(odds[self.head.classes.index(NONE)]) if NONE in self.head.classes else 0.0
        of_it = total - none
        if of_it <= 0:
            return None
        best = max(
            (float(odd), name) for odd, name in zip(odds, self.head.classes, strict=False) if name != NONE
        )
        return Asked(best[1], best[0] / of_it, of_it / total)


def features_of_kind(features: Sequence[str], shown: str) -> list[str]:
    """Return the features once more, each as one of the kind that is shown.

    还有吗 asks the same of anything, 几天 does not: beside what its words say in general, the head learns what they say
    of this kind (H. Daumé III, Frustratingly Easy Domain Adaptation, 2007).
    """
    return [f"{shown}|{feature}" for feature in features]


def mark_of(shown: str) -> str:
    """Return the feature that says what is shown."""
    return f"{_SHOWN}{shown}"
