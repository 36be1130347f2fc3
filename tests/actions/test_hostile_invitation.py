"""SQL and NUL where a phone, a role or a name is typed in chat: refused in words, and no table suffers."""

from __future__ import annotations

import pytest

from actions.people.invite_person import InvitePerson
from actions.people.validate_invite_form import ValidateInviteForm
from records.models import Case, Contact, Enterprise
from records.people.identity import Identity
from records.storage.database import Database
from records.values.clock import FixedClock
from records.values.masking import find_phone, mask_text
from tests.actions.test_binding import text_of
from tests.actions.test_people import (
    boss,
    claim,
    clock,
    conversation_id,
    database,
    enterprise,
    hasher,
    identity,
    run,
    turn,
)
from tests.golden_files import Golden
from tests.records.people.people_support import COLLEAGUE

__all__ = ["boss", "clock", "conversation_id", "database", "enterprise", "hasher", "identity"]

HOSTILE = ("'; DROP TABLE contacts; --", '" OR 1=1 --', "%' OR '1'='1", "\x00", "钱样例\x00'; --")


def counts(database: Database) -> list[int]:
    with database.transaction(read_only=True) as session:
        return [session.query(table).count() for table in (Contact, Enterprise, Case)]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_typed_for_a_phone_or_a_name_invites_nobody(
    database: Database, clock: FixedClock, identity: Identity, boss: str, hostile: str, golden: Golden
) -> None:
    before = counts(database)
    form, invite = (
        ValidateInviteForm(database, clock),
        InvitePerson(database, clock, identity),
    )
    asked = run(form, turn(boss, hostile, {"invitee_phone": hostile}, requested_slot="invitee_phone"))
    assert "11 位" in text_of(asked)
    assert asked.slots["invitee_phone"] is None
    assert find_phone(hostile) is None  # so the gateway keeps no phone to be invited
    nobody = run(invite, turn(boss, hostile, invitee_role="viewer"))
    golden.check("people", "an invitation without a phone", text_of(nobody))
    assert counts(database) == before


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_typed_for_a_role_is_none(
    database: Database, clock: FixedClock, boss: str, hostile: str
) -> None:
    form = ValidateInviteForm(database, clock)
    asked = run(form, turn(boss, hostile, requested_slot="invitee_role"))
    assert asked.slots.get("invitee_role") is None


@pytest.mark.parametrize("hostile", HOSTILE)
def test_of_a_phone_with_sql_around_it_only_the_phone_counts(
    database: Database, clock: FixedClock, identity: Identity, boss: str, hostile: str
) -> None:
    typed, before = f"{hostile} {COLLEAGUE}{hostile}", counts(database)
    assert find_phone(typed) == COLLEAGUE
    assert COLLEAGUE not in mask_text(typed)
    claim(database, identity, boss, COLLEAGUE)
    invite = InvitePerson(database, clock, identity)
    assert "已邀请 160****0104" in text_of(run(invite, turn(boss, mask_text(typed), invitee_role="viewer")))
    assert counts(database) == [before[0] + 1, *before[1:]]
