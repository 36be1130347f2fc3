"""What the tests of records start from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from records.cases.repository import open_case
from records.conversations.conversation import open_conversation
from records.credit.record import record_credit_event
from records.enterprises.enterprises import record_contact, record_enterprise
from records.models import CreditKind, Enterprise, SmsOutboxEntry, VoucherBatch
from records.people.identity import CodeCheck, Identity, find_binding
from records.storage.database import Database
from records.values.clock import SHANGHAI
from records.values.keyed_hash import KeyedHash
from records.vouchers.ledger import record_grant

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI)
USCC = "91330109YL0000001C"
OTHER_USCC = "91420100YL00000020"
UNKNOWN_USCC = "91411600YL00000035"
PHONE = "16000000001"
OTHER_PHONE = "16000000003"
NOTICE = "2026-11"


def new_conversation(database: Database, hasher: KeyedHash) -> str:
    """Open a web conversation and return its id."""
    with database.transaction() as session:
        return open_conversation(session, hasher=hasher, channel="web", now=NOW).conversation.id


def add_enterprise(database: Database, uscc: str, name: str, phone: str) -> Enterprise:
    """Store an enterprise with one contact."""
    with database.transaction() as session:
        enterprise = record_enterprise(
            session, uscc=uscc, name=name, region="浙江省/杭州市/萧山区", is_sample=True, now=NOW
        )
        record_contact(session, enterprise.id, name="赵样例", phone=phone, role="handler")
    return enterprise


def ask_for_code(
    database: Database,
    identity: Identity,
    conversation_id: str,
    *,
    uscc: str = USCC,
    phone: str = PHONE,
    address: str | None = "192.0.2.1",
    now: datetime = NOW,
) -> str:
    """Claim a phone and start a challenge; return what the user is told of."""
    with database.transaction() as session:
        identity.record_phone_claim(session, conversation_id, phone, address=address, now=now)
    with database.transaction() as session:
        return identity.start_challenge(session, conversation_id, uscc, consent=NOTICE, now=now).outcome


def last_code(database: Database) -> str | None:
    """Return the code of the newest message in the demo's outbox, None if it went to nobody."""
    with database.transaction(read_only=True) as session:
        newest = session.query(SmsOutboxEntry).order_by(SmsOutboxEntry.id.desc()).first()
        return newest.code if newest else None


def bind(database: Database, identity: Identity, conversation_id: str, *, now: datetime = NOW) -> None:
    """Bind a conversation to the enterprise of USCC and PHONE, by a real code."""
    assert ask_for_code(database, identity, conversation_id, now=now) == "started"
    code = last_code(database)
    assert code is not None
    with database.transaction() as session:
        check = identity.verify_code(session, conversation_id, code, now=now)
    assert check.outcome == "verified"


def verify(
    database: Database, identity: Identity, conversation_id: str, code: str, now: datetime = NOW
) -> CodeCheck:
    """Give a code in a conversation."""
    with database.transaction() as session:
        return identity.verify_code(session, conversation_id, code, now=now)


def bound_uscc(database: Database, conversation_id: str, now: datetime = NOW) -> str | None:
    """Return the uscc a conversation is bound to."""
    with database.transaction(read_only=True) as session:
        found = find_binding(session, conversation_id, now=now)
        return found.uscc if found else None


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def add_holdings(
    session: Session,
    enterprise_id: int,
    service_item_id: int,
    number: str,
    *,
    amount_fen: int = 100,
    credit: CreditKind = "trustworthy",
    valid_to: date = date(2026, 12, 31),
) -> None:
    """Store a case of that number, a voucher batch with a grant, and a credit event of an enterprise."""
    open_case(
        session,
        number=number,
        enterprise_id=enterprise_id,
        service_item_id=service_item_id,
        title="样例",
        section=None,
        now=NOW,
    )
    batch = VoucherBatch(
        number=f"YL-{number}",
        enterprise_id=enterprise_id,
        name="样例",
        scope=[],
        region="浙江省",
        valid_from=date(2026, 1, 1),
        valid_to=valid_to,
    )
    session.add(batch)
    session.flush()
    record_grant(session, batch.id, amount_fen, key=number, now=NOW)
    record_credit_event(session, enterprise_id, credit, basis="样例", recorded_on=date(2026, 1, 1), now=NOW)
