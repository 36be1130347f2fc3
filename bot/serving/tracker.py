"""A tracker that does not replay the dialogue to be copied, nor to say in which states it has been."""

import copy
from typing import Any

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

# What takes back events before it: from then on, until a new session, states are found by a replay.
_TAKES_BACK = (ActionReverted, UserUtteranceReverted, Restarted)

# No rule looks further back; `bot.serving.replacements` refuses a model that has one.
MOST_STATES = 12


class Tracker(DialogueStateTracker):
    """Rasa's tracker, for a model whose policies are all rules.

    `stored` is the number of its events that the store holds. `domain` lets it note, before each action, the state
    that it was in: Rasa rebuilds the trackers of the whole session to find the same states, three times a turn.
    """

    stored = 0
    domain: Domain | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """Take what DialogueStateTracker takes."""
        self._states: list[State] | None = []
        self._has_looped = False
        super().__init__(*arguments, **named)

    def update(self, event: Event, domain: Domain | None = None) -> None:
        """Take an event in."""
        self._note(event)
        super().update(event, domain)

    def copy(self) -> "Tracker":
        """Return a twin with events, slots and loop of its own.

        Events are never changed once they are in a tracker, and slots' values are replaced, not changed.
        """
        twin = copy.copy(self)
        twin.events = self._create_events(self.events)
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        twin._states = None if self._states is None else list(self._states)
        return twin

    def past_states(
        self,
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        """Return the states before each action of the session, and the present one."""
        if self._states is None or self.domain is None or omit_unset_slots or ignore_rule_only_turns:
            return super().past_states(domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
        # Who asks strikes from them what it does not want to see.
        before = [{kind: dict(part) for kind, part in state.items()} for state in self._states]
        return [*before, self._state(domain)]

    def _note(self, event: Event) -> None:
        if isinstance(event, ActiveLoop):
            self._has_looped = True  # Rasa passes over all but the last run of a form, in later sessions too
            self._states = None
        elif isinstance(event, SessionStarted):
            self._states = None if self._has_looped else []
        elif isinstance(event, _TAKES_BACK):
            self._states = None
        elif isinstance(event, ActionExecuted) and self._states is not None and self.domain is not None:
            self._states.append(self._state(self.domain))
            del self._states[:-MOST_STATES]

    def _state(self, domain: Domain) -> State:
        return domain._clean_state(domain.get_active_state(self))
