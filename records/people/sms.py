"""How a one-time code reaches a phone. A code leaves only if the transaction that made it is kept."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from records.models import SmsOutboxEntry


class SmsGateway(Protocol):
    """Sends one-time codes.

    `send_code` is called within the transaction that stores the challenge. What it sends must leave only when
    that transaction commits. With `phone` None the pair did not match: it does the same work, sends nothing.
    """

    def send_code(self, session: Session, phone: str | None, code: str, *, now: datetime) -> None: ...


class DemoOnly(Exception):
    """The demo's SMS outbox shows codes to whoever reads it: it works with DXE_DEMO=1 only."""


class DemoSmsGateway:
    """Keeps codes in a table instead of sending them; part of the transaction, so undone with it."""

    def __init__(self, *, demo: bool) -> None:
        if not demo:
            raise DemoOnly("the demo SMS gateway needs DXE_DEMO=1; configure a real one")

    def send_code(self, session: Session, phone: str | None, code: str, *, now: datetime) -> None:
        session.add(SmsOutboxEntry(phone=phone, code=code if phone else None, created_at=now))
        session.flush()


class AfterCommitSmsGateway:
    """Hands phone and code to `deliver` on another thread once the transaction has committed.

    `deliver` talks to the operator and logs its own failures; a user who gets no code asks for another one.
    """

    def __init__(self, deliver: Callable[[str, str], None], executor: Executor) -> None:
        self._deliver = deliver
        self._executor = executor

    def send_code(self, session: Session, phone: str | None, code: str, *, now: datetime) -> None:
        def hand_over(_: Session) -> None:
            self._executor.submit(self._deliver_or_not, phone, code)

        event.listen(session, "after_commit", hand_over, once=True)

    def _deliver_or_not(self, phone: str | None, code: str) -> None:
        if phone is not None:
            self._deliver(phone, code)


@dataclass(frozen=True)
class DemoMessage:
    """A message of the demo's outbox."""

    phone: str
    code: str
    created_at: datetime


def list_demo_messages(session: Session, *, demo: bool, limit: int = 20) -> list[DemoMessage]:
    """Return the demo's messages, newest first. Raises DemoOnly without `demo`."""
    if not demo:
        raise DemoOnly("codes are shown with DXE_DEMO=1 only")
    rows = session.scalars(
        select(SmsOutboxEntry)
        .where(SmsOutboxEntry.phone.is_not(None))
        .order_by(SmsOutboxEntry.id.desc())
        .limit(limit)
    )
    return [DemoMessage(row.phone, row.code, row.created_at) for row in rows if row.phone and row.code]
