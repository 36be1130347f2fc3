from __future__ import annotations

from records.bindings.rights import ROLE_LABELS, may


def test_every_role_has_a_name_and_manages_people_only_if_it_represents() -> None:
    assert {role: may(role, "people") for role in ROLE_LABELS} == {
        "legal_representative": True,
        "handler": False,
        "viewer": False,
    }
    assert [may(role, "credit") for role in ROLE_LABELS] == [True, True, False]
