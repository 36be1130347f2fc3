"""Our installation: a demo of four processes, its conversations bound to a sample enterprise."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import select

from benchmarks.turns.system import NoAnswer, Say, System
from benchmarks.turns.texts import PATTERN, Round, our_texts
from records.bindings.binding import record_binding
from records.models import Contact, Enterprise
from records.storage.database import Database
from tests.installation import Installation, serving

USCC = "91330109YL0000001C"  # the first sample enterprise of the demo data
REGION = "浙江省/杭州市/萧山区"


@contextmanager
def our_system(var: Path, client: aiohttp.ClientSession) -> Iterator[System]:
    """Set up once, start again, and serve; `ready_seconds` is that of the second start."""
    with serving(var):
        pass  # sets up, trains and builds, so that the start below is a restart
    # Each conversation comes from an address of its own, as from behind nginx: nobody opens sixty a minute.
    with serving(var, DXE_TRUSTED_PROXIES="127.0.0.1") as installation:
        database = Database(installation.records_url)
        texts = our_texts()
        opener = _Opener(installation, database, client)
        yield System(
            name="ours",
            pid=installation.pid,
            ready_seconds=installation.ready_seconds,
            open_conversation=opener.open,
            texts=lambda seed: Round(texts, PATTERN, seed),
        )
        database.close()


class _Opener:
    """Opens conversations as the widget does, and binds each."""

    def __init__(self, installation: Installation, database: Database, client: aiohttp.ClientSession) -> None:
        self._url = installation.api
        self._database = database
        self._client = client
        self._opened = 0

    async def open(self) -> Say:
        """Return what says a text in a new conversation."""
        self._opened += 1
        url, body = f"{self._url}/api/conversations", {"region": REGION}
        headers = {
            "X-Forwarded-For": f"10.{self._opened // 65536}.{self._opened // 256 % 256}.{self._opened % 256}"
        }
        async with self._client.post(url, json=body, headers=headers) as response:
            response.raise_for_status()
            opened = await response.json()
        conversation_id = opened["conversation_id"]
        self._bind(conversation_id)
        headers["Authorization"] = f"Bearer {opened['token']}"

        async def say(text: str) -> None:
            body = {"conversation_id": conversation_id, "text": text, "client_message_id": uuid.uuid4().hex}
            async with self._client.post(f"{self._url}/api/chat", json=body, headers=headers) as response:
                replies = (await response.json())["replies"] if response.status == 200 else []
            if not replies or any(reply["outcome"] == "error" for reply in replies):
                raise NoAnswer

        return say

    def _bind(self, conversation_id: str) -> None:
        with self._database.transaction() as session:
            contact = session.scalars(
                select(Contact)
                .join(Enterprise)
                .where(Enterprise.uscc == USCC, Contact.role == "legal_representative")
            ).first()
            assert contact is not None, "the demo data lack their first sample enterprise"
            record_binding(session, conversation_id, contact, now=datetime.now(UTC))
