"""Requests that people must look at: a transfer to a person, a complaint."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from index.reply import transferred
from records.clock import Clock
from records.database import Database
from records.desk import TicketInfo, record_ticket


class _TicketAction:
    def __init__(self, database: Database, clock: Clock, hotline: str | None) -> None:
        self._database = database
        self._clock = clock
        self._hotline = hotline

    async def _record(self, turn: ActionTurn, kind: str) -> TicketInfo:
        return await self._database.run_in_transaction(
            lambda session: record_ticket(
                session,
                conversation_id=turn.conversation_id,
                kind="complaint" if kind == "complaint" else "handoff",
                text=turn.text,
                now=self._clock.now(),
            )
        )


class TransferToPerson(_TicketAction):
    """Puts the conversation on the desk of staff, and says what they can do there and what not."""

    name = "action_transfer_to_person"

    async def run(self, turn: ActionTurn) -> ActionResult:
        ticket = await self._record(turn, "handoff")
        return ActionResult([transferred(ticket.number, self._hotline)])


class RecordComplaint(_TicketAction):
    """Records a complaint with the user's own words."""

    name = "action_record_complaint"

    async def run(self, turn: ActionTurn) -> ActionResult:
        ticket = await self._record(turn, "complaint")
        call = f"着急的话，可以直接拨打服务专线 {self._hotline}。" if self._hotline else ""
        reply = ReplyDraft(
            text=(
                f"给您添麻烦了。您的意见已登记（编号 {ticket.number}），只有本局的审计人员和管理员能看到。{call}"
                "想补充的情况，请直接接着说。"
            ),
            outcome="ticket",
            quick_replies=[QuickReply(title="转人工", text="转人工")],
        )
        return ActionResult([reply])
