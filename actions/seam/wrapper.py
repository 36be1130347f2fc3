"""An action that runs another one under its name, and adds to what that says."""

from __future__ import annotations

from actions.seam.turn import Action
from records.storage.database import Database
from records.values.clock import Clock


class Wrapper:
    """What such actions have in common."""

    def __init__(self, action: Action, database: Database, clock: Clock) -> None:
        self._action = action
        self._database = database
        self._clock = clock

    @property
    def name(self) -> str:
        return self._action.name
