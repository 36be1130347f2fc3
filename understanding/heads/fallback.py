"""When a message counts as not understood: the same rule as that of Rasa's FallbackClassifier in config.yml."""

from __future__ import annotations

from collections.abc import Sequence

THRESHOLD = 0.32
AMBIGUITY = 0.05
FALLBACK = "nlu_fallback"


def intent_of(ranking: Sequence[tuple[str, float]]) -> str:
    """Return the first intent of a ranking, `nlu_fallback` where it is not likely enough, or another nearly as much."""
    name, odds = ranking[0]
    is_ambiguous = len(ranking) > 1 and odds - ranking[1][1] < AMBIGUITY
    return FALLBACK if odds < THRESHOLD or is_ambiguous else name
