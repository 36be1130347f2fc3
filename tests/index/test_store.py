from pathlib import Path

import numpy as np

from index.store import Store, load_store


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def store() -> Store:
    made = Store(2)
    made.add(np.stack([unit(1, 0), unit(1, 1), unit(0, 1)]))
    return made


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
