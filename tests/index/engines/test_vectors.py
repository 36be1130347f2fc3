from pathlib import Path

import numpy as np
import pytest

import index.engines.vectors
from index.engines.vectors import Store, load_store, write_store

COUNT, DIMENSIONS = 3_000, 16


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def units(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def store() -> Store:
    made = Store(2)
    made.add(np.stack([unit(1, 0), unit(1, 1), unit(0, 1)]))
    return made


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of 3,000 vectors that is too large for comparing all."""
    monkeypatch.setattr(index.engines.vectors, "EXACT", 1_000)
    monkeypatch.setattr(index.engines.vectors, "_FEW", 100)
    vectors = units(COUNT, 1)
    write_store(tmp_path, [vectors[:2_000], vectors[2_000:]], COUNT, DIMENSIONS, lambda: units(50, 2))
    return load_store(tmp_path)


def test_nearest_first_with_cosines() -> None:
    numbers, cosines = store().search(unit(1, 0.1), 2)
    assert numbers.tolist() == [0, 1]
    assert cosines[0] > cosines[1] > 0


def test_only_allowed_passages_are_found() -> None:
    numbers, _ = store().search(unit(1, 0), 3, np.array([False, True, True]))
    assert numbers.tolist() == [1, 2]
    assert store().search(unit(1, 0), 3, np.zeros(3, dtype=np.bool_))[0].size == 0


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    store().save(tmp_path)
    loaded = load_store(tmp_path)
    assert len(loaded) == 3
    assert loaded.search(unit(0, 1), 1)[0].tolist() == [2]
    assert loaded.moments(unit(0, 1)) == store().moments(unit(0, 1))


def test_mean_and_spread_are_those_of_all_cosines() -> None:
    vectors, asked = units(500, 3), units(1, 4)[0]
    made = Store(DIMENSIONS)
    made.add(vectors[:200])
    made.add(vectors[200:])
    cosines = vectors @ asked
    assert made.moments(asked) == pytest.approx((cosines.mean(), cosines.std()), abs=1e-6)
    assert Store(DIMENSIONS).moments(asked) == (0.0, 0.0)


def test_a_large_store_finds_nearly_all_of_the_nearest(large: Store) -> None:
    vectors, found = units(COUNT, 1), 0
    for asked in units(100, 5):
        exact = np.argsort(-(vectors @ asked))[:10]
        found += len(set(exact.tolist()) & set(large.search(asked, 10)[0].tolist()))
    assert found / 1_000 >= 0.97


def test_a_large_store_gives_cosines_best_first(large: Store) -> None:
    asked = units(1, 6)[0]
    numbers, cosines = large.search(asked, 20)
    assert np.all(np.diff(cosines) <= 0)
    assert np.allclose(cosines, units(COUNT, 1)[numbers] @ asked, atol=1e-3)
    assert np.allclose(large.cosines(asked, numbers), cosines)


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_a_large_store_keeps_to_what_is_allowed(large: Store, share: float) -> None:
    allowed = np.random.default_rng(7).random(COUNT) < share
    asked = units(1, 8)[0]
    numbers, _ = large.search(asked, 10, allowed)
    assert allowed[numbers].all()
    exact = np.flatnonzero(allowed)[np.argsort(-(units(COUNT, 1)[allowed] @ asked))[:10]]
    assert len(set(exact.tolist()) & set(numbers.tolist())) >= 9
