from __future__ import annotations

import json

import numpy as np

from index.answering.answerer import Answerer
from index.answering.decide import FILE, features, load_decision, probability
from index.learning.rank import Group, fit, hit_rate
from index.search.ranking import learned_names
from index.search.reranker import FEATURES


def test_every_feature_has_a_learned_weight() -> None:
    """When this fails, run `python -m benchmarks.learn --write`."""
    assert learned_names() == set(FEATURES)


def test_the_decision_knows_every_feature_it_is_given(answerer: Answerer) -> None:
    query, hits = answerer.find("高企认定的条件")
    assert set(features(query, hits)) == set(load_decision().weights)


def test_what_the_documents_say_is_likelier_answered_than_what_they_do_not(answerer: Answerer) -> None:
    known = probability(*answerer.find("高企科技人员占职工总数的比例"))
    unknown = probability(*answerer.find("明天会不会下雨"))
    assert known > 0.5 > unknown


def test_the_decline_curve_is_kept_and_falls() -> None:
    curve = json.loads(FILE.read_text("utf-8"))["curve"]
    assert len(curve) > 10
    declined = [point[1] for point in curve]
    answered = [point[2] for point in curve]
    assert declined == sorted(declined)
    assert answered == sorted(answered, reverse=True)


def test_ranking_learns_which_feature_tells() -> None:
    generator = np.random.default_rng(1)
    groups = []
    for number in range(40):
        made = generator.standard_normal((8, len(FEATURES)))
        right = np.zeros(8, dtype=np.bool_)
        right[int(np.argmax(made[:, 1]))] = True
        groups.append(Group(f"guide {number}", made, right, right))
    weights = fit(groups)
    assert max(weights, key=lambda name: abs(weights[name])) == FEATURES[1]
    assert hit_rate(groups, weights) > 0.9
