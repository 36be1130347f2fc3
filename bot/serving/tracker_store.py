"""The trackers of all conversations, in a SQLite file of Rasa's own.

A tracker is only the dialogue's state: messages and replies are in the service's own database. So a write need not
wait for the disk each time: write-ahead log, and synchronous at the log's checkpoints. A crash of the process loses
nothing; a crash of the machine may lose the last turn's state.

One process serves the bot, so the trackers last used are kept in memory: a turn reads none, and writes its events
once, in one transaction. Rasa's SQLTrackerStore reads and rebuilds the session several times a turn and counts its
events before it writes. The table is Rasa's own, so that either store reads what the other has written.
"""

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore as RasaTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.tracker import Tracker

# Of a session of ten turns, some 60 KB each.
MOST_KEPT = 500

_TABLE = """
CREATE TABLE IF NOT EXISTS events (
    id INTEGER NOT NULL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL,
    timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS ix_events_sender_id ON events (sender_id)"
_INSERT = (
    "INSERT INTO events (sender_id, type_name, timestamp, intent_name, action_name, data)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_SESSION = """
SELECT data FROM events WHERE sender_id = ?1 AND timestamp >= coalesce(
    (SELECT max(timestamp) FROM events WHERE sender_id = ?1 AND type_name = 'session_started'), 0
) ORDER BY id
"""
_ALL = "SELECT data FROM events WHERE sender_id = ? ORDER BY id"


class TrackerStore(RasaTrackerStore):
    """`db` is the path of the file. Not for several processes at once: each would keep trackers of its own."""

    def __init__(
        self, domain: Domain | None = None, db: str = "rasa.db", event_broker: Any = None, **_: Any
    ) -> None:
        """Open the file, or make it. Raises sqlite3.Error."""
        super().__init__(domain, event_broker)
        self._connection = sqlite3.connect(db, timeout=5.0, isolation_level=None, check_same_thread=False)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", _TABLE, _INDEX):
            self._connection.execute(statement)
        self._kept: OrderedDict[str, Tracker] = OrderedDict()

    def init_tracker(self, sender_id: str) -> Tracker:
        """Return an empty tracker."""
        tracker = Tracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)
        tracker.domain = self.domain
        return tracker

    def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker as it was last saved, to be read only; None where there is none."""
        return self._kept.get(sender_id) or self._read(sender_id, _SESSION)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Hand out the tracker of the latest session; it is kept again once it is saved.

        A turn that fails on its way leaves nothing behind: the next one reads what was stored.
        """
        return self._kept.pop(sender_id, None) or self._read(sender_id, _SESSION)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the tracker with the events of all sessions."""
        return self._read(conversation_id, _ALL)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        return [sender for (sender,) in self._connection.execute("SELECT DISTINCT sender_id FROM events")]

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that are new, in one transaction. Raises sqlite3.Error, with nothing written."""
        stored = tracker.stored if isinstance(tracker, Tracker) else self._count(tracker.sender_id)
        new = list(tracker.events)[stored:]
        if new:
            self._write(tracker.sender_id, new)
        if isinstance(tracker, Tracker):
            tracker.stored = stored + len(new)
            self._keep(tracker, new)

    def _write(self, sender_id: str, new: list[Event]) -> None:
        rows = [_row(sender_id, event) for event in new]
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany(_INSERT, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _keep(self, tracker: Tracker, new: list[Event]) -> None:
        # With a new session the events before it are done with: the next turn reads those since.
        if any(isinstance(event, SessionStarted) for event in new) and tracker.stored > len(new):
            self._kept.pop(tracker.sender_id, None)
            return
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _read(self, sender_id: str, query: str) -> Tracker | None:
        rows = self._connection.execute(query, (sender_id,)).fetchall()
        if not rows:
            return None
        tracker = self.init_tracker(sender_id)
        for event in deserialise_events([json.loads(data) for (data,) in rows]):
            tracker.update(event)
        tracker.stored = len(tracker.events)
        return tracker

    def _count(self, sender_id: str) -> int:
        return len(self._connection.execute(_SESSION, (sender_id,)).fetchall())


def _row(sender_id: str, event: Event) -> tuple:
    content = event.as_dict()
    intent = content.get("parse_data", {}).get("intent", {}).get("name")
    data = json.dumps(content, ensure_ascii=False)
    return sender_id, event.type_name, content.get("timestamp"), intent, content.get("name"), data
