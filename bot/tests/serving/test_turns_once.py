import asyncio
import pathlib
import tempfile
import types
import unittest

from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import TrackerStore as AnyTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot.serving.turns_once import (
    TurnFailed,
    find_in_view,
    find_messages_of_before,
    messages_of_turn,
    user_message,
)


def said(text):
    return BotUttered(text=None, data={"custom": {"reply": {"text": text}}})


def turn(turn_id, *events):
    return [UserUttered(turn_id, message_id=turn_id), *events, ActionExecuted("action_listen")]


class Events(unittest.TestCase):
    def test_a_turn_is_told_as_it_was_answered_and_no_other(self):
        events = [*turn("a", said("一")), *turn("b", said("二"), said("三")), *turn("c", said("四"))]
        messages = messages_of_turn(events, "b", "sender")
        self.assertEqual([each["custom"]["reply"]["text"] for each in messages], ["二", "三"])
        self.assertEqual({each["recipient_id"] for each in messages}, {"sender"})

    def test_a_turn_that_never_came_is_none(self):
        self.assertIsNone(messages_of_turn(turn("a", said("一")), "b", "sender"))
        self.assertIsNone(messages_of_turn([], "b", "sender"))

    def test_a_turn_without_a_reply_has_failed(self):
        with self.assertRaises(TurnFailed):
            messages_of_turn([*turn("a"), *turn("b", said("二"))], "a", "sender")


class Channel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        endpoint = EndpointConfig(
            type="bot.serving.tracker_store.TrackerStore",
            dialect="sqlite",
            db=str(pathlib.Path(folder.name) / "rasa.db"),
        )
        store = AnyTrackerStore.create(endpoint, Domain.empty())
        self.agent = types.SimpleNamespace(tracker_store=store, lock_store=InMemoryLockStore())

    def ask(self, **call):
        return asyncio.run(find_messages_of_before(self.agent, {"sender": "s", "message": "你好", **call}))

    def keep(self, *events):
        async def save():
            tracker = await self.agent.tracker_store.get_or_create_tracker("s")
            for event in events:
                tracker.update(event)
            await self.agent.tracker_store.save(tracker)

        asyncio.run(save())

    def test_a_turn_of_an_earlier_session_is_found_too(self):
        self.keep(*turn("a", said("一")), SessionStarted(), ActionExecuted("action_listen"))
        self.assertEqual(len(self.ask(turn_id="a", again=True)), 1)

    def test_only_what_is_sent_again_is_looked_for(self):
        self.keep(*turn("a", said("一")))
        self.assertIsNone(self.ask(turn_id="a", again=False))
        self.assertIsNone(self.ask())
        self.assertIsNone(self.ask(turn_id="b", again=True))

    def test_the_turns_id_goes_with_the_message(self):
        message = user_message({"sender": "s", "message": "你好", "turn_id": "a"}, None, "gateway", {})
        self.assertEqual(message.message_id, "a")
        self.assertTrue(user_message({"sender": "s", "message": "你好"}, None, "gateway", {}).message_id)

    def test_what_is_shown_goes_with_the_message(self):
        call = {"sender": "s", "message": "还缺啥"}
        self.assertEqual(
            user_message(call, None, "gateway", {"shown": "case", "before": "credit"}).metadata,
            {"shown": "case", "before": "credit"},
        )
        self.assertFalse(user_message(call, None, "gateway", {}).metadata)

    def test_what_is_shown_is_what_the_actions_have_noted(self):
        def noted(**slots):
            return find_in_view(types.SimpleNamespace(get_slot=slots.get))

        case = {"kind": "case", "name": "XS2026-000123"}
        self.assertEqual(noted(shown=case), {"shown": "case"})
        self.assertEqual(noted(shown=case, before={"kind": "credit"}), {"shown": "case", "before": "credit"})
        self.assertEqual(noted(before={"kind": "credit"}), {"before": "credit"})
        for slot in (None, "case", {}, {"kind": None}, {"kind": ["case"]}, []):
            with self.subTest(slot):
                self.assertEqual(noted(shown=slot, before=slot), {})
        self.assertEqual(find_in_view(None), {})


if __name__ == "__main__":
    unittest.main()
