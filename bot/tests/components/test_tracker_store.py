import asyncio
import pathlib
import tempfile
import unittest

from rasa.core.tracker_store import TrackerStore as AnyTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.components.tracker_store import TrackerStore


class Store(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        endpoint = EndpointConfig(
            type="bot.components.tracker_store.TrackerStore",
            dialect="sqlite",
            db=str(pathlib.Path(self.folder.name) / "rasa.db"),
        )
        self.store = AnyTrackerStore.create(endpoint, Domain.empty())

    def test_rasa_makes_it_from_the_endpoint(self):
        self.assertIsInstance(self.store, TrackerStore)

    def test_every_connection_has_the_settings(self):
        with self.store.engine.connect() as connection:
            self.assertEqual(connection.exec_driver_sql("PRAGMA journal_mode").scalar(), "wal")
            self.assertEqual(connection.exec_driver_sql("PRAGMA synchronous").scalar(), 1)

    def test_a_tracker_comes_back(self):
        async def save_and_retrieve():
            tracker = await self.store.get_or_create_tracker("conversation", append_action_listen=True)
            tracker.update(UserUttered("你好"))
            await self.store.save(tracker)
            return await self.store.retrieve("conversation")

        self.assertEqual(asyncio.run(save_and_retrieve()).latest_message.text, "你好")


if __name__ == "__main__":
    unittest.main()
