import asyncio
import pathlib
import sqlite3
import tempfile
import unittest
from unittest import mock

from rasa.core.tracker_store import SQLTrackerStore
from rasa.core.tracker_store import TrackerStore as AnyTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.serving import tracker_store
from bot.serving.tracker_store import TrackerStore

DOMAIN = Domain.from_dict({"slots": {"topic": {"type": "text", "mappings": [{"type": "custom"}]}}})


def turn(text):
    return [UserUttered(text), SlotSet("topic", text), ActionExecuted("action_listen")]


class Store(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "rasa.db"
        self.store = TrackerStore(DOMAIN, db=str(self.path))

    def say(self, store, sender, *events):
        async def run():
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            for event in events:
                tracker.update(event)
            await store.save(tracker)

        asyncio.run(run())

    def retrieve(self, store, sender):
        return asyncio.run(store.retrieve(sender))

    def rows(self):
        with sqlite3.connect(self.path) as connection:
            return connection.execute("SELECT sender_id, type_name, data FROM events ORDER BY id").fetchall()

    def test_rasa_makes_it_from_the_endpoint(self):
        endpoint = EndpointConfig(
            type="bot.serving.tracker_store.TrackerStore", dialect="sqlite", db=str(self.path)
        )
        self.assertIsInstance(AnyTrackerStore.create(endpoint, DOMAIN), TrackerStore)

    def test_a_turn_waits_for_no_disk_and_for_no_reader(self):
        pragma = self.store._connection.execute
        self.assertEqual(pragma("PRAGMA journal_mode").fetchone(), ("wal",))
        self.assertEqual(pragma("PRAGMA synchronous").fetchone(), (1,))

    def test_a_tracker_comes_back_after_a_restart(self):
        self.say(self.store, "a", *turn("高企"))
        self.say(self.store, "a", *turn("创新券"))
        back = self.retrieve(TrackerStore(DOMAIN, db=str(self.path)), "a")
        self.assertEqual(back.latest_message.text, "创新券")
        self.assertEqual(back.get_slot("topic"), "创新券")
        self.assertEqual(len(back.events), 6)

    def test_the_events_of_a_turn_are_written_once_in_one_transaction(self):
        statements = []
        self.store._connection.set_trace_callback(statements.append)
        self.say(self.store, "a", *turn("高企"))
        self.say(self.store, "a", *turn("创新券"))
        self.assertEqual(len(self.rows()), 6)
        self.assertEqual([line for line in statements if line == "COMMIT"], ["COMMIT"] * 2)

    def test_a_turn_reads_nothing_of_a_conversation_that_is_under_way(self):
        self.say(self.store, "a", *turn("高企"))
        statements = []
        self.store._connection.set_trace_callback(statements.append)
        self.say(self.store, "a", *turn("创新券"))
        self.assertEqual([line for line in statements if line.lstrip().startswith("SELECT")], [])

    def test_a_turn_that_fails_on_its_way_leaves_nothing(self):
        self.say(self.store, "a", *turn("高企"))
        half = self.retrieve(self.store, "a")
        half.update(UserUttered("创新券"))
        self.assertEqual(self.retrieve(self.store, "a").latest_message.text, "高企")

    def test_what_cannot_be_written_is_an_error_and_is_written_with_the_next_turn_not_twice(self):
        self.say(self.store, "a", *turn("高企"))
        other = sqlite3.connect(self.path, isolation_level=None)
        self.store._connection.execute("PRAGMA busy_timeout=0")
        other.execute("BEGIN IMMEDIATE")
        with self.assertRaises(sqlite3.OperationalError):
            self.say(self.store, "a", *turn("创新券"))
        other.execute("COMMIT")
        other.close()
        self.say(self.store, "a", *turn("孵化器"))
        self.assertEqual([text for _, kind, text in self.rows() if kind == "user" and "创新券" in text], [])
        self.assertEqual(len(self.rows()), 6)

    def test_a_new_session_leaves_the_one_before_behind(self):
        self.say(self.store, "a", *turn("高企"))
        self.say(self.store, "a", SessionStarted(), ActionExecuted("action_listen"))
        self.say(self.store, "a", *turn("创新券"))
        self.assertEqual(len(self.retrieve(self.store, "a").events), 5)
        self.assertEqual(len(asyncio.run(self.store.retrieve_full_tracker("a")).events), 8)

    def test_only_so_many_trackers_are_kept(self):
        with mock.patch.object(tracker_store, "MOST_KEPT", 2):
            for name in "abc":
                self.say(self.store, name, *turn(name))
        self.assertEqual(list(self.store._kept), ["b", "c"])
        self.assertEqual(self.retrieve(self.store, "a").latest_message.text, "a")

    def test_rasas_own_store_reads_what_is_written_and_the_other_way_round(self):
        self.say(self.store, "a", *turn("高企"))
        theirs = SQLTrackerStore(DOMAIN, db=str(self.path))
        self.assertEqual(self.retrieve(theirs, "a").latest_message.text, "高企")
        self.say(theirs, "b", *turn("创新券"))
        self.assertEqual(self.retrieve(self.store, "b").latest_message.text, "创新券")
        self.assertEqual(sorted(asyncio.run(self.store.keys())), ["a", "b"])

    def test_looking_takes_nothing_away(self):
        self.assertIsNone(self.store.peek("a"))
        self.say(self.store, "a", *turn("高企"))
        self.assertIs(self.store.peek("a"), self.store.peek("a"))


if __name__ == "__main__":
    unittest.main()
