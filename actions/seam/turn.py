"""What an action sees of a conversation, and what it gives back. No Rasa type goes further than `actions.server`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import ValidationError

from contracts import QuickReply, ReplyDraft
from understanding.heads.parts import Part
from understanding.values.names import Name

Slots = Mapping[str, object]


@dataclass(frozen=True)
class ActionTurn:
    """The latest message and the slots as they were before this action."""

    conversation_id: str
    text: str
    intent: str
    entities: Mapping[str, str]
    slots: Slots
    candidates: Slots = field(default_factory=dict)
    """Slot values that a form has just extracted and asks to have validated."""
    turn_id: str | None = None
    """The gateway's id of the turn, under which is written what is written."""
    confidence: float = 0.0
    """How likely the intent is, 0 to 1."""
    asked: str | None = None
    """What it asks of the thing that is shown, or of what the look-up shows: a class of `bot/data/nlu/asked`."""
    is_about_shown: bool = False
    """Whether it is about what the last answer showed."""
    is_of_before: bool = False
    """Whether it is about what was in view before that: the slots `shown` and `before` have changed places."""
    of_it: float | None = None
    """How likely it is about what the last answer showed, 0 to 1; None where nothing was shown that is asked about."""
    follow_up: str | None = None
    """What it asks of the last answer from documents, where nothing else was shown since."""
    matters: Sequence[Part] = ()
    """Two matters of one message; none where it has one."""
    names: tuple[Name, ...] = ()
    """What it names."""
    public: str | None = None
    """What it asks of what is public: a class of `bot/data/nlu/names`."""
    own: Part | None = None
    """The look-up of one's own data that it may mean."""

    def slot(self, name: str) -> str | None:
        """Return a slot's text, or None when it is unset or empty."""
        value = self.slots.get(name)
        return value if isinstance(value, str) and value else None


@dataclass(frozen=True)
class ActionResult:
    """Replies for the user and slots to set.

    `revert` takes the user's message back from the dialogue; `starts_session` opens a new session with the slots.
    """

    replies: Sequence[ReplyDraft] = ()
    slots: Slots = field(default_factory=dict)
    revert: bool = False
    starts_session: bool = False


class Action(Protocol):
    """One custom action; `name` is the one in bot/domain."""

    @property
    def name(self) -> str: ...

    async def run(self, turn: ActionTurn) -> ActionResult: ...


def offers_of(turn: ActionTurn) -> list[QuickReply]:
    """Return what the last reply offered; nothing where another version of the service wrote it."""
    offers = turn.slots.get("choices")
    if not isinstance(offers, list):
        return []
    try:
        return [QuickReply.model_validate(offer) for offer in offers]
    except ValidationError:
        return []
