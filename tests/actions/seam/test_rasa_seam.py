import asyncio

import yaml
from rasa_sdk import Tracker

from actions.conversation.session_start import CARRIED_OVER, SessionStart
from actions.seam.rasa_seam import build_executor, read_turn
from actions.seam.turn import ActionTurn
from tests.conftest import ROOT


def test_of_several_values_the_one_without_a_role_is_meant() -> None:
    entities = [
        {"entity": "topic", "value": "innovation-voucher"},
        {"entity": "topic", "value": "high-tech-enterprise", "role": "other"},
    ]
    message = {"text": "我问的是创新券，不是高企", "intent": {"name": "ask_guidance"}, "entities": entities}
    turn = read_turn(Tracker("c", {}, message, [], False, None, {}, None))
    assert turn.entities == {"topic": "innovation-voucher"}


def heard(**asked: object) -> ActionTurn:
    return read_turn(Tracker("c", {}, {"text": "还缺啥", "asked": asked}, [], False, None, {}, None))


def test_what_is_asked_of_the_thing_shown_comes_with_the_message() -> None:
    turn = heard(name="materials", confidence=0.9, of_it=0.8, is_about_shown=True, parts=[], own=None)
    assert (turn.asked, turn.is_about_shown, turn.of_it) == ("materials", True, 0.8)
    assert (list(turn.matters), turn.own) == ([], None)


def test_two_matters_and_what_may_be_meant_come_with_the_message() -> None:
    parts = [
        {
            "intent": "check_application_status",
            "text": "还缺啥",
            "asked": "materials",
            "is_about_shown": True,
        },
        {"intent": "ask_guidance", "text": "高企咋报", "asked": None},
    ]
    turn = heard(name=None, parts=parts, own=parts[0])
    assert [matter.is_about_shown for matter in turn.matters] == [True, False]
    assert [(matter.intent, matter.text, matter.asked) for matter in turn.matters] == [
        ("check_application_status", "还缺啥", "materials"),
        ("ask_guidance", "高企咋报", None),
    ]
    assert turn.own == turn.matters[0]


def test_how_likely_the_intent_is_comes_with_the_message() -> None:
    for intent, confidence in (({"name": "ask_guidance", "confidence": 0.83}, 0.83), ({}, 0.0), (None, 0.0)):
        message = {"text": "要多久", "intent": intent}
        assert read_turn(Tracker("c", {}, message, [], False, None, {}, None)).confidence == confidence


def test_a_model_that_says_nothing_of_it_asks_nothing() -> None:
    for message in ({"text": "你好"}, {"text": "你好", "asked": None}):
        turn = read_turn(Tracker("c", {}, message, [], False, None, {}, None))
        assert (turn.asked, turn.is_about_shown, turn.of_it) == (None, False, None)
        assert (list(turn.matters), turn.own) == ([], None)


def test_the_turns_id_is_that_of_the_newest_message_though_it_was_taken_back() -> None:
    events = [
        {"event": "user", "message_id": "t1"},
        {"event": "user", "message_id": "t2"},
        {"event": "rewind"},
    ]
    latest = {"text": "你好", "message_id": "t1"}
    assert read_turn(Tracker("c", {}, latest, events, False, None, {}, None)).turn_id == "t2"
    assert read_turn(Tracker("c", {}, latest, [], False, None, {}, None)).turn_id == "t1"
    assert read_turn(Tracker("c", {}, {}, [], False, None, {}, None)).turn_id is None


def test_a_new_session_carries_each_slot_over_once() -> None:
    slots = {"topic": "innovation-voucher", "region": None, "choices": []}
    tracker = {"sender_id": "c", "slots": slots, "events": [], "latest_message": {}}
    call = {"next_action": "action_session_start", "tracker": tracker, "domain": {}}
    result = asyncio.run(build_executor([SessionStart()]).run(call))
    assert [event["event"] for event in result.events] == ["session_started", "slot", "slot", "action"]
    assert [event["name"] for event in result.events if event["event"] == "slot"] == ["topic", "choices"]


def test_every_slot_that_outlives_a_form_is_carried_over() -> None:
    slots = yaml.safe_load((ROOT / "bot/domain/slots.yml").read_text("utf-8"))["slots"]
    of_forms = {"consent", "invitee_phone", "invitee_role"}  # no session starts while a form is open
    assert set(CARRIED_OVER) == set(slots) - of_forms
