"""An enterprise with vouchers, of which a part is reserved and redeemed, and a conversation bound to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from actions.seam.turn import ActionTurn
from actions.vouchers.check_voucher_balance import CheckVoucherBalance
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from actions.vouchers.show_vouchers import ShowVouchers
from contracts import ReplyDraft
from records.bindings.binding import record_binding
from records.conversations.conversation import open_conversation
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import Contact, VoucherBatch
from records.storage.database import Database
from records.values.clock import SHANGHAI, FixedClock
from records.values.keyed_hash import KeyedHash
from records.vouchers.ledger import (
    record_grant,
    record_redemption,
    record_reservation,
)
from records.vouchers.rules_file import VoucherRulesFile
from tests.conftest import ROOT
from tests.records.databases import sqlite_database

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
XIAOSHAN = "浙江省/杭州市/萧山区"


@dataclass
class Desk:
    """One enterprise with vouchers, and a conversation bound to it."""

    database: Database
    conversation_id: str
    enterprise_id: int

    def add(self, number: str, fen: int, when: datetime = NOW, **fields: object) -> int:
        values: dict[str, object] = {
            "name": "2026 年度科技创新券（样例）",
            "scope": ["检验检测", "工业设计"],
            "region": XIAOSHAN,
            "partner_regions": ["上海市", "江苏省/苏州市"],
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
        }
        with self.database.transaction() as session:
            batch = VoucherBatch(number=number, enterprise_id=self.enterprise_id, **values | fields)
            session.add(batch)
            session.flush()
            record_grant(session, batch.id, fen, key=f"{number}:g", now=when)
            return batch.id

    def set_role(self, role: str) -> None:
        with self.database.transaction() as session:
            session.query(Contact).update({"role": role})

    def turn(self, text: str, asked: str | None = None, **entities: str) -> ActionTurn:
        return ActionTurn(self.conversation_id, text, "", entities, {}, asked=asked)

    def ask(self, text: str, asked: str | None = None, **entities: str) -> ReplyDraft:
        """Ask; what is asked is given, as the learned head would."""
        (reply,) = asyncio.run(self.vouchers().run(self.turn(text, asked, **entities))).replies
        return reply

    def vouchers(self, library: Any = None) -> ShowVouchers:
        rules, clock = VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml"), FixedClock(NOW)
        balance = CheckVoucherBalance(self.database, clock, rules, library)
        return ShowVouchers(self.database, clock, balance, CheckVoucherStatement(self.database, clock))

    def ask_statement(self, text: str, **entities: str) -> ReplyDraft:
        action = CheckVoucherStatement(self.database, FixedClock(NOW))
        (reply,) = asyncio.run(action.run(self.turn(text, **entities))).replies
        return reply


@pytest.fixture(params=["web"])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    database = Database(sqlite_database(tmp_path / "records.db"))
    hasher = KeyedHash(b"k" * 32)
    with database.transaction() as session:
        account = {"account": "kjj", "user": "openid"} if request.param == "wechat" else {}
        opened = open_conversation(session, hasher=hasher, channel=request.param, now=NOW, **account)
        enterprise = record_enterprise(
            session, uscc="91330109YL0000001C", name="萧山样例公司", region=XIAOSHAN, is_sample=True, now=NOW
        )
        record_contact(session, enterprise.id, name="赵样例", phone="16000000001", role="handler")
        contact = session.scalars(select(Contact)).one()
        record_binding(session, opened.conversation.id, contact, now=NOW)
        desk = Desk(database, opened.conversation.id, enterprise.id)
    yield desk
    database.close()


@pytest.fixture
def used(desk: Desk) -> int:
    """1,000.00 yuan, of which 300.00 are reserved and 50.00 redeemed."""
    batch_id = desk.add("YL-1", 100_000, datetime(2026, 3, 2, tzinfo=SHANGHAI))
    with desk.database.transaction() as session:
        reserved = datetime(2026, 5, 6, tzinfo=SHANGHAI)
        record_reservation(session, batch_id, 30_000, key="r", now=reserved, service="检验检测")
        paid = datetime(2026, 8, 10, tzinfo=SHANGHAI)
        record_redemption(session, batch_id, 5_000, key="a", now=paid, reservation_key="r")
    return batch_id
