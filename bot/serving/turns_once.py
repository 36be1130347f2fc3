"""A turn that the gateway sends again, because its own process died with it: what Rasa has answered, it repeats.

The gateway's id of the turn is the message's id in the tracker. Only a turn that is sent again is looked for, so that a
first one costs nothing.
"""

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

_IN_VIEW = ("shown", "before")


class TurnFailed(Exception):
    """Rasa has had this turn, and it failed: there is no reply to repeat."""


def user_message(call: dict[str, Any], collector: Any, channel: str, in_view: dict[str, str]) -> UserMessage:
    """Return the message of a call; its id is the turn's, where actions and tracker find it.

    `in_view`: the kinds of things that are in view, as `find_in_view` finds them.
    """
    return UserMessage(
        call["message"],
        collector,
        call["sender"],
        input_channel=channel,
        message_id=call.get("turn_id"),
        metadata=in_view or None,
    )


def find_in_view(tracker: Any) -> dict[str, str]:
    """Return the kind of thing that the last answer showed (`shown`), and of the one in view before that (`before`).

    They tell what a short message may be about; the actions have noted them.
    """
    kept = {name: tracker.get_slot(name) for name in _IN_VIEW} if tracker is not None else {}
    kinds = {name: slot.get("kind") for name, slot in kept.items() if isinstance(slot, dict)}
    return {name: kind for name, kind in kinds.items() if isinstance(kind, str)}


async def find_messages_of_before(agent: Any, call: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return what was said in this turn when it came before; None if it did not, or is not sent again.

    Waits for a turn of the conversation that is under way. Raises TurnFailed.
    """
    turn_id, sender = call.get("turn_id"), call["sender"]
    if not (turn_id and call.get("again")):
        return None
    async with agent.lock_store.lock(sender):
        tracker = await agent.tracker_store.retrieve_full_tracker(sender)
    return messages_of_turn(list(tracker.events) if tracker else [], turn_id, sender)


def messages_of_turn(events: list[Any], turn_id: str, sender: str) -> list[dict[str, Any]] | None:
    """Return the messages that followed the user's message with this id, as the channel sends them.

    None if there is no such message. Raises TurnFailed when nothing was said before Rasa listened again.
    """
    begins = next(
        (
            number
            for number in range(len(events) - 1, -1, -1)
            if isinstance(events[number], UserUttered) and events[number].message_id == turn_id
        ),
        None,
    )
    if begins is None:
        return None
    messages: list[dict[str, Any]] = []
    for event in events[begins + 1 :]:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered) and (event.data or {}).get("custom"):
            messages.append({"recipient_id": sender, "custom": event.data["custom"]})
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            break
    if not messages:
        raise TurnFailed(turn_id)
    return messages
