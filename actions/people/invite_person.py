"""The legal representative invites a colleague, who accepts by binding with the own phone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind
from actions.people.check_people import INVITE, REVOKE, refuse_people
from actions.seam.once import Once
from actions.seam.turn import ActionResult, ActionTurn
from contracts import QuickReply, ReplyDraft
from desk.words import day
from records.bindings.rights import ROLE_LABELS
from records.people.identity import Identity
from records.people.invitations import (
    INVITATIONS_A_DAY,
    MOST_PEOPLE,
    InvitedRole,
    InviteResult,
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
            text=_describe(result, role),
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


def _describe(result: InviteResult, role: InvitedRole) -> str:
    phone = result.masked_phone
    if result.outcome == "invited" and result.expires_at is not None:
        return (
            f"已邀请 {phone} 为{ROLE_LABELS[role]}，邀请到{day(result.expires_at)}有效。这里不给对方发短信，请您转告："
            "在店小二里说“绑定企业”，输入本企业的统一社会信用代码和这个手机号，验证通过后生效。"
        )
    if result.outcome == "own_phone":
        return "这是您自己的手机号，不用邀请。请说“邀请同事”，再输入同事的手机号。"
    if result.outcome == "already_there":
        return f"{phone} 已经在名单里，没有重复邀请。想改身份，请说“把{phone}改成经办人”或“改成查看人”。"
    if result.outcome == "too_many_people":
        return f"每家企业最多 {MOST_PEOPLE} 人，名单已满，没有邀请。请先取消不再需要的人。"
    if result.outcome == "too_many_invitations":
        return f"24 小时内已邀请 {INVITATIONS_A_DAY} 人，达到上限，没有邀请。请明天再试。"
    return "没有收到同事的手机号，或者已经过了 30 分钟。请说“邀请同事”重新开始。"
