import subprocess
import sys
import unittest
from unittest import mock

import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving import replacements

LEFT_OUT = """
from bot.serving.unneeded import NotHere, PACKAGES, leave_out
leave_out()
import sys
import tensorflow as tf, sklearn.linear_model
class Model(tf.keras.Model): pass
assert Model() is not None
assert tf.function(print) is print
try: tf.constant([1])
except NotHere as problem: assert "tensorflow.constant" in str(problem)
else: raise AssertionError("called")
import bot.serving.__main__
real = [name for name in PACKAGES if name in sys.modules and getattr(sys.modules[name], "__file__", None)]
assert real == [], real
"""


class Versions(unittest.TestCase):
    def test_this_is_the_rasa_that_they_are_written_for(self):
        self.assertEqual(rasa.__version__, replacements.RASA_VERSION)

    def test_another_rasa_is_refused_before_anything_is_replaced(self):
        before = RemoteAction._action_call_format
        is_newer = mock.patch.object(replacements.rasa, "__version__", "3.6.22")
        with is_newer, self.assertRaisesRegex(replacements.WrongRasa, "3.6.22"):
            replacements.install()
        self.assertIs(RemoteAction._action_call_format, before)


class LeftOut(unittest.TestCase):
    def test_what_is_left_out_can_be_named_and_not_be_used_and_is_never_loaded(self):
        finished = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", LEFT_OUT], capture_output=True, text=True
        )
        self.assertEqual(finished.returncode, 0, finished.stderr)


class Calls(unittest.TestCase):
    def test_an_action_is_told_slots_and_the_latest_message_and_what_came_since(self):
        domain = Domain.from_dict({"slots": {"topic": {"type": "text", "mappings": [{"type": "custom"}]}}})
        tracker = DialogueStateTracker("sender", domain.slots)
        before = [UserUttered("一", message_id="t1"), ActionExecuted("action_x"), BotUttered("好")]
        for event in [*before, UserUttered("二", message_id="t2"), SlotSet("topic", "创新券")]:
            tracker.update(event)
        call = replacements._action_call(RemoteAction("action_x", None), tracker, domain)
        self.assertEqual(call["next_action"], "action_x")
        self.assertEqual(call["tracker"]["slots"]["topic"], "创新券")
        self.assertEqual(call["tracker"]["latest_message"]["text"], "二")
        self.assertEqual([event["event"] for event in call["tracker"]["events"]], ["user", "slot"])
        self.assertEqual(call["tracker"]["events"][0]["message_id"], "t2")
        self.assertNotIn("domain", call)

    def test_what_is_no_answer_of_an_action_is_refused(self):
        action = RemoteAction("action_x", None)
        self.assertTrue(replacements._is_result(action, {"events": [{"event": "slot"}], "responses": [{}]}))
        for wrong in (
            None,
            [],
            {},
            {"events": {}},
            {"events": [1], "responses": []},
            {"events": [], "responses": "x"},
        ):
            with self.assertRaises(ValidationError):
                replacements._is_result(action, wrong)

    def test_the_rivals_validator_refuses_what_rasas_refuses(self):
        with mock.patch.object(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result):
            replacements.replace_validation()
            action = RemoteAction("action_x", None)
            self.assertTrue(action._validate_action_result({"events": [], "responses": []}))
            with self.assertRaises(ValidationError):
                action._validate_action_result({"events": [{"event": "no such"}], "responses": []})


if __name__ == "__main__":
    unittest.main()
