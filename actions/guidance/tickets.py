"""Requests that people must look at: a transfer to a person, a complaint."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import ReplyDraft
from desk.question import TRANSFER
from index.answering.reply import transferred
from records.conversations.tickets import TicketInfo, record_ticket
from records.models import TicketKind
from records.storage.database import Database
from records.values.clock import Clock


class _TicketAction:
    def __init__(self, database: Database, clock: Clock, hotline: str | None) -> None:
        self._once = Once(database, clock)
        self._clock = clock
        self._hotline = hotline

    async def _record(
        self, turn: ActionTurn, step: str, kind: TicketKind, tell: Callable[[TicketInfo], ReplyDraft]
    ) -> ActionResult:
        def write(session: Session) -> ActionResult:
            ticket = record_ticket(
                session,
                conversation_id=turn.conversation_id,
                kind=kind,
                text=turn.text,
                now=self._clock.now(),
            )
            return ActionResult([tell(ticket)])

        return await self._once.run(turn, step, write)


class TransferToPerson(_TicketAction):
    """Puts the conversation on the desk of staff, and says what they can do there and what not."""

    name = "action_transfer_to_person"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._record(
            turn, self.name, "handoff", lambda ticket: transferred(ticket.number, self._hotline)
        )


class RecordComplaint(_TicketAction):
    """Records a complaint with the user's own words."""

    name = "action_record_complaint"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._record(turn, self.name, "complaint", self._tell)

    def _tell(self, ticket: TicketInfo) -> ReplyDraft:
        call = f"着急的话，可以直接拨打服务专线 {self._hotline}。" if self._hotline else ""
        return ReplyDraft(
            text=(
                f"给您添麻烦了。您的意见已登记（编号 {ticket.number}），只有本局的审计人员和管理员能看到。{call}"
                "想补充的情况，请直接接着说。"
            ),
            outcome="ticket",
            quick_replies=[TRANSFER],
        )
