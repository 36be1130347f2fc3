"""One user's turn through Rasa, by the gateway's own channel (bot.serving.gateway_channel.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import ValidationError

from contracts import ReplyDraft

READ_TIMEOUT_SECONDS = 3.5


class RasaUnavailable(Exception):
    """Rasa is down, late, silent, or answered something that is no Reply."""


class RasaClient:
    """Sends texts and commands to Rasa; a conversation's id is Rasa's sender id."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, token: str) -> None:
        self._client = client
        self._url = f"{base_url}/webhooks/gateway/webhook"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._probe_url = f"{base_url}/"

    async def send(
        self, conversation_id: str, text: str, *, turn_id: str, again: bool = False
    ) -> list[ReplyDraft]:
        """Return Rasa's replies to one text, at least one.

        `again`: it may have been sent before; if Rasa has had this turn, its replies of then come back.
        Raises RasaUnavailable; a turn that failed inside Rasa is one without a reply.
        """
        entries = await self._post(conversation_id, text, {"turn_id": turn_id, "again": again})
        if not entries:
            raise RasaUnavailable("no reply")
        return [_to_draft(entry) for entry in entries]

    async def send_command(self, conversation_id: str, command: str) -> None:
        """Send a command that brings no reply, such as `/session_start`. Raises RasaUnavailable."""
        await self._post(conversation_id, command)

    async def is_ready(self) -> bool:
        """Tell whether Rasa serves. It loads its model before it listens."""
        try:
            return (await self._client.get(self._probe_url, timeout=1.0)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def _post(
        self, conversation_id: str, text: str, turn: Mapping[str, Any] | None = None
    ) -> list[Mapping[str, Any]]:
        try:
            response = await self._client.post(
                self._url,
                json={"sender": conversation_id, "message": text, **(turn or {})},
                headers=self._headers,
                timeout=httpx.Timeout(READ_TIMEOUT_SECONDS, connect=0.5),
            )
            response.raise_for_status()
            entries: list[Mapping[str, Any]] = response.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise RasaUnavailable(type(problem).__name__) from problem
        return entries


def _to_draft(entry: Mapping[str, Any]) -> ReplyDraft:
    try:
        return ReplyDraft.model_validate(entry["custom"]["reply"])
    except (KeyError, TypeError, ValidationError) as problem:
        raise RasaUnavailable("an entry that is no reply") from problem
