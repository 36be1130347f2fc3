"""After vouchers were shown: whether they pay there, what lapses, is reserved or was spent, when they are redeemed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.seam.turn import ActionResult, ActionTurn, offers_of
from actions.spoken.choices import find_offer
from actions.spoken.shown import read_shown
from actions.vouchers.check_voucher_balance import REDEEMING, CheckVoucherBalance
from actions.vouchers.check_voucher_statement import CheckVoucherStatement
from actions.vouchers.say_voucher_follow_ups import (
    describe_lapse,
    describe_payable,
    describe_reservations,
    describe_window,
)
from actions.vouchers.say_voucher_use import describe_use
from actions.vouchers.say_vouchers import describe_balance
from actions.vouchers.voucher_aspects import VoucherAspect, asks_what_suffices, read_voucher_aspect
from actions.vouchers.voucher_question import find_services, read_voucher_question
from contracts import ReplyDraft, VoucherBalance
from records.people.binding import BoundEnterprise, find_binding
from records.storage.database import Database
from records.values.clock import Clock
from records.vouchers.lookup import ReservationsResult, check_voucher_reservations

_TOPIC = "innovation-voucher"


class VoucherFollowUps:
    """Goes on from the vouchers just shown, whatever intent the message was taken for; an offer picked is not its."""

    def __init__(
        self, database: Database, clock: Clock, balance: CheckVoucherBalance, statement: CheckVoucherStatement
    ) -> None:
        self._database = database
        self._clock = clock
        self._balance = balance
        self._statement = statement

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        shown, rules = read_shown(turn), self._balance.read_rules()
        names_other_topic = turn.entities.get("topic", _TOPIC) != _TOPIC
        if find_offer(turn.text, offers_of(turn), in_part=False):
            return None
        if shown is None or shown.kind != "vouchers":
            is_asked = (
                not names_other_topic and asks_what_suffices(turn.text, rules) and await self._bound(turn)
            )
            return await self._tell("use", turn) if is_asked else None
        aspect = read_voucher_aspect(turn.text, shown.services, rules, names_other_topic=names_other_topic)
        if aspect is None or (aspect == "redeeming" and await self._is_told_by_the_documents(turn)):
            return None
        if aspect == "spent":
            return await self._statement.run(turn)
        if aspect == "spent_on":
            return await self._statement.tell_spent_on(turn, find_services(turn.text, shown.services, rules))
        if aspect == "download":
            return await self._statement.show_again(turn, shown.name)
        if aspect == "reserved":
            return await self._list_reservations(turn, shown.services)
        return await self._tell(aspect, turn)

    async def _tell(self, aspect: VoucherAspect, turn: ActionTurn) -> ActionResult:
        return await self._balance.look_up(turn, lambda balance: self._describe(aspect, turn.text, balance))

    def _describe(self, aspect: VoucherAspect, text: str, balance: VoucherBalance) -> str:
        if aspect == "balance" or not balance.batches:
            return describe_balance(balance)
        if aspect == "use":
            asked = read_voucher_question(text, balance, self._balance.read_rules(), goes_on=True)
            return describe_use(balance, asked.services, asked.place, asked.sum_fen)
        if aspect == "services":
            return describe_payable(balance)
        if aspect == "lapse":
            return describe_lapse(balance)
        return describe_window(balance, asks_how=aspect == "redeeming", asks_most=aspect == "most")

    async def _is_told_by_the_documents(self, turn: ActionTurn) -> bool:
        """Tell whether the guidance says, for the enterprise's region, how vouchers are redeemed."""
        bound = await self._bound(turn)
        return bound is not None and REDEEMING in await self._balance.list_answerable(bound.region)

    async def _bound(self, turn: ActionTurn) -> BoundEnterprise | None:
        def find(session: Session) -> BoundEnterprise | None:
            return find_binding(session, turn.conversation_id, now=self._clock.now())

        return await self._database.run_in_transaction(find, read_only=True)

    async def _list_reservations(self, turn: ActionTurn, services: tuple[str, ...]) -> ActionResult:
        def look(session: Session) -> ReservationsResult:
            return check_voucher_reservations(session, turn.conversation_id, now=self._clock.now())

        found = await self._database.run_in_transaction(look)
        if found.enterprise is None:
            return ask_to_bind("check_voucher_balance", turn.text)
        if refused := refuse_other_enterprise(turn, found.enterprise):
            return refused
        if found.outcome == "refused":
            return refuse_role("check_voucher_balance", found.enterprise)
        text = describe_reservations(found.enterprise.name, found.reservations, found.freshness)
        reply = ReplyDraft(text=text, outcome="voucher_balance")
        return await self._balance.show(reply, found.enterprise, services)
