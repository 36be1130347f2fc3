"""What Rasa itself keeps of a conversation: the events of its tracker, in a SQLite file of its own."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import bindparam, inspect, text

from records.storage.database import Database


def delete_tracker(store: Path, conversation_id: str) -> int:
    """Delete the tracker of a conversation from Rasa's SQLite store; return how many events it had.

    A store that does not exist (yet) holds nothing. Raises DatabaseUnavailable when Rasa keeps it locked.
    """
    if not store.exists():
        return 0
    database = Database(f"sqlite:///{store}", pool_size=1)
    try:
        with database.connection() as connection:
            if not inspect(connection).has_table("events"):
                return 0
            statement = text("DELETE FROM events WHERE sender_id = :id").bindparams(bindparam("id"))
            return connection.execute(statement, {"id": conversation_id}).rowcount
    finally:
        database.close()
