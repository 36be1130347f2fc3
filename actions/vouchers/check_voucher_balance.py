"""Innovation-voucher balance (创新券余额) of the bound enterprise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise
from actions.seam.shown import Shown, show
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft, VoucherBalance
from index.library import Library
from index.model.errors import IndexMissing
from records.bindings.binding import BoundEnterprise
from records.bindings.rights import may
from records.storage.database import Database
from records.values.clock import Clock
from records.vouchers.lookup import check_voucher_balance
from records.vouchers.rules import VoucherRules
from records.vouchers.rules_file import VoucherRulesFile

STATEMENT = QuickReply(title="对账单", text="查今年的创新券对账单")
REDEEMING = QuickReply(title="怎么兑付", text="科技创新券怎么兑付？")
_GUIDANCE = [QuickReply(title="能用在哪些方面", text="科技创新券可以用在哪些方面？"), REDEEMING]


class CheckVoucherBalance:
    """Looks the balance up for whoever says something of it."""

    def __init__(
        self, database: Database, clock: Clock, rules: VoucherRulesFile, library: Library | None = None
    ) -> None:
        """`library` tells which questions about vouchers the documents answer for the enterprise's region."""
        self._database = database
        self._clock = clock
        self._rules = rules
        self._library = library

    def read_rules(self) -> VoucherRules:
        """Return the rules as they are now."""
        return self._rules.read()

    async def look_up(self, turn: ActionTurn, describe: Callable[[VoucherBalance], str]) -> ActionResult:
        """Look up the balance and say of it what `describe` says."""
        rules, now = self.read_rules(), self._clock.now()
        result = await self._database.run_in_transaction(
            lambda session: check_voucher_balance(session, turn.conversation_id, now=now, rules=rules)
        )
        if result.balance is None or result.enterprise is None:
            return ask_to_bind("check_voucher_balance", turn.text, wants=turn.asked)
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        services = {service: None for batch in result.balance.batches for service in batch.scope}
        reply = ReplyDraft(text=describe(result.balance), outcome="voucher_balance", data=result.balance)
        return await self.show(reply, result.enterprise, tuple(services))

    async def show(
        self, reply: ReplyDraft, enterprise: BoundEnterprise, services: tuple[str, ...]
    ) -> ActionResult:
        """Return a reply about vouchers with the offers below it, and keep that they were shown.

        `services` are those that the batches name.
        """
        offers = [STATEMENT] if may(enterprise.role, "voucher_statement") else []
        offers += await self.list_answerable(enterprise.region)
        told = reply.model_copy(update={"quick_replies": offers})
        return show(told, Shown("vouchers", services=services), topic="innovation-voucher")

    async def list_answerable(self, region: str) -> list[QuickReply]:
        """Return the questions that are answered for a region: no button leads to “没有找到”."""
        library = self._library
        if library is None:
            return []
        asked = [question.text for question in _GUIDANCE]
        try:
            found = await asyncio.to_thread(library.answerable, asked, region)
        except IndexMissing:
            return []
        return [question for question in _GUIDANCE if question.text in found]
