"""Rasa's SQL tracker store, set up for SQLite on one machine.

A tracker is only the dialogue's state: messages and replies are in the service's own database. So a write need not
wait for the disk each time: write-ahead log, and synchronous at the log's checkpoints. A crash of the process loses
nothing; a crash of the machine may lose the last turn's state.
"""

from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore


class TrackerStore(SQLTrackerStore):
    """`type: bot.components.tracker_store.TrackerStore` in endpoints.yml; the other settings are Rasa's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what SQLTrackerStore takes."""
        sa.event.listen(sa.engine.Engine, "connect", _prepare)
        super().__init__(*args, **kwargs)


def _prepare(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=5000")
