# ruff: noqa: E402, I001
"""The trained model, served as we do it, predicts what Rasa's own policy would, at every step of many dialogues.

`DXE_TEST_MODEL` names the model's file.
"""

import asyncio
import os
import pathlib
import random
import tempfile
import types
import unittest

import yaml

for _name in ("DXE_ACTIONS_URL", "DXE_ACTIONS_TOKEN", "DXE_RASA_TOKEN"):
    os.environ.setdefault(_name, "unused")

import bot.serving.__main__ as serving  # first: it leaves out what Rasa would import
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.replacements import rule_policies

RASAS_KEYS = RulePolicy._get_possible_keys
REPLY = {"custom": {"reply": {"text": "好", "outcome": "answered"}}}


def utterances():
    found = []
    for path in sorted(pathlib.Path("bot/data/nlu/authors").glob("*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line.strip("- ").strip() for line in item.get("examples", "").splitlines()]
    commands = [
        "/code_verified",
        "/code_refused",
        "/session_start",
        "91330109YL0000001C",
        "16000000001",
        "同意",
        "取消",
    ]
    return [line for line in found if line] + commands * 40


class Actions:
    """Answers as our action server would, at random."""

    url, kwargs = "unused", {"enable_selective_domain": True}

    def __init__(self, seed):
        self.generator = random.Random(seed)

    async def request(self, method="post", json=None, **_):
        slots = [{"event": "slot", "name": "topic", "value": "x"}]
        waits = self.generator.choice([None, "check_voucher_balance"])
        slots.append({"event": "slot", "name": "pending_lookup", "value": waits})
        if json["next_action"] == "action_session_start":
            listen = {"event": "action", "name": "action_listen"}
            return {"events": [{"event": "session_started"}, *slots, listen], "responses": []}
        if json["next_action"].startswith("validate_"):
            return {"events": [e for e in json["tracker"]["events"] if e["event"] == "slot"], "responses": []}
        if json["next_action"] == "action_default_fallback":
            slots.insert(0, {"event": "rewind"})
        return {"events": slots, "responses": [dict(REPLY)]}

    async def close(self):
        pass


class Predictions(unittest.TestCase):
    def test_every_prediction_is_rasas(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.environ["DXE_VAR"] = folder.name
        serving.install()
        agent = serving.load_agent(os.environ["DXE_TEST_MODEL"])
        agent.processor.action_endpoint = Actions(1)
        predict, compared = agent.processor._predict_next_with_tracker, []

        def checked(processor, tracker):
            followup = tracker.followup_action
            expected = None if followup else self.rasas(agent, tracker)
            prediction = predict(tracker)
            if expected is not None:
                self.assertEqual(prediction.probabilities, expected.probabilities)
                compared.append(max(expected.probabilities) > 0)
            return prediction

        agent.processor._predict_next_with_tracker = types.MethodType(checked, agent.processor)
        asyncio.run(self.talk(agent))
        self.assertGreater(len(compared), 1000)

    def rasas(self, agent, tracker):
        """Return the prediction of Rasa's own code for a tracker of Rasa's own."""
        (policy,) = rule_policies(agent)
        ours, by_intent = RulePolicy._get_possible_keys, policy.__dict__.pop("_find_action_from_rules")
        RulePolicy._get_possible_keys = RASAS_KEYS
        try:
            replayed = DialogueStateTracker.from_events(
                tracker.sender_id, list(tracker.events), agent.domain.slots
            )
            return policy._predict(replayed, agent.domain)[0]
        finally:
            RulePolicy._get_possible_keys = ours
            policy._find_action_from_rules = by_intent

    async def talk(self, agent):
        lines, generator = utterances(), random.Random(7)
        for number in range(40):
            for _ in range(15):
                text = generator.choice(lines)
                message = UserMessage(text, CollectingOutputChannel(), f"c{number}", input_channel="gateway")
                await agent.handle_message(message)


if __name__ == "__main__":
    unittest.main()
