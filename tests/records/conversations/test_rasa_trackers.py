from __future__ import annotations

import sqlite3
from pathlib import Path

from records.conversations.rasa_trackers import delete_tracker


def _store(path: Path) -> Path:
    """A tracker store with the columns Rasa 3.6 gives it."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), type_name VARCHAR(255), data TEXT)"
    )
    connection.executemany(
        "INSERT INTO events (sender_id, type_name, data) VALUES (?, 'user', '{}')", [("a",), ("a",), ("b",)]
    )
    connection.commit()
    connection.close()
    return path


def test_only_the_trackers_of_that_conversation_go(tmp_path: Path) -> None:
    path = _store(tmp_path / "rasa.db")
    assert delete_tracker(path, "a") == 2
    assert delete_tracker(path, "a") == 0
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT sender_id FROM events").fetchall() == [("b",)]
    connection.close()


def test_a_store_that_is_not_there_or_empty_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "rasa.db"
    assert delete_tracker(path, "a") == 0
    assert not path.exists()
    sqlite3.connect(path).close()
    assert delete_tracker(path, "a") == 0
