"""One user's turn through Rasa, by the gateway's own channel (bot/serving/gateway_channel.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from api.rasa.rasa_connection import RasaConnection, RasaUnavailable
from contracts import ReplyDraft

__all__ = ["RasaClient", "RasaUnavailable"]


class RasaClient:
    """Sends texts and commands to Rasa; a conversation's id is Rasa's sender id."""

    def __init__(self, connection: RasaConnection) -> None:
        self._connection = connection

    async def send(
        self, conversation_id: str, text: str, *, turn_id: str, again: bool = False
    ) -> list[ReplyDraft]:
        """Return Rasa's replies to one text, at least one.

        `again`: it may have been sent before; if Rasa has had this turn, its replies of then come back.
        Raises RasaUnavailable; a turn that failed inside Rasa is one without a reply.
        """
        call = {"sender": conversation_id, "message": text, "turn_id": turn_id, "again": again}
        entries = await self._connection.post(call)
        if not entries or not isinstance(entries, list):
            raise RasaUnavailable("no reply")
        return [_to_draft(entry) for entry in entries]

    async def send_command(self, conversation_id: str, command: str) -> None:
        """Send a command that brings no reply, such as `/session_start`. Raises RasaUnavailable."""
        await self._connection.post({"sender": conversation_id, "message": command})

    async def is_ready(self) -> bool:
        """Tell whether Rasa serves. It loads its model before it listens."""
        return await self._connection.is_alive()

    async def close(self) -> None:
        """Close the connections."""
        await self._connection.close()


def _to_draft(entry: Mapping[str, Any]) -> ReplyDraft:
    try:
        return ReplyDraft.model_validate(entry["custom"]["reply"])
    except (KeyError, TypeError, ValidationError) as problem:
        raise RasaUnavailable("an entry that is no reply") from problem
