"""The people of an enterprise in words."""

from __future__ import annotations

from contracts import People, PersonView
from desk.words import day
from records.bindings.rights import ROLE_LABELS
from records.people.invitations import INVITATIONS_A_DAY, MOST_PEOPLE, InvitedRole, InviteResult
from records.people.revocation import RevokeResult
from records.people.role_change import RoleResult

REPRESENTATIVE_STANDS = "法定代表人以企业登记为准，不能在这里设。变更的，请先联系科技局更新登记。"
_STATES = {"active": "", "invited": "，待接受邀请", "invitation_expired": "，邀请已过期"}


def describe_people(people: People) -> str:
    """Return the numbered list of everybody who acts for an enterprise."""
    lines = [f"{people.enterprise_name}目前有 {len(people.people)} 人在名单里：", *number_people(people)]
    return "\n".join(lines)


def number_people(people: People) -> list[str]:
    """Return a line for each person, with the number by which to name it."""
    return [f"{number}. {describe_person(person)}" for number, person in enumerate(people.people, start=1)]


def describe_person(person: PersonView) -> str:
    """Return name, masked phone, role, and whether an invitation is still to be accepted."""
    you = "，您本人" if person.is_you else ""
    return f"{person.name} {person.masked_phone}（{person.role_label}{_STATES[person.state]}{you}）"


def describe_missing(people: People, role: InvitedRole | None) -> str:
    """Return that nobody was changed, what has to be said, by an example, and who can be named."""
    example = next((each for each in people.people if each.role != "legal_representative"), people.people[0])
    what, label = ("", ROLE_LABELS[role]) if role else ("、改成经办人还是查看人", ROLE_LABELS["viewer"])
    hint = f"没有改任何人的身份。请说是谁{what}，比如“把{example.masked_phone}改成{label}”。"
    return "\n".join([hint, *number_people(people)])


def describe_change(result: RoleResult, role: InvitedRole) -> str:
    """Return what became of a change of somebody's role."""
    if result.person is None:
        return "名单刚刚变了，没有改任何人的身份。请说“谁能查我们公司”，看现在的名单。"
    person = describe_person(result.person)
    if result.outcome == "representative":
        return f"{person}的身份以企业登记为准，不能在这里改。变更的，请先联系科技局更新登记。"
    if result.outcome == "unchanged":
        return f"{person}已经是{ROLE_LABELS[role]}，没有改动。"
    ended = (
        f"对方正在使用的 {result.ended} 个绑定已立即结束，重新绑定后按新身份查看。" if result.ended else ""
    )
    return f"已把{person}改为{ROLE_LABELS[role]}。{ended}"


def describe_revocation(result: RevokeResult) -> str:
    """Return what became of taking somebody's access away."""
    assert result.person is not None
    person = describe_person(result.person)
    if result.outcome == "last_representative":
        return f"{person}是唯一的法定代表人，权限不能取消。法定代表人变更的，请先联系科技局更新登记。"
    if result.person.is_you:
        return "已取消您自己的权限，这里的绑定也已结束。"
    ended = f"，对方正在使用的 {result.ended} 个绑定已立即结束" if result.ended else ""
    return f"已取消{person}的权限{ended}。"


def describe_invitation(result: InviteResult, role: InvitedRole) -> str:
    """Return until when somebody is invited and what to tell them, or why nobody was."""
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
