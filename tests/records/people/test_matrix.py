"""Who may do what with whose data, cell by cell, and the audit entry of each cell.

Rows are who asks, columns what of whose. `-` asks for a binding, `x` refuses the role, `?` finds nothing, `=` is there
already, `o` is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from records.bindings.binding import record_unbinding
from records.calendar.working_days import WorkingDays
from records.cases.lookup import check_application_status
from records.credit.lookup import check_credit_rules, check_credit_standing
from records.models import AuditEntry, Contact, Enterprise
from records.people.contacts import remove_contact
from records.people.identity import Identity
from records.people.invitations import INVITATION_LIFE, invite_person
from records.people.people import list_people
from records.people.portal import bind_by_token
from records.people.revocation import revoke_person
from records.people.role_change import change_person_role
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from records.vouchers.lookup import check_voucher_balance, check_voucher_reservations, open_statement
from records.vouchers.statement import Period
from tests.records.credit.support import real_rules
from tests.records.people.people_support import (
    BOSS,
    COLLEAGUE,
    HANDLER,
    OTHERS,
    OWN,
    UNKNOWN,
    VIEWER,
    bind_as,
    contact_of,
    invite,
)
from tests.records.people.test_portal import PORTAL, signed
from tests.records.support import (
    NOTICE,
    NOW,
    OTHER_PHONE,
    OTHER_USCC,
    USCC,
    new_conversation,
)

MASK = "160****"

# Columns:  case of: own, another's, unknown | cases | balance | reservations | statement | credit | credit check
#           | people | invite: somebody new, another's contact | revoke: own, another's, unknown
#           | change the role of: own, another's, unknown
MATRIX = {
    "stranger": "- - -  - - - -  - -  -  - -  - - -  - - -",
    "legal representative": "o ? ?  o o o o  o o  o  o o  o ? ?  o ? ?",
    "handler": "o ? ?  o o o o  o o  x  x x  x x x  x x x",
    "viewer": "o ? ?  o o o x  x x  x  x x  x x x  x x x",
    "removed contact": "- - -  - - - -  - -  -  - -  - - -  - - -",
    "expired binding": "- - -  - - - -  - -  -  - -  - - -  - - -",
    "expired invitation": "- - -  - - - -  - -  -  - -  - - -  - - -",
    "unbound": "- - -  - - - -  - -  -  - -  - - -  - - -",
    "handler by the portal": "o ? ?  o o o o  o o  x  x x  x x x  x x x",
    "viewer by the portal": "o ? ?  o o o x  x x  x  x x  x x x  x x x",
    "who sends a portal's token again": "- - -  - - - -  - -  -  - -  - - -  - - -",
    "who the portal names, and is no contact": "- - -  - - - -  - -  -  - -  - - -  - - -",
    # Sees its own enterprise, which is another's here; what is this one's it does not find.
    "another enterprise's contact": "? o ?  o o o o  o o  o  o =  ? o ?  ? o ?",
}


@dataclass(frozen=True)
class Asker:
    """Somebody in a conversation at a moment, bound to an enterprise or to none."""

    conversation_id: str
    now: datetime
    uscc: str | None


@dataclass(frozen=True)
class Ask:
    """What is asked: how, the action and the object of its audit entry, and what each sign is called there."""

    run: Callable[[Any, Asker, Identity], Any]
    action: str
    asked: str
    done: str
    refused: str = "none"
    found: str = "not_found"


def _case(number: str) -> Ask:
    return Ask(
        lambda session, asker, _: check_application_status(
            session, asker.conversation_id, now=asker.now, calendar=WorkingDays(), case_number=number
        ),
        "lookup.application_status",
        f"case:{number}",
        "one",
    )


def _invite(phone: str) -> Ask:
    def run(session: Any, asker: Asker, identity: Identity) -> Any:
        identity.record_phone_claim(session, asker.conversation_id, phone, address=None, now=asker.now)
        return invite_person(session, asker.conversation_id, identity, role="viewer", now=asker.now)

    return Ask(run, "people.invite", f"phone:{MASK}{phone[-4:]} as viewer", "invited", "forbidden")


def _revoke(number: int, masked_phone: str, role: str) -> Ask:
    return Ask(
        lambda session, asker, _: revoke_person(
            session, asker.conversation_id, number=number, masked_phone=masked_phone, now=asker.now
        ),
        "people.revoke",
        f"phone:{masked_phone} {role}",
        "revoked",
        "forbidden",
    )


def _change_role(number: int, masked_phone: str) -> Ask:
    return Ask(
        lambda session, asker, _: change_person_role(
            session,
            asker.conversation_id,
            number=number,
            masked_phone=masked_phone,
            role="viewer",
            now=asker.now,
        ),
        "people.change_role",
        f"phone:{masked_phone} handler to viewer",
        "changed",
        "forbidden",
    )


_PERIOD = Period(date(2026, 1, 1), date(2026, 11, 20))
ASKS = {
    "case, own": _case(OWN),
    "case, another's": _case(OTHERS),
    "case, unknown": _case(UNKNOWN),
    "cases": Ask(
        lambda session, asker, _: check_application_status(
            session, asker.conversation_id, now=asker.now, calendar=WorkingDays()
        ),
        "lookup.application_status",
        "cases",
        "one",
    ),
    "balance": Ask(
        lambda session, asker, _: check_voucher_balance(session, asker.conversation_id, now=asker.now),
        "lookup.voucher_balance",
        "vouchers",
        "found",
    ),
    "reservations": Ask(
        lambda session, asker, _: check_voucher_reservations(session, asker.conversation_id, now=asker.now),
        "lookup.voucher_balance",
        "vouchers:reservations",
        "found",
    ),
    "statement": Ask(
        lambda session, asker, _: open_statement(session, asker.conversation_id, _PERIOD, now=asker.now),
        "lookup.voucher_statement",
        "statement:2026-01-01..2026-11-20",
        "found",
        "refused",
    ),
    "credit": Ask(
        lambda session, asker, _: check_credit_standing(session, asker.conversation_id, now=asker.now),
        "lookup.credit_standing",
        "credit",
        "found",
        "not_allowed",
    ),
    "credit check": Ask(
        lambda session, asker, _: check_credit_rules(
            session, asker.conversation_id, None, now=asker.now, rules=real_rules()
        ),
        "lookup.credit_check",
        "credit check:all",
        "found",
        "not_allowed",
    ),
    "people": Ask(
        lambda session, asker, _: list_people(session, asker.conversation_id, now=asker.now),
        "lookup.people",
        "people",
        "found",
        "forbidden",
    ),
    "invite, somebody new": _invite("16000000999"),
    "invite, another's contact": _invite("16000000888"),
    "revoke, own": _revoke(2, f"{MASK}0102", "handler"),
    "revoke, another's": _revoke(2, f"{MASK}0888", "handler"),
    "revoke, unknown": _revoke(9, f"{MASK}0777", "handler"),
    "change role, own": _change_role(2, f"{MASK}0102"),
    "change role, another's": _change_role(2, f"{MASK}0888"),
    "change role, unknown": _change_role(9, f"{MASK}0777"),
}
CELLS = [
    pytest.param(who, what, sign, id=f"{who}: {what}")
    for who, signs in MATRIX.items()
    for what, sign in zip(ASKS, signs.split(), strict=True)
]


def make_asker(
    database: Database, identity: Identity, conversation_id: str, who: str, hasher: KeyedHash
) -> Asker:
    phones = {
        "legal representative": BOSS,
        "handler": HANDLER,
        "viewer": VIEWER,
        "removed contact": VIEWER,
        "expired binding": BOSS,
        "unbound": BOSS,
    }
    if who == "stranger":
        return Asker(conversation_id, NOW, None)
    if who == "another enterprise's contact":
        assert bind_as(database, identity, conversation_id, OTHER_PHONE, uscc=OTHER_USCC)
        return Asker(conversation_id, NOW, OTHER_USCC)
    if "portal" in who:
        return ask_by_portal(database, conversation_id, who, hasher)
    if who == "expired invitation":
        boss = new_conversation(database, hasher)
        assert bind_as(database, identity, boss, BOSS)
        assert invite(database, identity, boss, COLLEAGUE).outcome == "invited"
        late = NOW + INVITATION_LIFE
        assert not bind_as(database, identity, conversation_id, COLLEAGUE, now=late)
        return Asker(conversation_id, late, None)
    assert bind_as(database, identity, conversation_id, phones[who])
    if who == "expired binding":
        return Asker(conversation_id, NOW + timedelta(days=30), None)
    with database.transaction() as session:
        if who == "removed contact":
            contact = session.get_one(Contact, contact_of(database, VIEWER).id)
            remove_contact(session, contact, now=NOW)
        if who == "unbound":
            record_unbinding(session, conversation_id, now=NOW)
    return Asker(conversation_id, NOW, USCC if who in ("legal representative", "handler", "viewer") else None)


def ask_by_portal(database: Database, conversation_id: str, who: str, hasher: KeyedHash) -> Asker:
    """Give the portal's token for somebody in a conversation, once; or, again, in a second one."""
    phones = {"handler by the portal": HANDLER, "viewer by the portal": VIEWER}
    is_again = who == "who sends a portal's token again"
    token = signed(phone=BOSS if is_again else phones.get(who, COLLEAGUE))
    conversations = [new_conversation(database, hasher), conversation_id] if is_again else [conversation_id]
    with database.transaction() as session:
        bound = [
            bind_by_token(session, each, PORTAL, token, consent=NOTICE, now=NOW) for each in conversations
        ]
    assert bound == ([True, False] if is_again else [who in phones])
    return Asker(conversation_id, NOW, USCC if who in phones else None)


