"""A desk with every action as it is assembled for Rasa, and something of each kind that can be in view."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from actions.assembly import build_actions
from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from index.encoders.training import Schedule
from index.ingest.build import build_index
from index.library import Library
from records.bindings.binding import record_unbinding
from records.calendar.working_days import WorkingDays
from records.cases.repository import open_case
from records.catalogue.service_items import read_catalogue, sync_service_items
from records.credit.record import record_credit_event
from records.credit.rules_file import CreditRulesFile
from records.enterprises.enterprises import record_enterprise
from records.models import AuditEntry, Case, ServiceItem, VoucherBatch
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.registers.entries import record_register_entry
from records.registers.sync import read_published, write_published
from records.values.keyed_hash import KeyedHash
from records.vouchers.ledger import record_grant
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.desk import NAME, NOW, Desk
from tests.conftest import ROOT
from tests.index.corpus import write_knowledge
from tests.understood import understand
from tests.workshop import Workshop
from understanding.heads.parts import Part

CASE, SECOND_CASE = "XS2026-000123", "XS2026-000456"
BATCH = "YL-2026-1"
_INTENTS = {"answer_guidance": "ask_guidance"}  # where they are not called as their actions are
OTHER_NAME, OTHER_USCC = "武汉星达样例软件有限公司", "91420100YL00000020"


@pytest.fixture(scope="session")
def small_guidance(workshop: Workshop) -> Path:
    """An index of a few invented guides, which declines what they do not say."""

    def make(folder: Path) -> None:
        knowledge = write_knowledge(folder / "knowledge")
        build_index([knowledge], folder / "index", schedule=Schedule(least=20, most=20))

    return workshop.get_folder("conversation", make) / "index"


class Assembled(Desk):
    """`say` takes a message to the action that Rasa chose; slots last as Rasa keeps them."""

    def __init__(self, folder: Path, index: Path | None = None) -> None:
        """`index`: an index folder; without one the guidance has nothing to answer from."""
        super().__init__(folder)
        built = build_actions(
            database=self.database,
            library=Library(index or folder / "index"),
            clock=self.clock,
            identity=Identity(KeyedHash(b"k" * 32), DemoSmsGateway(demo=True)),
            calendar=WorkingDays(),
            voucher_rules=VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml"),
            credit_rules=CreditRulesFile(ROOT / "knowledge/credit_rules.yml"),
            region=None,
            hotline=None,
            demo=True,
        )
        self.actions = {action.name: action for action in built}
        with self.database.transaction() as session:
            sync_service_items(session, read_catalogue(ROOT / "knowledge"))
            write_published(session, read_published(ROOT / "knowledge"))

    def say(
        self,
        text: str,
        taken_for: str = "answer_guidance",
        *,
        asked: str | None = None,
        about: bool = False,
        of_it: float | None = None,
        matters: Sequence[Part] = (),
        own: Part | None = None,
        confidence: float = 0.0,
        follow_up: str | None = None,
        **entities: str,
    ) -> list[ReplyDraft]:
        """Say something that Rasa took for the action `action_<taken_for>`; return its replies."""
        return list(
            self.run(
                text, taken_for, asked, about, of_it, matters, own, entities, confidence, follow_up
            ).replies
        )

    def run(
        self,
        text: str,
        taken_for: str,
        asked: str | None = None,
        about: bool = False,
        of_it: float | None = None,
        matters: Sequence[Part] = (),
        own: Part | None = None,
        entities: dict[str, str] | None = None,
        confidence: float = 0.0,
        follow_up: str | None = None,
    ) -> ActionResult:
        """As `say`; return all that the action gives back."""
        turn = ActionTurn(
            self.conversation_id,
            text,
            _INTENTS.get(taken_for, taken_for),
            entities or {},
            dict(self.slots),
            asked=asked,
            is_about_shown=about,
            of_it=of_it,
            confidence=confidence,
            follow_up=follow_up,
            matters=matters,
            own=own,
            names=understand(text).names,
            public=understand(text).asked,
        )
        result = asyncio.run(self.actions[f"action_{taken_for}"].run(turn))
        self.slots |= dict(result.slots)
        return result

    def add_case(self, number: str = CASE, item: str = "high-tech-enterprise-certification") -> None:
        with self.database.transaction() as session:
            found = session.scalars(select(ServiceItem).where(ServiceItem.code == item)).one()
            open_case(
                session,
                number=number,
                enterprise_id=self.enterprise.id,
                service_item_id=found.id,
                title=f"{found.name}（样例）",
                section="高新处",
                now=NOW,
            )

    def add_vouchers(self, fen: int = 100_000) -> None:
        with self.database.transaction() as session:
            batch = VoucherBatch(
                number=BATCH,
                enterprise_id=self.enterprise.id,
                name="2026 年度科技创新券（样例）",
                scope=["检验检测"],
                region="浙江省/杭州市/萧山区",
                valid_from=date(2026, 1, 1),
                valid_to=date(2026, 12, 31),
            )
            session.add(batch)
            session.flush()
            record_grant(session, batch.id, fen, key="g", now=NOW)

    def add_breach(self) -> None:
        with self.database.transaction() as session:
            record_credit_event(
                session,
                self.enterprise.id,
                "general_breach",
                basis="样例依据",
                recorded_on=date(2026, 3, 1),
                now=NOW,
            )

    def add_register_entry(self) -> None:
        with self.database.transaction() as session:
            record_register_entry(
                session,
                "high_tech_enterprise",
                name=NAME,
                listed_on=date(2024, 11, 1),
                valid_to=date(2027, 10, 31),
                document="样例名单〔2024〕1号",
                now=NOW,
            )

    def give_away(self) -> None:
        """All cases and vouchers are another enterprise's from now on."""
        with self.database.transaction() as session:
            other = record_enterprise(
                session, uscc=OTHER_USCC, name=OTHER_NAME, region="湖北省/武汉市", is_sample=True, now=NOW
            )
            for table in (Case, VoucherBatch):
                session.execute(update(table).values(enterprise_id=other.id))

    def end_binding(self) -> None:
        with self.database.transaction() as session:
            record_unbinding(session, self.conversation_id, now=NOW)

    def lookups(self) -> list[AuditEntry]:
        """Return the audit entries of all look-ups, in order."""
        with self.database.transaction(read_only=True) as session:
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
            return [entry for entry in entries if entry.action.startswith("lookup.")]
