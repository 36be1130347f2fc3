"""Between rasa-sdk's executor and our actions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, cast

from rasa_sdk import Tracker
from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet, UserUtteranceReverted
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.seam.turn import Action, ActionResult, ActionTurn
from desk.question import SURE_OF_ASKED
from telemetry.metrics import ACTION_SECONDS
from understanding.heads.parts import Part
from understanding.values.names import Kind, Name


def build_executor(actions: Sequence[Action]) -> ActionExecutor:
    """Return an executor that runs our actions under their names."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_function(action.name, _adapt(action))
    return executor


def _adapt(action: Action) -> Any:
    async def run(
        dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        began = time.perf_counter()
        result = await action.run(read_turn(tracker))
        for reply in result.replies:
            dispatcher.utter_message(json_message={"reply": reply.model_dump(mode="json")})
        events = _events(result)
        ACTION_SECONDS.labels(action.name).observe(time.perf_counter() - began)
        return events

    return run


def _events(result: ActionResult) -> list[dict[str, Any]]:
    slots = [SlotSet(name, value) for name, value in result.slots.items()]
    if result.starts_session:
        return [SessionStarted(), *slots, ActionExecuted("action_listen")]
    # Slots come after: taking the message back takes back what was set since.
    return [UserUtteranceReverted(), *slots] if result.revert else slots


def read_turn(tracker: Tracker) -> ActionTurn:
    """Return what our actions need of a tracker. Of several values of a kind, the one without a role is meant."""
    message = tracker.latest_message
    asked = message.get("asked") or {}
    return ActionTurn(
        conversation_id=tracker.sender_id,
        text=str(message.get("text") or ""),
        intent=str((message.get("intent") or {}).get("name") or ""),
        entities={
            str(entity["entity"]): str(entity["value"])
            for entity in message.get("entities") or []
            if entity.get("value") is not None and entity.get("role") is None
        },
        slots=_slots(tracker, is_of_before=bool(asked.get("is_of_before"))),
        candidates=tracker.slots_to_validate(),
        turn_id=_turn_id(tracker),
        confidence=float((message.get("intent") or {}).get("confidence") or 0.0),
        asked=asked.get("name") if sure_of(asked) else None,
        is_about_shown=bool(asked.get("is_about_shown")),
        is_of_before=bool(asked.get("is_of_before")),
        of_it=asked.get("of_it"),
        follow_up=asked.get("follow_up"),
        matters=[_part(part) for part in asked.get("parts") or []],
        names=tuple(_name(named) for named in message.get("names") or []),
        public=asked.get("public"),
        own=_part(asked["own"]) if asked.get("own") else None,
    )


def _slots(tracker: Tracker, *, is_of_before: bool) -> dict[str, Any]:
    """Return the slots; what was in view before stands in the place of what is, where the message is about that."""
    slots = dict(tracker.slots)
    return slots | {"shown": slots.get("before"), "before": slots.get("shown")} if is_of_before else slots


def sure_of(asked: dict[str, Any]) -> bool:
    """Tell whether what is asked is likely enough: a first message that is not wants the thing as a whole."""
    return bool(asked.get("is_about_shown")) or float(asked.get("confidence") or 0.0) >= SURE_OF_ASKED


def _part(part: dict[str, Any]) -> Part:
    return Part(
        str(part["intent"]),
        str(part["text"]),
        part.get("asked"),
        bool(part.get("is_about_shown")),
        float(part.get("odds") or 0.0),
        public=part.get("public"),
    )


def _name(named: dict[str, str]) -> Name:
    return Name(cast(Kind, named["kind"]), named["text"])


def _turn_id(tracker: Tracker) -> str | None:
    """Return the id that the gateway gave the newest message; one that was taken back is the newest nevertheless."""
    newest = next((event for event in reversed(tracker.events) if event.get("event") == "user"), None)
    given = (newest or tracker.latest_message).get("message_id")
    return given if isinstance(given, str) and given else None
