"""A desk whose enterprise has vouchers, and the look-up that is asked about them."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path

from actions.binding.binding_result import BindingResult
from actions.seam.turn import ActionTurn
from actions.vouchers.check_voucher_balance import CheckVoucherBalance
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from actions.vouchers.show_vouchers import ShowVouchers
from contracts import ReplyDraft
from records.bindings.binding import record_unbinding
from records.models import Contact, VoucherBatch
from records.values.clock import SHANGHAI
from records.vouchers.ledger import record_grant, record_redemption, record_release, record_reservation
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.desk import NOW, Desk
from tests.conftest import ROOT
from tests.figures import sums

XIAOSHAN = "浙江省/杭州市/萧山区"
DRAWN_ON = datetime(2026, 8, 10, tzinfo=SHANGHAI)


class VoucherDesk(Desk):
    """`say` asks of the vouchers that were shown; what is asked is given, as the learned heads would."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        rules = VoucherRulesFile(ROOT / "knowledge/voucher_rules.yml")
        self.balance = CheckVoucherBalance(self.database, self.clock, rules)
        self.statement = CheckVoucherStatement(self.database, self.clock)
        self.vouchers = ShowVouchers(self.database, self.clock, self.balance, self.statement)

    def say(self, text: str, asked: str | None, uscc: str | None = None) -> ReplyDraft:
        if uscc is not None:
            return self.ask(self.vouchers, text, asked=asked, about=True, uscc=uscc)
        return self.ask(self.vouchers, text, asked=asked, about=True)

    def show_balance(self) -> ReplyDraft:
        return self.ask(self.vouchers, "我的创新券还剩多少", asked="state")

    def add(self, number: str, fen: int, **fields: object) -> int:
        values: dict[str, object] = {
            "name": "2026 年度科技创新券（样例）",
            "scope": ["检验检测", "科技查新"],
            "region": XIAOSHAN,
            "partner_regions": ["上海市"],
            "valid_from": date(2026, 1, 1),
            "valid_to": date(2026, 12, 31),
        }
        with self.database.transaction() as session:
            batch = VoucherBatch(number=number, enterprise_id=self.enterprise.id, **values | fields)
            session.add(batch)
            session.flush()
            granted_on = datetime(2026, 3, 2, tzinfo=SHANGHAI)
            record_grant(session, batch.id, fen, key=f"{number}:g", now=granted_on)
            return batch.id

    def add_used(self) -> int:
        """Add 1,000.00 yuan: 300.00 reserved for 检验检测, of which 50.00 are redeemed and 60.00 released."""
        batch_id = self.add("YL-1", 100_000)
        self.reserve(batch_id, 30_000, "r", datetime(2026, 5, 6, tzinfo=SHANGHAI), "检验检测")
        with self.database.transaction() as session:
            record_redemption(session, batch_id, 5_000, key="a", now=DRAWN_ON, reservation_key="r")
            record_release(session, batch_id, 6_000, key="b", now=DRAWN_ON, reservation_key="r")
        return batch_id

    def bind_and_go_on(self) -> ReplyDraft:
        """Bind the conversation and return the answer of the look-up that waited for it."""
        self.bind()
        after = BindingResult(self.database, self.clock, [self.vouchers, self.statement])
        turn = ActionTurn(self.conversation_id, "/code_verified", "code_verified", {}, dict(self.slots))
        result = asyncio.run(after.run(turn))
        self.slots |= dict(result.slots)
        _, answer = result.replies
        return answer

    def set_role(self, role: str) -> None:
        with self.database.transaction() as session:
            session.query(Contact).update({"role": role})

    def unbind(self) -> None:
        with self.database.transaction() as session:
            record_unbinding(session, self.conversation_id, now=NOW)

    def reserve(
        self, batch_id: int, fen: int, key: str, day: datetime = NOW, service: str | None = None
    ) -> None:
        with self.database.transaction() as session:
            record_reservation(session, batch_id, fen, key=key, now=day, service=service)


def told(reply: ReplyDraft) -> tuple[list[int], list[int]]:
    """Return the sums of an answer in fen, and those of the batches listed below it."""
    lines = reply.text.split("\n")
    batches = [line for line in lines if line.startswith("· ") and "）：" in line]
    return (
        sums("\n".join(line for line in lines if line not in batches)),
        sums("\n".join(batches)),
    )
