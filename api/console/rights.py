"""What each role may do in the console."""

from __future__ import annotations

from typing import Literal, get_args

from records.staff.accounts import Role

Right = Literal["guidance", "cases", "tickets", "unanswered", "demo_sms"]

ROLE_LABELS: dict[Role, str] = {
    "hotline": "热线员",
    "case_officer": "办件人员",
    "knowledge_editor": "知识编辑",
    "auditor": "审计人员",
    "administrator": "管理员",
}

# An auditor checks what others looked at, and looks at nobody's case.
_RIGHTS: dict[Role, frozenset[Right]] = {
    "hotline": frozenset({"guidance", "cases", "tickets", "unanswered", "demo_sms"}),
    "case_officer": frozenset({"guidance", "cases", "tickets", "demo_sms"}),
    "knowledge_editor": frozenset({"guidance", "unanswered", "demo_sms"}),
    "auditor": frozenset(),
    "administrator": frozenset(get_args(Right)),
}


def rights_of(role: Role) -> frozenset[Right]:
    """Return the rights of a role."""
    return _RIGHTS[role]


def may(role: Role, right: Right) -> bool:
    """Tell whether a role has a right."""
    return right in _RIGHTS[role]
