"""What each role may do in the console."""

from __future__ import annotations

from typing import Literal, get_args

from records.staff.accounts.accounts import Role

Right = Literal[
    "guidance",
    "cases",
    "vouchers",
    "credit",
    "registers",
    "tickets",
    "handoffs",
    "complaints",
    "unanswered",
    "locks",
    "holidays",
    "sources",
    "audit",
    "demo_sms",
]

ROLE_LABELS: dict[Role, str] = {
    "hotline": "热线员",
    "case_officer": "办件人员",
    "knowledge_editor": "知识编辑",
    "auditor": "审计人员",
    "administrator": "管理员",
}

# A hotline operator cannot see who calls: credit data are for who handles an application. An auditor checks what
# others looked at, and looks at nobody's case. Registers are published, and everybody's. "tickets" opens the desk, the
# two rights after it say what lies there: a complaint may be about whoever else works at it (docs/adr/0020). A code of
# the demo binds an enterprise: it is for who set the demo up.
_RIGHTS: dict[Role, frozenset[Right]] = {
    "hotline": frozenset(
        {"guidance", "cases", "vouchers", "registers", "tickets", "handoffs", "unanswered", "locks"}
    ),
    "case_officer": frozenset(
        {
            "guidance",
            "cases",
            "vouchers",
            "credit",
            "registers",
            "tickets",
            "handoffs",
            "locks",
            "holidays",
            "sources",
        }
    ),
    "knowledge_editor": frozenset({"guidance", "registers", "unanswered"}),
    "auditor": frozenset({"audit", "registers", "tickets", "complaints"}),
    "administrator": frozenset(get_args(Right)),
}


def rights_of(role: Role) -> frozenset[Right]:
    """Return the rights of a role."""
    return _RIGHTS[role]


def may(role: Role, right: Right) -> bool:
    """Tell whether a role has a right."""
    return right in _RIGHTS[role]
