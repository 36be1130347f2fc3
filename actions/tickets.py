"""Requests that people must look at: a transfer to a person, a complaint."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from actions.once import Once
from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.clock import Clock
from records.database import Database
from records.desk import TicketInfo, record_ticket
from records.models import TicketKind


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

    def _or_call(self) -> str:
        return f"着急的话，可以直接拨打服务专线 {self._hotline}。" if self._hotline else ""


class TransferToPerson(_TicketAction):
    """Puts the conversation on the desk of the hotline; it is never silent about what happens next."""

    name = "action_transfer_to_person"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._record(turn, self.name, "handoff", self._tell)

    def _tell(self, ticket: TicketInfo) -> ReplyDraft:
        return ReplyDraft(
            text=(
                f"已为您登记转人工（编号 {ticket.number}），工作人员上班时间会查看这段对话。{self._or_call()}"
                "等候时您可以继续提问。"
            ),
            outcome="handoff",
        )


class RecordComplaint(_TicketAction):
    """Records a complaint with the user's own words."""

    name = "action_record_complaint"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._record(turn, self.name, "complaint", self._tell)

    def _tell(self, ticket: TicketInfo) -> ReplyDraft:
        return ReplyDraft(
            text=(
                f"给您添麻烦了。您的意见已登记（编号 {ticket.number}），会转给负责的同志处理。{self._or_call()}"
                "想补充的情况，请直接接着说。"
            ),
            outcome="ticket",
            quick_replies=[QuickReply(title="转人工", text="转人工")],
        )
