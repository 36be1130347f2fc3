"""The legal representative invites a colleague, who accepts by binding with the own phone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind
from actions.people.check_people import INVITE, REVOKE, refuse_people
from actions.people.say_people import describe_invitation
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from records.people.identity import Identity
from records.people.invitations import (
    InvitedRole,
    invite_person,
)
from records.storage.database import Database
from records.values.clock import Clock

FORGOTTEN: dict[str, object] = {"invitee_phone": None, "invitee_role": None}  # whom somebody began to invite
_LEAVING = FORGOTTEN | {"phone": None}
_PEOPLE = QuickReply(title="谁能查我们公司", text="谁能查我们公司")


class InvitePerson:
    """Runs once the form has phone and role, or found at once that this user may not invite."""

    name = "action_invite_person"

    def __init__(self, database: Database, clock: Clock, identity: Identity) -> None:
        self._once = Once(database, clock)
        self._clock = clock
        self._identity = identity

    async def run(self, turn: ActionTurn) -> ActionResult:
        return await self._once.run(turn, self.name, lambda session: self._invite(session, turn))

    def _invite(self, session: Session, turn: ActionTurn) -> ActionResult:
        role: InvitedRole = "viewer" if turn.slot("invitee_role") == "viewer" else "handler"
        now = self._clock.now()
        result = invite_person(session, turn.conversation_id, self._identity, role=role, now=now)
        if result.enterprise is None:
            asked = ask_to_bind("check_people")
            return ActionResult(asked.replies, {**_LEAVING, "pending_lookup": None})
        if result.outcome == "forbidden":
            return ActionResult([refuse_people(result.enterprise)], _LEAVING)
        reply = ReplyDraft(
            text=describe_invitation(result, role),
            outcome="people",
            data=result.people if result.outcome == "invited" else None,
            quick_replies=[INVITE, _PEOPLE, REVOKE],
        )
        return ActionResult([reply], _LEAVING)


class LeaveInvitation:
    """The user has called the invitation off."""

    name = "action_leave_invitation"

    async def run(self, turn: ActionTurn) -> ActionResult:
        reply = ReplyDraft(text="好的，先不邀请。", outcome="smalltalk", quick_replies=[_PEOPLE])
        return ActionResult([reply], _LEAVING)
