"""我有什么要办的: what the enterprise must do and by when, what expires, what the bureau is late with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from actions.affairs.say_affairs import Affairs, describe_affairs
from actions.binding.lookup import ask_to_bind, refuse_other_enterprise
from actions.cases.case_offers import offer_case
from actions.seam.shown import Shown, show
from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from desk.question import TRANSFER
from records.bindings.binding import BoundEnterprise
from records.bindings.rights import may
from records.calendar.working_days import WorkingDays
from records.cases.lookup import check_application_status
from records.credit.lookup import check_credit_standing
from records.registers.lookup import check_register
from records.storage.database import Database
from records.values.clock import Clock, day_of
from records.vouchers.lookup import check_voucher_balance
from records.vouchers.rules_file import VoucherRulesFile

_LOOKED_THROUGH = 50  # cases
_MOST_OFFERS = 4


@dataclass(frozen=True)
class _Found:
    enterprise: BoundEnterprise | None
    affairs: Affairs | None = None


class MyAffairs:
    """Looks through cases, vouchers, credit and register entries, each as far as the asker's role may; all audited."""

    name = "action_my_affairs"

    def __init__(
        self,
        database: Database,
        clock: Clock,
        calendar: WorkingDays,
        voucher_rules: VoucherRulesFile,
    ) -> None:
        self._database = database
        self._clock = clock
        self._calendar = calendar
        self._voucher_rules = voucher_rules

    async def run(self, turn: ActionTurn) -> ActionResult:
        found = await self._database.run_in_transaction(lambda session: self._look(session, turn))
        if found.enterprise is None or found.affairs is None:
            return ask_to_bind("my_affairs", turn.text)
        if refused := refuse_other_enterprise(turn, found.enterprise):
            return refused
        cases = [*found.affairs.must_do, *found.affairs.bureau_late]
        offers = [offer_case(case) for case in cases[:_MOST_OFFERS]] or [TRANSFER]
        reply = ReplyDraft(text=describe_affairs(found.affairs), outcome="affairs", quick_replies=offers)
        told = show(reply, Shown("cases") if cases else None)
        return replace(told, slots={**told.slots, "case_number": None})

    def _look(self, session: Session, turn: ActionTurn) -> _Found:
        now, conversation_id = self._clock.now(), turn.conversation_id
        cases = check_application_status(
            session, conversation_id, now=now, calendar=self._calendar, limit=_LOOKED_THROUGH
        )
        bound = cases.enterprise
        if bound is None:
            return _Found(None)
        vouchers = check_voucher_balance(session, conversation_id, now=now, rules=self._voucher_rules.read())
        credit = None
        if may(bound.role, "credit"):
            credit = check_credit_standing(session, conversation_id, now=now).standing
        listed = check_register(session, now=now, name=bound.name, uscc=bound.uscc).result
        return _Found(
            bound,
            Affairs(
                enterprise_name=bound.name,
                as_of=day_of(now),
                cases=tuple(cases.cases),
                may_see_cases=may(bound.role, "cases"),
                balance=vouchers.balance,
                credit=credit,
                entries=tuple(listed.findings),
            ),
        )
