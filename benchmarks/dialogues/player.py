"""Plays dialogues over HTTP, each in a conversation of its own, bound where it is an enterprise's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from benchmarks.dialogues.dialogue import Dialogue, Turn
from benchmarks.dialogues.judge import Verdict, judge
from records.bindings.binding import record_binding
from records.models import Contact, Enterprise
from records.storage.database import Database
from records.values.clock import clock_of

SOURCES = [str(Path(__file__).resolve().parents[2] / "knowledge")]  # what is indexed, and nothing else
DAY = date(2026, 11, 30)  # the demo's day for which the expectations were written
_AT_ONCE = 2


@dataclass(frozen=True)
class Played:
    """A turn that was judged, with what was said in reply."""

    dialogue: Dialogue
    number: int
    turn: Turn
    replies: Sequence[dict[str, Any]]
    verdict: Verdict


class Player:
    """`api` is the address of a demo that lives on DAY, `database` its records."""

    def __init__(self, api: str, database: Database) -> None:
        self._api = api
        self._database = database
        self._opened = 0

    def play(self, dialogues: Sequence[Dialogue]) -> Iterator[Played]:
        """Yield the judged turns of all dialogues, in order."""
        with httpx.Client(timeout=20) as client, ThreadPoolExecutor(_AT_ONCE) as pool:
            for played in pool.map(lambda dialogue: self._play(client, dialogue), dialogues):
                yield from played

    def _play(self, client: httpx.Client, dialogue: Dialogue) -> list[Played]:
        say = self._open(client, dialogue)
        found = []
        for number, turn in enumerate(dialogue.turns, start=1):
            replies = say(turn.say)
            if turn.expect is not None:
                found.append(Played(dialogue, number, turn, replies, judge(turn, replies)))
        return found

    def _open(self, client: httpx.Client, dialogue: Dialogue) -> Any:
        self._opened += 1
        # An address for each conversation, as from behind a proxy: nobody opens hundreds a minute.
        address = f"10.{self._opened // 65536 % 256}.{self._opened // 256 % 256}.{self._opened % 256}"
        headers = {"X-Forwarded-For": address}
        opened = client.post(
            f"{self._api}/api/conversations", json={"region": dialogue.region}, headers=headers
        )
        opened.raise_for_status()
        identifier = opened.json()["conversation_id"]
        headers["Authorization"] = f"Bearer {opened.json()['token']}"
        if dialogue.enterprise is not None:
            self._bind(identifier, dialogue.enterprise)

        def say(text: str) -> list[dict[str, Any]]:
            body = {"conversation_id": identifier, "text": text, "client_message_id": uuid.uuid4().hex}
            answer = client.post(f"{self._api}/api/chat", json=body, headers=headers)
            answer.raise_for_status()
            return list(answer.json()["replies"])

        return say

    def _bind(self, conversation_id: str, enterprise: int) -> None:
        with self._database.transaction() as session:
            owner = session.scalars(
                select(Enterprise).order_by(Enterprise.id).offset(enterprise - 1).limit(1)
            ).one()
            handler = session.scalars(
                select(Contact).where(Contact.enterprise_id == owner.id, Contact.role == "handler")
            ).one()
            now = clock_of(DAY).now() - timedelta(seconds=1)
            record_binding(session, conversation_id, handler, now=now)
