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
from fastapi.testclient import TestClient

from api.console.app import build_staff_api
from records.cases.lookup import check_application_status
from records.clock import FixedClock
from records.credit.lookup import check_credit_rules, check_credit_standing
from records.database import Database
from records.keyed_hash import KeyedHash
from records.models import AuditEntry, Contact, Enterprise, ServiceItem
from records.people.binding import record_unbinding
from records.people.contacts import remove_contact
from records.people.identity import Identity
from records.people.invitations import INVITATION_LIFE, invite_person
from records.people.people import list_people
from records.people.revocation import revoke_person
from records.people.role_change import change_person_role
from records.staff.accounts import ROLES, Role, create_staff, sign_in
from records.vouchers.lookup import check_voucher_balance, check_voucher_reservations, open_statement
from records.vouchers.statement import Period
from records.working_days import WorkingDays
from tests.api.console.support import COOKIE, HOST, ScriptedLibrary, make_console
from tests.records.credit.support import real_rules
from tests.records.people.people_support import (
    BOSS,
    COLLEAGUE,
    HANDLER,
    VIEWER,
    add_person,
    bind_as,
    contact_of,
    invite,
)
from tests.records.support import (
    NOW,
    OTHER_PHONE,
    OTHER_USCC,
    UNKNOWN_USCC,
    USCC,
    add_holdings,
    new_conversation,
)

OWN, OTHERS, UNKNOWN = "XS2026-000001", "WH2026-000001", "XS2026-999999"
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


@pytest.fixture
def holdings(database: Database, service_item: ServiceItem) -> dict[str, Enterprise]:
    """Two enterprises, each with a case, vouchers, a credit event, and people in the same places of the list."""
    held = {}
    with database.transaction() as session:
        for uscc, name, number in (
            (USCC, "萧山云源样例软件有限公司", OWN),
            (OTHER_USCC, "武汉星达样例软件有限公司", OTHERS),
        ):
            owner = Enterprise(
                uscc=uscc, name=name, pinyin_initials="X", region="浙江省/杭州市/萧山区", created_at=NOW
            )
            session.add(owner)
            session.flush()
            add_holdings(session, owner.id, service_item.id, number, valid_to=date(2027, 12, 31))
            held[uscc] = owner
    add_person(database, held[USCC], BOSS, "legal_representative")
    add_person(database, held[USCC], HANDLER, "handler")
    add_person(database, held[USCC], VIEWER, "viewer")
    add_person(database, held[OTHER_USCC], OTHER_PHONE, "legal_representative")
    add_person(database, held[OTHER_USCC], "16000000888", "handler")
    return held


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


# Staff, through the console's own routes. Columns: search | case: known, unknown | credit: with a reason, without one,
# of an unknown enterprise. `o` is shown, `?` finds nothing, `!` wants a reason, `x` is refused.
STAFF_MATRIX: dict[Role, str] = {
    "hotline": "o  o ?  x x x",
    "case_officer": "o  o ?  o ! ?",
    "knowledge_editor": "x  x x  x x x",
    "auditor": "x  x x  x x x",
    "administrator": "o  o ?  o ! ?",
}
REASON = "项目申报资格审查"
STAFF_ASKS = {
    "search": (f"/staff/cases?q={OWN}", "staff.search_cases", OWN),
    "case, known": (f"/staff/cases/{OWN}", "staff.view_case", f"case:{OWN}"),
    "case, unknown": (f"/staff/cases/{UNKNOWN}", "staff.view_case", f"case:{UNKNOWN}"),
    "credit": (f"/staff/credit?uscc={USCC}&reason={REASON}", "staff.view_credit", f"uscc:{USCC}"),
    "credit, no reason": (f"/staff/credit?uscc={USCC}", "staff.view_credit", f"uscc:{USCC}"),
    "credit, unknown": (
        f"/staff/credit?uscc={UNKNOWN_USCC}&reason={REASON}",
        "staff.view_credit",
        f"uscc:{UNKNOWN_USCC}",
    ),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_row_of_staffs_matrix(
    database: Database, holdings: dict[str, Enterprise], service_item: ServiceItem, role: Role
) -> None:
    with database.transaction() as session:
        create_staff(session, role, role, "a long password", actor="system", now=NOW)
    token = sign_in(database, role, "a long password", now=NOW).token or ""
    app = build_staff_api(make_console(database, ScriptedLibrary(), FixedClock(NOW)))
    client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
    client.cookies.set(COOKIE, token)
    for sign, (path, action, subject) in zip(STAFF_MATRIX[role].split(), STAFF_ASKS.values(), strict=True):
        answer = client.get(path)
        assert answer.status_code == {"o": 200, "?": 404, "!": 422, "x": 403}[sign], path
        with database.transaction(read_only=True) as session:
            entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        assert entry is not None
        outcome = {"o": "found", "?": "not_found", "!": "refused", "x": "refused"}[sign]
        if action == "staff.search_cases" and sign == "o":
            outcome = "1 found"
        expected = (action, subject) if sign != "x" else ("staff.open", path.partition("?")[0])
        assert (entry.actor, entry.action, entry.subject, entry.outcome) == (
            f"staff:{role}",
            *expected,
            outcome,
        )
        assert (entry.reason is not None) == (action == "staff.view_credit" and sign in "o?")
