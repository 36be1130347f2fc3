"""A desk at which an enterprise asks for all that is its own, with what it may have."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from actions.affairs.my_affairs import MyAffairs
from contracts import ReplyDraft
from contracts.lookup import Register
from records.calendar.working_days import WorkingDays
from records.cases.materials import record_material
from records.cases.repository import open_case, record_stage
from records.credit.record import record_credit_event
from records.enterprises.enterprises import record_enterprise
from records.models import Case, CreditKind, ServiceItem, VoucherBatch
from records.registers.entries import record_register_entry
from records.values.clock import SHANGHAI
from records.vouchers.ledger import record_grant
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.desk import NAME, NOW, USCC, Desk
from tests.records.support import OTHER_USCC

TODAY = NOW.date()


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


class AffairsDesk(Desk):
    """Its enterprise has nothing at first; `other` is another enterprise, which may be given things too."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.action = MyAffairs(self.database, self.clock, WorkingDays(), VoucherRulesFile())
        with self.database.transaction() as session:
            self.other = record_enterprise(
                session, uscc=OTHER_USCC, name="武汉星达样例软件有限公司", region="湖北省/武汉市", now=NOW
            ).id
            session.add_all(
                [
                    ServiceItem(code="hte", name="高新技术企业认定", topic="high-tech-enterprise"),
                    ServiceItem(
                        code="permit",
                        name="外国人来华工作许可",
                        topic="foreigner-work-permit",
                        statutory_days=20,
                    ),
                ]
            )

    def look(self, **more: Any) -> ReplyDraft:
        return self.ask(self.action, "我有什么要办的", **more)

    def add_case(
        self, number: str, item: str = "hte", *, owner: int | None = None, opened: datetime = at(11, 2)
    ) -> None:
        with self.database.transaction() as session:
            found = session.scalars(select(ServiceItem).where(ServiceItem.code == item)).one()
            open_case(
                session,
                number=number,
                enterprise_id=owner or self.enterprise.id,
                service_item_id=found.id,
                title=f"{found.name}（样例）",
                section="合作处",
                now=opened,
            )

    def add_supplement(self, number: str, due_on: date, *, owner: int | None = None) -> None:
        """Add a case of which a supplement is asked for until a day."""
        self.add_case(number, owner=owner)
        with self.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == number)).unique().one()
            record_stage(session, case, "supplement_requested", at=at(11, 4), due_on=due_on)
            record_material(session, case, f"证明{number[-2:]}", "supplement", now=NOW, due_on=due_on)

    def add_late(self, number: str, *, owner: int | None = None) -> None:
        """Add a case whose decision should have been made by 8 October."""
        self.add_case(number, "permit", owner=owner, opened=at(9, 1))
        with self.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.number == number)).unique().one()
            record_stage(session, case, "accepted", at=at(9, 3))

    def add_vouchers(self, number: str, fen: int, valid_to: date, *, owner: int | None = None) -> None:
        with self.database.transaction() as session:
            batch = VoucherBatch(
                number=number,
                enterprise_id=owner or self.enterprise.id,
                name="2026 年度科技创新券（样例）",
                scope=["检验检测"],
                region="浙江省",
                valid_from=date(2026, 1, 1),
                valid_to=valid_to,
            )
            session.add(batch)
            session.flush()
            record_grant(session, batch.id, fen, key=number, now=at(1, 2))

    def add_credit(self, kind: CreditKind, valid_to: date | None, *, back: int = 30) -> None:
        """Add a credit event that was recorded some days ago."""
        with self.database.transaction() as session:
            record_credit_event(
                session,
                self.enterprise.id,
                kind,
                basis="样例",
                recorded_on=TODAY - timedelta(days=back),
                valid_to=valid_to,
                now=NOW,
            )

    def add_entry(
        self,
        valid_to: date,
        register: Register = "high_tech_enterprise",
        *,
        name: str = NAME,
        uscc: str = USCC,
        **facts: Any,
    ) -> None:
        values: dict[str, Any] = {"listed_on": date(2023, 12, 1), "document": "样例名单〔2023〕1号"} | facts
        with self.database.transaction() as session:
            record_register_entry(
                session, register, name=name, uscc=uscc, valid_to=valid_to, now=NOW, **values
            )


def line_of(reply: ReplyDraft, word: str) -> str:
    """Return the only line of a reply that holds a word."""
    (line,) = [line for line in reply.text.split("\n") if word in line]
    return line
