"""A conversation about cases, with the actions that answer in it, and what its replies show."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from actions.cases.case_replies import ALL_CASES
from actions.cases.check_application_status import CheckApplicationStatus
from actions.conversation.answer_guidance import AnswerGuidance
from actions.conversation.answer_unexpected import AnswerUnexpected
from actions.conversation.choose import Choose
from actions.conversation.pick_first import PickFirst
from actions.guidance.guidance import Guidance
from actions.guidance.tickets import TransferToPerson
from actions.people.revoke_person import RevokePerson
from actions.seam.turn import Action, ActionTurn
from contracts import CaseStatus, ReplyDraft
from desk.desk import Desk
from index.library import Library
from records.bindings.binding import record_binding
from records.calendar.working_days import WorkingDays
from records.cases.repository import open_case, record_stage
from records.conversations.tickets import TicketInfo, list_tickets
from records.credit.rules_file import CreditRulesFile
from records.models import AuditEntry, Case, Enterprise, ServiceItem
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from tests.conftest import ROOT
from tests.records.support import USCC, new_conversation
from tests.understood import understand

NOW = datetime(2026, 11, 28, 10, tzinfo=SHANGHAI)
NAME = "萧山云源样例软件有限公司"
# Cases of the fixture `talk`: a supplement that is overdue, a decision that is late, one of last week.
OVERDUE, LATE, NEW = "XS2026-000051", "XS2026-000026", "XS2026-000077"


def at(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 10, tzinfo=SHANGHAI)


class Bot:
    """A conversation with the actions, which keeps the slots as Rasa does."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        clock = FixedClock(NOW)
        library = Library(folder / "index")
        rules = CreditRulesFile(ROOT / "knowledge/credit_rules.yml")
        guidance = Guidance(Desk(database, clock, library, rules), database, clock, None, "")
        self.cases = CheckApplicationStatus(database, clock, WorkingDays(), library)
        self.choice = Choose(
            guidance,
            self.cases,
            TransferToPerson(database, clock, None),
            {ALL_CASES.text: self.cases},
            RevokePerson(database, clock),
        )
        self.guidance = PickFirst(AnswerGuidance(guidance, self.cases), self.choice)
        self.actions: dict[str, Action] = {
            "choose": self.choice,
            "ask_guidance": self.guidance,
            "fallback": AnswerUnexpected(self.guidance),
        }
        self.id = new_conversation(database, KeyedHash(b"a key for tests, 32 bytes long.."))
        self.slots: dict[str, object] = {}

    def bind(self, role: str = "handler") -> None:
        with self.database.transaction() as session:
            owner = session.scalars(select(Enterprise).where(Enterprise.uscc == USCC)).one()
            owner.contacts[0].role = role
            record_binding(session, self.id, owner.contacts[0], now=NOW)

    def turn(
        self, text: str, *, asked: str | None = None, about: bool = False, intent: str = "", **entities: str
    ) -> ActionTurn:
        """Return the turn of a message: what it asks, and whether it is about what is shown, as was learned."""
        names = understand(text).names
        return ActionTurn(
            self.id, text, intent, entities, dict(self.slots), asked=asked, is_about_shown=about, names=names
        )

    def say(
        self,
        text: str,
        intent: str = "check_application_status",
        *,
        asked: str | None = None,
        about: bool = False,
        **entities: str,
    ) -> list[ReplyDraft]:
        """Say something and return each reply."""
        action = self.actions.get(intent) or PickFirst(self.cases, self.choice)
        self.slots |= {name: value for name, value in entities.items() if name in ("topic", "case_number")}
        turn = self.turn(text, asked=asked, about=about, intent=intent, **entities)
        result = asyncio.run(action.run(turn))
        self.slots |= dict(result.slots)
        return list(result.replies)

    def ask(self, text: str, intent: str = "check_application_status", **more: Any) -> ReplyDraft:
        """Say something and return the one reply."""
        (reply,) = self.say(text, intent, **more)
        return reply

    def ask_of_it(self, text: str, asked: str) -> ReplyDraft:
        """Ask something of what is shown."""
        return self.ask(text, asked=asked, about=True)

    def show(self, number: str) -> ReplyDraft:
        """Bring a case into view."""
        return self.ask(f"查{number}", case_number=number)

    def forget(self) -> None:
        """Something else was shown since."""
        self.slots["shown"] = None

    def add(self, item: str, number: str, opened: datetime, enterprise: str = USCC, **more: Any) -> None:
        with self.database.transaction() as session:
            owner = session.scalars(select(Enterprise.id).where(Enterprise.uscc == enterprise)).one()
            found = session.scalars(select(ServiceItem).where(ServiceItem.code == item)).one()
            open_case(
                session,
                number=number,
                enterprise_id=owner,
                service_item_id=found.id,
                title=f"{found.name}（样例）",
                section="高新处",
                now=opened,
                **more,
            )

    def move(self, number: str, *steps: tuple[Any, datetime], **more: Any) -> None:
        with self.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == number)).unique().one()
            for stage, moment in steps:
                record_stage(session, case, stage, at=moment, **more)

    def audited(self) -> list[tuple[str, str]]:
        with self.database.transaction(read_only=True) as session:
            entries = session.scalars(
                select(AuditEntry)
                .where(AuditEntry.action == "lookup.application_status")
                .order_by(AuditEntry.sequence)
            )
            return [(entry.subject, entry.outcome) for entry in entries]

    def tickets(self) -> list[TicketInfo]:
        with self.database.transaction(read_only=True) as session:
            return list_tickets(session)


def numbers(reply: ReplyDraft) -> list[str]:
    """Return the numbers of the cases that a reply offers, and what else it offers."""
    return [offer.text.removeprefix("查办件 ") for offer in reply.quick_replies]


def case_of(reply: ReplyDraft) -> CaseStatus:
    assert isinstance(reply.data, CaseStatus)
    return reply.data


def shown(reply: ReplyDraft) -> str | None:
    return reply.data.case_number if isinstance(reply.data, CaseStatus) else None
