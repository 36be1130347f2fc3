"""Requests that people must look at: a transfer to a person, a complaint."""

from __future__ import annotations

from actions.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
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

    def _or_call(self) -> str:
        return f"着急的话，可以直接拨打服务专线 {self._hotline}。" if self._hotline else ""


class TransferToPerson(_TicketAction):
    """Puts the conversation on the desk of the hotline; it is never silent about what happens next."""

    name = "action_transfer_to_person"

    async def run(self, turn: ActionTurn) -> ActionResult:
        ticket = await self._record(turn, "handoff")
        reply = ReplyDraft(
            text=(
                f"已为您登记转人工（编号 {ticket.number}），工作人员上班时间会查看这段对话。{self._or_call()}"
                "等候时您可以继续提问。"
            ),
            outcome="handoff",
        )
        return ActionResult([reply])


class RecordComplaint(_TicketAction):
    """Records a complaint with the user's own words."""

    name = "action_record_complaint"

    async def run(self, turn: ActionTurn) -> ActionResult:
        ticket = await self._record(turn, "complaint")
        reply = ReplyDraft(
            text=(
                f"给您添麻烦了。您的意见已登记（编号 {ticket.number}），会转给负责的同志处理。{self._or_call()}"
                "想补充的情况，请直接接着说。"
            ),
            outcome="ticket",
            quick_replies=[QuickReply(title="转人工", text="转人工")],
        )
        return ActionResult([reply])
