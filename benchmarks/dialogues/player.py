"""Plays dialogues by HTTP, each in a conversation of its own, bound where it is an enterprise's."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.dialogues.dialogue import Dialogue, Turn
from benchmarks.dialogues.judge import Verdict, judge
from records.bindings.binding import record_binding
from records.models import Contact, ContactRole, Enterprise
from records.storage.database import Database
from records.values.clock import clock_of

SOURCES = [str(Path(__file__).resolve().parents[2] / "knowledge")]  # what is indexed, and nothing else
DAY = date(2026, 11, 30)  # the demo's day for which the expectations were written
_AT_ONCE = 2

Say = Callable[[str], list[dict[str, Any]]]


@dataclass(frozen=True)
class Played:
    """A turn that was judged, with what was said in reply."""

    dialogue: Dialogue
    number: int
    turn: Turn
    replies: Sequence[dict[str, Any]]
    verdict: Verdict


class Player:
    """`client` speaks to a demo that lives on DAY, as httpx does; `database` holds its records."""

    def __init__(self, client: Any, database: Database) -> None:
        self.client = client
        self.database = database
        self._numbers = itertools.count(1)

    def play(self, dialogues: Sequence[Dialogue]) -> Iterator[Played]:
        """Yield the judged turns of all dialogues, in order."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for played in pool.map(self._play, dialogues):
                yield from played

    def _play(self, dialogue: Dialogue) -> list[Played]:
        say = self.open(dialogue.enterprise, dialogue.region)
        found = []
        for number, turn in enumerate(dialogue.turns, start=1):
            replies = say(turn.say)
            if turn.expect is not None:
                found.append(Played(dialogue, number, turn, replies, judge(turn, replies)))
        return found

    def open(self, enterprise: int | None, region: str | None = None, role: ContactRole = "handler") -> Say:
        """Open a conversation, bound to a contact of the demo's enterprise of a number; return what says a message."""
        # An address for each conversation, as from behind a proxy: nobody opens hundreds a minute.
        opened_before = next(self._numbers)
        address = f"10.{opened_before // 65536 % 256}.{opened_before // 256 % 256}.{opened_before % 256}"
        headers = {"X-Forwarded-For": address}
        opened = self.client.post("/api/conversations", json={"region": region}, headers=headers)
        opened.raise_for_status()
        identifier = opened.json()["conversation_id"]
        headers["Authorization"] = f"Bearer {opened.json()['token']}"
        if enterprise is not None:
            self._bind(identifier, enterprise, role)

        def say(text: str) -> list[dict[str, Any]]:
            body = {"conversation_id": identifier, "text": text, "client_message_id": uuid.uuid4().hex}
            answer = self.client.post("/api/chat", json=body, headers=headers)
            answer.raise_for_status()
            return list(answer.json()["replies"])

        return say

    def _bind(self, conversation_id: str, enterprise: int, role: ContactRole) -> None:
        with self.database.transaction() as session:
            owner = session.scalars(
                select(Enterprise).order_by(Enterprise.id).offset(enterprise - 1).limit(1)
            ).one()
            contact = session.scalars(
                select(Contact).where(Contact.enterprise_id == owner.id, Contact.role == role)
            ).one()
            now = clock_of(DAY).now() - timedelta(seconds=1)
            record_binding(session, conversation_id, contact, now=now)
