"""A tracker that knows how much of it is stored, and whose copy is not a replay of the whole dialogue."""

import copy
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker


class Tracker(DialogueStateTracker):
    """Rasa's tracker; `stored` is the number of its events that the store holds already."""

    stored = 0

    def copy(self) -> "Tracker":
        """Return a twin with events, slots and loop of its own. Rasa replays all events for each action instead.

        Events are never changed once they are in a tracker, and slots' values are replaced, not changed.
        """
        twin = copy.copy(self)
        twin.events = self._create_events(self.events)
        twin.slots = type(self.slots)((name, copy.copy(slot)) for name, slot in self.slots.items())
        twin.active_loop = copy.copy(self.active_loop)
        return twin

    def __eq__(self, other: Any) -> bool:
        """Tell whether two trackers have the same events and sender, as Rasa's do."""
        return super().__eq__(other)
