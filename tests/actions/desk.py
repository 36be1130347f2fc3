"""A conversation with an enterprise bound to it, and actions that are run in it as Rasa runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from actions.seam.turn import Action, ActionTurn
from contracts import ReplyDraft
from records.bindings.binding import record_binding
from records.conversations.conversation import open_conversation
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import AuditEntry, Contact, Enterprise
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from tests.records.databases import sqlite_database
from tests.understood import understand
from understanding.heads.parts import Part

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
USCC = "91330109YL0000001C"
NAME = "萧山云源样例软件有限公司"


class Desk:
    """Keeps the slots between turns; `bind` makes the conversation the enterprise's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FixedClock(NOW)
        self.database = Database(sqlite_database(folder / "records.db"))
        self.slots: dict[str, object] = {}
        with self.database.transaction() as session:
            opened = open_conversation(session, hasher=KeyedHash(b"k" * 32), channel="web", now=NOW)
            self.conversation_id = opened.conversation.id
            self.enterprise = record_enterprise(
                session, uscc=USCC, name=NAME, region="浙江省/杭州市/萧山区", is_sample=True, now=NOW
            )
            record_contact(session, self.enterprise.id, name="赵样例", phone="16000000001", role="handler")

    def bind(self, role: str = "handler") -> Enterprise:
        """Bind the conversation to the enterprise, for somebody in a role."""
        with self.database.transaction() as session:
            contact = session.scalars(select(Contact)).one()
            contact.role = role
            record_binding(session, self.conversation_id, contact, now=NOW)
        return self.enterprise

    def ask(
        self,
        action: Action,
        text: str,
        *,
        asked: str | None = None,
        about: bool = False,
        of_it: float | None = None,
        matters: Sequence[Part] = (),
        **entities: str,
    ) -> ReplyDraft:
        """Say something and return the one reply.

        `asked`: the class that is asked; `about`: whether it is about what is shown; `of_it`: how likely that is.
        """
        turn = ActionTurn(
            self.conversation_id,
            text,
            "",
            entities,
            dict(self.slots),
            asked=asked,
            is_about_shown=about,
            of_it=of_it,
            matters=matters,
            names=understand(text).names,
            public=understand(text).asked,
        )
        result = asyncio.run(action.run(turn))
        self.slots |= dict(result.slots)
        (reply,) = result.replies
        return reply

    def audited(self) -> list[tuple[str, str, str]]:
        """Return action, subject and outcome of each audit entry of a look-up, in order."""
        with self.database.transaction(read_only=True) as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
            return [
                (each.action, each.subject, each.outcome)
                for each in entries
                if each.action.startswith("lookup.")
            ]
