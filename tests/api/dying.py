"""A process that is killed at its n-th step: the real gateway and the real actions, over a Rasa that only remembers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.binding.binding_result import BindingResult
from actions.binding.start_binding import StartBinding
from actions.binding.unbind import Unbind
from actions.guidance.tickets import RecordComplaint, TransferToPerson
from actions.people.change_role import ChangeRole
from actions.people.invite_person import InvitePerson
from actions.people.revoke_person import RevokePerson
from actions.seam.rasa_seam import build_executor
from actions.seam.turn import Action
from api.rasa.rasa_client import RasaClient
from api.turns.answering import Answering
from api.turns.fallback import Fallback
from api.turns.gateway import Gateway
from api.turns.inbound import InboundMessage
from api.turns.journal import Journal
from index.library import Library
from records.models import (
    AuditEntry,
    Base,
    Binding,
    Challenge,
    Contact,
    Invitation,
    Message,
    SmsOutboxEntry,
    Ticket,
    Turn,
)
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.clock import FixedClock
from records.values.keyed_hash import KeyedHash
from tests.api.mock_connection import MockConnection

HASHER = KeyedHash(b"a key for tests, 32 bytes long..")
_TICKET = re.compile(r"SQ\d{8}-\w{6}")


@dataclass
class Steps:
    """Counts steps; at the chosen one, `die` is called."""

    fatal: int
    die: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGKILL)
    taken: int = 0

    def take(self) -> None:
        self.taken += 1
        if self.taken == self.fatal:
            self.die()


class SteppingDatabase(Database):
    """Each writing transaction is two steps: just before its commit, and just after."""

    def __init__(self, path: Path, steps: Steps) -> None:
        super().__init__(f"sqlite:///{path}")
        self._steps = steps

    @contextmanager
    def transaction(self, *, read_only: bool = False) -> Iterator[Session]:
        with super().transaction(read_only=read_only) as session:
            yield session
            if not read_only:
                session.flush()
                self._steps.take()
        if not read_only:
            self._steps.take()


@dataclass
class RememberingRasa:
    """Runs one action a message and keeps slots and replies of each turn in a file, as the tracker store does."""

    path: Path
    action: str
    slots: dict[str, Any]
    actions: list[Action]
    steps: Steps
    runs: int = field(default=0)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        kept: dict[str, Any] = json.loads(self.path.read_text()) if self.path.exists() else {}
        if call["again"] and call["turn_id"] in kept:
            return httpx.Response(200, json=kept[call["turn_id"]])
        user = {"event": "user", "text": call["message"], "message_id": call["turn_id"]}
        tracker = {
            "sender_id": call["sender"],
            "slots": self.slots,
            "events": [user],
            "latest_message": {**user, "intent": {}, "entities": []},
        }
        asked = {"next_action": self.action, "tracker": tracker, "domain": {}}
        result = await build_executor(self.actions).run(asked)
        assert result is not None
        said = [{"recipient_id": call["sender"], "custom": each["custom"]} for each in result.responses]
        self.steps.take()
        aside = self.path.with_suffix(".new")
        aside.write_text(json.dumps(kept | {call["turn_id"]: said}))
        aside.replace(self.path)
        self.steps.take()
        return httpx.Response(200, json=said)


@dataclass(frozen=True)
class World:
    """What outlives a process: the database, Rasa's memory; and what is said to which action."""

    folder: Path
    conversation_id: str
    text: str
    action: str
    slots: dict[str, Any]

    def message(self) -> InboundMessage:
        return InboundMessage(self.conversation_id, self.text, "m1", "web", "192.0.2.1")

    def build(self, steps: Steps, now: datetime) -> Gateway:
        """Return the gateway of a new process."""
        database, clock = SteppingDatabase(self.folder / "records.db", steps), FixedClock(now)
        identity = Identity(HASHER, DemoSmsGateway(demo=True))
        actions: list[Action] = [
            StartBinding(database, clock, identity, demo=True),
            BindingResult(database, clock, []),
            Unbind(database, clock),
            TransferToPerson(database, clock, None),
            RecordComplaint(database, clock, None),
            InvitePerson(database, clock, identity),
            RevokePerson(database, clock),
            ChangeRole(database, clock),
        ]
        rasa = RememberingRasa(self.folder / "rasa.json", self.action, self.slots, actions, steps)
        client = RasaClient(MockConnection(rasa))
        journal = Journal(database, HASHER, identity, clock, None)
        fallback = Fallback(Library(self.folder / "no index"), None, None)
        return Gateway(journal, Answering(client, fallback, journal.unfinished), lambda: "model-1")

    def live(self, work: Callable[[Gateway], Any], steps: Steps, now: datetime) -> bool:
        """Do some work in a process of its own; return whether it lived to the end."""
        pid = os.fork()
        if pid == 0:
            try:
                asyncio.run(work(self.build(steps, now)))
                os._exit(0)
            except BaseException:  # noqa: BLE001 - nothing of the parent may run in the child
                traceback.print_exc(file=sys.stderr)
                os._exit(1)
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return False
        assert os.WEXITSTATUS(status) == 0, "the process failed; see what it wrote to standard error"
        return True

    def records(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all that was written and said, without times and the numbers that chance gives."""
        database = Database(f"sqlite:///{self.folder / 'records.db'}")
        with database.transaction(read_only=True) as session:
            found = {
                model.__tablename__: sorted(
                    (tuple(_plain(getattr(row, name)) for name in names) for row in _rows(session, model)),
                    key=repr,
                )
                for model, names in _COMPARED.items()
            }
        database.close()
        return found


_COMPARED: dict[type[Base], tuple[str, ...]] = {
    Ticket: ("kind", "text", "state"),
    Challenge: ("state", "attempts", "masked_phone"),
    SmsOutboxEntry: ("phone",),
    Binding: ("contact_id", "ended_reason"),
    Contact: ("phone", "role", "removed_at"),
    Invitation: ("contact_id",),
    AuditEntry: ("action", "outcome"),
    Turn: ("state",),
    Message: ("sender", "text"),
}


def _rows(session: Session, model: type[Base]) -> list[Any]:
    return list(session.scalars(select(model)))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return True
    return _TICKET.sub("SQ", value) if isinstance(value, str) else value
