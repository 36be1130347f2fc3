"""What each role of an enterprise may see and do. The role is read from the database at every turn."""

from __future__ import annotations

from typing import Literal, get_args

from contracts.lookup import ContactRole

Right = Literal["cases", "vouchers", "voucher_statement", "credit", "people"]

ROLE_LABELS: dict[ContactRole, str] = {
    "legal_representative": "法定代表人",
    "handler": "经办人",
    "viewer": "查看人",
}

_RIGHTS: dict[ContactRole, frozenset[Right]] = {
    "legal_representative": frozenset(get_args(Right)),
    "handler": frozenset({"cases", "vouchers", "voucher_statement", "credit"}),
    "viewer": frozenset({"cases", "vouchers"}),
}


def may(role: ContactRole, right: Right) -> bool:
    """Tell whether a role has a right: credit is not a viewer's, people are the legal representative's alone."""
    return right in _RIGHTS[role]


def is_lower(role: ContactRole, than: ContactRole) -> bool:
    """Tell whether a role lacks a right that the other one has."""
    return bool(_RIGHTS[than] - _RIGHTS[role])
