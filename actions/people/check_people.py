"""Who can look things up for the bound enterprise: shown to its legal representative."""

from __future__ import annotations

from actions.binding.lookup import ask_to_bind
from actions.people.say_people import describe_people
from actions.seam.shown import show
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from desk.question import TRANSFER
from records.bindings.binding import BoundEnterprise
from records.bindings.rights import ROLE_LABELS
from records.people.people import list_people
from records.storage.database import Database
from records.values.clock import Clock

INVITE = QuickReply(title="邀请同事", text="邀请同事")
REVOKE = QuickReply(title="取消某人的权限", text="取消某人的权限")


class CheckPeople:
    """Names, masked phones and roles, invitations included."""

    name = "action_check_people"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self, turn: ActionTurn) -> ActionResult:
        result = await self._database.run_in_transaction(
            lambda session: list_people(session, turn.conversation_id, now=self._clock.now())
        )
        if result.enterprise is None:
            return ask_to_bind("check_people")
        if result.people is None:
            return ActionResult([refuse_people(result.enterprise)], {"pending_lookup": None})
        reply = ReplyDraft(
            text=describe_people(result.people),
            outcome="people",
            data=result.people,
            quick_replies=[INVITE, REVOKE],
        )
        return show(reply, None)


def refuse_people(bound: BoundEnterprise) -> ReplyDraft:
    """Return what is said to those who may not see or change who acts for their enterprise."""
    return ReplyDraft(
        text=(
            f"人员只由企业的法定代表人查看和管理，您的身份是{ROLE_LABELS[bound.role]}。"
            "需要增减人员的，请联系法定代表人。"
        ),
        outcome="people",
        quick_replies=[TRANSFER],
    )
