"""Another company's credit, cases or vouchers: shown to that enterprise alone, and no question to the registers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_name
from actions.seam.turn import Action, ActionResult, ActionTurn
from desk.private import read_private_number, read_private_parts
from records.bindings.binding import BoundEnterprise, find_binding
from records.bindings.lookups import record_lookup
from records.registers.names import core_of
from records.storage.database import Database
from records.values.clock import Clock
from understanding.heads.parts import MATTERS

_AUDITED = {
    "check_credit_standing": ("lookup.credit_standing", "credit"),
    "check_voucher_balance": ("lookup.voucher_balance", "vouchers"),
    "check_application_status": ("lookup.application_status", "cases"),
}


class PrivateQuestions:
    """Refuses in words that tell nothing, with an audit entry; the bound enterprise's own name is a look-up."""

    def __init__(self, database: Database, clock: Clock, look_ups: Mapping[str, Action]) -> None:
        """`look_ups`: the action of each look-up in `_PRIVATE`."""
        self._database = database
        self._clock = clock
        self._look_ups = look_ups

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        if turn.matters and turn.intent in MATTERS:
            return None  # each is heard alone, and the other is answered
        is_loose = turn.intent == "check_register" and not turn.is_about_shown
        asked = read_private_parts(turn.text, turn.names, is_loose=is_loose)
        if asked is None:
            by_number = read_private_number(turn.text)
            return await self._look_up_number(turn, *by_number) if by_number else None
        look_up, name = asked

        def refuse(session: Session) -> tuple[bool, BoundEnterprise | None]:
            now = self._clock.now()
            bound = find_binding(session, turn.conversation_id, now=now)
            if bound is not None and core_of(bound.name) == core_of(name):
                return True, bound
            action, what = _AUDITED[look_up]
            outcome = "not_allowed" if bound else "needs_binding"
            subject = f"{what} of another enterprise"
            record_lookup(session, turn.conversation_id, action, bound, subject, outcome, now)
            return False, bound

        is_own, bound = await self._database.run_in_transaction(refuse)
        if is_own:
            return await self._look_ups[look_up].run(turn)
        return refuse_other_name(look_up, bound) if bound else ask_to_bind(look_up)

    async def _look_up_number(self, turn: ActionTurn, look_up: str, uscc: str) -> ActionResult:
        """Run the look-up, which refuses any number but that of the bound enterprise, and records that it was asked."""
        return await self._look_ups[look_up].run(replace(turn, entities={**turn.entities, "uscc": uscc}))
