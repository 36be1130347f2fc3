"""The states that are noted are those that Rasa finds by a replay, whatever happens in a dialogue."""

import random
import unittest

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.tracker import MOST_STATES, Tracker

DOMAIN = Domain.load("bot/domain")
INTENTS = [intent for intent in DOMAIN.intents if not intent.startswith("nlu")]
ACTIONS = [name for name in DOMAIN.action_names_or_texts if name.startswith("action_check")]


def new_tracker():
    tracker = Tracker("sender", DOMAIN.slots)
    tracker.domain = DOMAIN
    return tracker


def user(generator):
    intent = generator.choice(INTENTS)
    entities = (
        [{"entity": "topic", "value": "hightech", "start": 0, "end": 2}] if generator.random() < 0.4 else []
    )
    return UserUttered("高企", {"name": intent, "confidence": 0.9}, entities)


def turn(generator):
    events = [user(generator)]
    if generator.random() < 0.3:
        events.append(SlotSet("pending_lookup", generator.choice([None, "check_voucher_balance"])))
    if generator.random() < 0.3:
        events.append(ActiveLoop(generator.choice(["bind_form", None])))
    for _ in range(generator.randint(1, 2)):
        events += [
            ActionExecuted(generator.choice([*ACTIONS, "bind_form"])),
            BotUttered("好"),
            SlotSet("topic", "x"),
        ]
    if generator.random() < 0.1:
        events.append(generator.choice([UserUtteranceReverted, ActionReverted, Restarted])())
    events.append(ActionExecuted("action_listen"))
    if generator.random() < 0.15:
        events += [ActionExecuted("action_session_start"), SessionStarted(), SlotSet("topic", "y")]
        events.append(ActionExecuted("action_listen"))
    return events


class States(unittest.TestCase):
    def test_noted_states_are_those_of_a_replay_in_any_dialogue(self):
        noted = 0
        for seed in range(300):
            generator, ours, theirs = (
                random.Random(seed),
                new_tracker(),
                DialogueStateTracker("sender", DOMAIN.slots),
            )
            for event in [event for _ in range(6) for event in turn(generator)]:
                ours.update(event, DOMAIN)
                theirs.update(event, DOMAIN)
                expected = theirs.past_states(DOMAIN)
                noted += ours._states is not None
                self.assertEqual(
                    ours.past_states(DOMAIN)[-MOST_STATES:], expected[-MOST_STATES:], (seed, event)
                )
        self.assertGreater(noted, 2000)

    def test_who_changes_a_state_changes_no_other(self):
        tracker = new_tracker()
        for event in turn(random.Random(1)):
            tracker.update(event)
        before = tracker.past_states(DOMAIN)
        for state in tracker.past_states(DOMAIN):
            for part in state.values():
                part.clear()
        self.assertEqual(tracker.past_states(DOMAIN), before)


class Copies(unittest.TestCase):
    def test_a_copy_is_as_a_replay_would_have_made_it_and_goes_its_own_way(self):
        for seed in range(50):
            generator, tracker = random.Random(seed), new_tracker()
            for event in [event for _ in range(4) for event in turn(generator)]:
                tracker.update(event)
            twin, replayed = tracker.copy(), tracker.travel_back_in_time(float("inf"))
            self.assertEqual(twin.current_state(), replayed.current_state(), seed)
            twin.update(SlotSet("topic", "changed"))
            twin.update(ActiveLoop("invite_form"))
            twin.update(ActionExecuted("action_listen"))
            self.assertNotEqual(tracker.get_slot("topic"), "changed")
            self.assertNotEqual(tracker.active_loop_name, "invite_form")
            self.assertEqual(len(twin.events), len(tracker.events) + 3)


if __name__ == "__main__":
    unittest.main()
