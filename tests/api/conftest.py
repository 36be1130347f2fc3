"""A public application over a real database, a scripted Rasa and a small index."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.rasa.rasa_client import RasaClient
from api.turns.answering import Answering
from api.turns.fallback import Fallback
from api.turns.gateway import Gateway
from api.turns.journal import Journal
from api.turns.unfinished import TURN_LIFE
from desk.door import Door, build_door
from index.answering.answerer import Answerer
from index.encoders.training import Schedule
from index.ingest.build import build_index
from index.library import Library
from index.model.errors import IndexMissing
from records.credit.rules_file import CreditRulesFile
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from tests.api.mock_connection import MockConnection
from tests.api.processes import prepare
from tests.conftest import ROOT
from tests.index.corpus import write_knowledge
from tests.records.databases import sqlite_database
from tests.workshop import Workshop

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)


@dataclass
class ScriptedRasa:
    """Answers as Rasa's REST channel does, once `released`; remembers what it was sent."""

    seen: list[tuple[str, str]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    reply: Callable[[str], object] = lambda text: [
        {"recipient_id": "x", "custom": {"reply": {"text": f"答：{text}", "outcome": "answered"}}}
    ]
    delay: float = 0.0
    released: asyncio.Event | None = None
    down: bool = False
    at_once: int = 0
    most_at_once: int = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        body = json.loads(request.content or b"{}")
        self.calls.append(body)
        self.seen.append((body.get("sender", ""), body.get("message", "")))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay)
        if self.released is not None:
            await self.released.wait()
        self.at_once -= 1
        return httpx.Response(200, json=self.reply(body.get("message", "")))


class SmallLibrary(Library):
    """A real index of a few invented guides, which can go missing."""

    missing = False

    def answerer(self) -> Answerer:
        if self.missing:
            raise IndexMissing(Path("index"))
        return super().answerer()


@dataclass
class Bench:
    """The parts of one process, to be taken apart by tests."""

    database: Database
    journal: Journal
    gateway: Gateway
    rasa: ScriptedRasa
    library: SmallLibrary
    clock: FixedClock
    identity: Identity
    a_turns_life = TURN_LIFE + timedelta(seconds=1)

    @property
    def door(self) -> Door:
        """The desk over the index as it is now; there is no model of the bot."""
        rules = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")
        return build_door(self.database, self.clock, self.library, rules, Path("no models"))

    def new_process(self) -> Gateway:
        """Return the gateway of another process on the same database."""
        return build_gateway(self.journal, self.rasa, self.library)

    async def all_threads_idle(self) -> None:
        """Wait until the database's threads have ended all that they had to do."""
        threads = self.database._threads
        together = threading.Barrier(threads._max_workers)
        met = [threads.submit(together.wait, 10) for _ in range(threads._max_workers)]
        await asyncio.gather(*map(asyncio.wrap_future, met))


def build_gateway(journal: Journal, rasa: ScriptedRasa, library: SmallLibrary) -> Gateway:
    client = RasaClient(MockConnection(rasa))
    answering = Answering(client, Fallback(library, "样例-000", None), journal.unfinished)
    return Gateway(journal, answering, lambda: "model-1")


@pytest.fixture(scope="session")
def guidance_index(workshop: Workshop) -> Path:
    """Index folder of the invented guides."""

    def make(folder: Path) -> None:
        knowledge = write_knowledge(folder / "knowledge")
        build_index([knowledge], folder / "index", schedule=Schedule(least=20, most=20))

    return workshop.get_folder("guidance", make) / "index"


@pytest.fixture
def bench(tmp_path: Path, guidance_index: Path) -> Iterator[Bench]:
    database = Database(sqlite_database(tmp_path / "records.db"), busy_timeout_s=0.5)
    yield build_bench(database, guidance_index)
    database.close()


def build_bench(database: Database, guidance_index: Path) -> Bench:
    """Return the parts of a process on a database."""
    hasher = KeyedHash(b"k" * 32)
    clock = FixedClock(NOW)
    identity = Identity(hasher, DemoSmsGateway(demo=True))
    journal = Journal(database, hasher, identity, clock, "样例-000")
    rasa, library = ScriptedRasa(), SmallLibrary(guidance_index)
    gateway = build_gateway(journal, rasa, library)
    return Bench(database, journal, gateway, rasa, library, clock, identity)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of an installation, from which its processes read their settings."""
    prepare(tmp_path, monkeypatch)
    return monkeypatch