@pytest.mark.parametrize(("who", "what", "sign"), CELLS)
def test_a_cell_of_the_matrix(
    database: Database,
    identity: Identity,
    hasher: KeyedHash,
    conversation_id: str,
    holdings: dict[str, Enterprise],
    who: str,
    what: str,
    sign: str,
) -> None:
    asker = make_asker(database, identity, conversation_id, who, hasher)
    ask = ASKS[what]
    with database.transaction() as session:
        result = ask.run(session, asker, identity)
    outcome = {"-": "needs_binding", "x": ask.refused, "?": ask.found, "=": "already_there", "o": ask.done}[
        sign
    ]
    assert result.outcome == outcome

    # Nothing of another enterprise, nor of one that may not be seen, is in what was returned.
    told = repr(result)
    foreign = [owner for uscc, owner in holdings.items() if uscc != asker.uscc]
    assert not [owner.name for owner in foreign if owner.name in told or owner.uscc in told]
    if sign in "-x?":
        assert "160****" not in told or sign == "?"
        assert not [word for word in ("available_fen", "standing_label", "history") if word in told]

    with database.transaction(read_only=True) as session:
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
    assert entry is not None
    assert (entry.actor, entry.action, entry.outcome) == (
        f"conversation:{conversation_id}",
        ask.action,
        outcome,
    )
    whose = f"uscc:{asker.uscc or 'none'}"
    asked = ask.asked if sign in "o=" or ask.action.startswith("lookup.") else "phone:none"
    assert entry.subject == f"{whose} {asked}"


def test_the_matrix_has_a_sign_for_every_cell() -> None:
    assert {len(signs.split()) for signs in MATRIX.values()} == {len(ASKS)}
