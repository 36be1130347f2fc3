"""What is asked of the enterprise's vouchers: use, services, lapse, reservations, what was spent, redemption."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.seam.shown import read_shown
from actions.seam.turn import ActionResult, ActionTurn
from actions.vouchers.check_voucher_balance import CheckVoucherBalance
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from actions.vouchers.say_voucher_follow_ups import (
    describe_issuer,
    describe_lapse,
    describe_payable,
    describe_reservations,
    describe_transfer,
    describe_window,
)
from actions.vouchers.say_voucher_use import describe_use
from actions.vouchers.say_vouchers import describe_balance, describe_batches
from actions.vouchers.voucher_question import find_place, find_services, read_voucher_question
from contracts import ReplyDraft, VoucherBalance
from records.storage.database import Database
from records.values.clock import Clock
from records.vouchers.lookup import ReservationsResult, check_voucher_reservations
from records.vouchers.windows import describe_reviews, list_windows

_Describe = Callable[[VoucherBalance], str]
# Asked of vouchers, these are told by the movements.
_OF_STATEMENT = ("spent", "download", "history")
# What a service or a place is asked about for; a sum by itself is to be paid where use or the most is asked about.
_OF_USE = ("use", "services", "most", "other_place", "item")
_OF_SUMS = ("use", "most")


class ShowVouchers:
    """The look-up of vouchers: of what is asked only that, else the balance as a whole."""

    name = "action_check_voucher_balance"

    def __init__(
        self, database: Database, clock: Clock, balance: CheckVoucherBalance, statement: CheckVoucherStatement
    ) -> None:
        self._database = database
        self._clock = clock
        self._balance = balance
        self._statement = statement

    async def run(self, turn: ActionTurn) -> ActionResult:
        if turn.asked in _OF_STATEMENT:
            return await self._tell_movements(turn)
        if turn.asked == "reserved":
            return await self._list_reservations(turn)
        return await self._balance.look_up(turn, lambda balance: self._tell(turn, balance))

    def _tell(self, turn: ActionTurn, balance: VoucherBalance) -> str:
        """Return what is asked, and below it each batch: who checks a figure needs no second question."""
        told = self._describe(turn, balance)
        batches = [line for line in describe_batches(balance) if line not in told]
        return "\n".join([told, *batches])

    def _describe(self, turn: ActionTurn, balance: VoucherBalance) -> str:
        if turn.asked == "window":
            place = find_place(turn.text)
            return describe_window(self._with_windows_of(place, balance), place=place)
        if not balance.batches:
            return describe_balance(balance)
        described = _DESCRIBED.get(turn.asked or "")
        if described is not None:
            return described(balance)
        if turn.asked in _OF_USE:
            rules, is_paid = self._balance.read_rules(), turn.asked in _OF_SUMS
            asked = read_voucher_question(turn.text, balance, rules, is_paid=is_paid)
            if asked.is_about_use:
                return describe_use(balance, asked.services, asked.place, asked.sum_fen)
        if turn.asked in ("use", "services"):
            return describe_payable(balance)
        return describe_window(balance, asks_most=True) if turn.asked == "most" else describe_balance(balance)

    def _with_windows_of(self, place: str | None, balance: VoucherBalance) -> VoucherBalance:
        """Return the balance with the windows of a place, which may have none, in the place of its own."""
        if place is None:
            return balance
        rules = self._balance.read_rules()
        windows = list_windows(rules, [place], today=balance.as_of)
        review = describe_reviews(rules, [place], today=balance.as_of)
        return balance.model_copy(update={"windows": windows, "review": review})

    async def _tell_movements(self, turn: ActionTurn) -> ActionResult:
        shown = read_shown(turn)
        if turn.asked == "download":
            return await self._statement.show_again(turn, shown.name if shown else None)
        known, rules = shown.services if shown else (), self._balance.read_rules()
        if turn.asked == "spent" and find_services(turn.text, known, rules):
            return await self._statement.tell_spent_on(
                turn, lambda spent: find_services(turn.text, (*known, *spent), rules)
            )
        return await self._statement.run(turn)

    async def _list_reservations(self, turn: ActionTurn) -> ActionResult:
        def look(session: Session) -> ReservationsResult:
            return check_voucher_reservations(session, turn.conversation_id, now=self._clock.now())

        found = await self._database.run_in_transaction(look)
        if found.enterprise is None:
            return ask_to_bind("check_voucher_balance", turn.text, wants=turn.asked)
        if refused := refuse_other_enterprise(turn, found.enterprise):
            return refused
        if found.outcome == "refused":
            return refuse_role("check_voucher_balance", found.enterprise)
        text = describe_reservations(found.enterprise.name, found.reservations, found.freshness)
        shown = read_shown(turn)
        reply = ReplyDraft(text=text, outcome="voucher_balance")
        return await self._balance.show(reply, found.enterprise, shown.services if shown else ())


_DESCRIBED: dict[str, _Describe] = {
    "lapse": describe_lapse,
    "transferable": describe_transfer,
    "source": describe_issuer,
    "contact": describe_issuer,
    "state": describe_balance,
    "whole": describe_balance,
}
