"""A host portal's token binds once, for minutes, and only the pair of a contact."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from sqlalchemy import event

from records.bindings.binding import find_binding
from records.models import AuditEntry, Binding, Contact, Enterprise, UsedPortalToken
from records.people.portal import REMEMBERED, bind_by_token
from records.people.portal_token import Portal, PortalKeyInvalid
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.support import (
    NOTICE,
    NOW,
    OTHER_PHONE,
    OTHER_USCC,
    PHONE,
    UNKNOWN_USCC,
    USCC,
    bound_uscc,
    new_conversation,
)

pytestmark = pytest.mark.both_databases

SECRET = "a secret that portal and service share"
PORTAL = Portal(issuer="https://portal.example", audience="dianxiaoer", algorithm="HS256", key=SECRET)
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def claims(now: datetime = NOW, **changes: Any) -> dict[str, Any]:
    """Good claims with some changed; None leaves one out."""
    good = {
        "iss": "https://portal.example",
        "aud": "dianxiaoer",
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + 300,
        "jti": "once-1",
        "uscc": USCC,
        "phone": PHONE,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(key: Any = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm)


def public_pem(key: Any) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def bind_with(
    database: Database, conversation_id: str, token: str, now: datetime = NOW, portal: Portal = PORTAL
) -> bool:
    with database.transaction() as session:
        return bind_by_token(session, conversation_id, portal, token, consent=NOTICE, now=now)


def last_reason(database: Database) -> str:
    with database.transaction(read_only=True) as session:
        entry = (
            session.query(AuditEntry)
            .filter(AuditEntry.action == "binding.portal")
            .order_by(AuditEntry.sequence.desc())
            .first()
        )
        assert entry is not None
        return entry.outcome


def test_a_good_token_binds_as_what_the_database_says(
    database: Database, enterprise: Enterprise, conversation_id: str
) -> None:
    assert bind_with(database, conversation_id, signed(role="legal_representative"))
    with database.transaction(read_only=True) as session:
        bound = find_binding(session, conversation_id, now=NOW)
        assert session.query(Binding).one().method == "portal"
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.sequence)]
    assert bound is not None
    assert (bound.uscc, bound.role) == (USCC, "handler")
    assert bound.expires_at == NOW + timedelta(days=30)
    assert actions == ["binding.consent", "binding.portal"]


def test_a_token_counts_once_in_whatever_conversation(
    database: Database, enterprise: Enterprise, conversation_id: str, hasher: KeyedHash
) -> None:
    token = signed()
    assert bind_with(database, conversation_id, token)
    stranger = new_conversation(database, hasher)
    assert not bind_with(database, stranger, token)
    assert last_reason(database) == "replayed"
    assert not bind_with(database, conversation_id, signed(exp=int(NOW.timestamp()) + 301))
    assert bound_uscc(database, stranger) is None


def test_the_same_token_sent_at_once_binds_one(
    database: Database, enterprise: Enterprise, hasher: KeyedHash
) -> None:
    token = signed()
    conversations = [new_conversation(database, hasher) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        bound = list(threads.map(lambda each: bind_with(database, each, token), conversations))
    assert bound.count(True) == 1


REFUSED = [
    ("exp_out_of_range", {"exp": int(NOW.timestamp())}),
    ("exp_out_of_range", {"exp": int(NOW.timestamp()) + 601}),
    ("exp_out_of_range", {"exp": "tomorrow"}),
    ("exp_out_of_range", {"exp": True}),
    ("exp_out_of_range", {"exp": 1e300}),
    ("exp_out_of_range", {"exp": -1e18}),
    ("claim_missing", {"exp": None}),
    ("claim_missing", {"jti": None}),
    ("claim_missing", {"aud": None}),
    ("claim_missing", {"iss": None}),
    ("iat_in_future", {"iat": int(NOW.timestamp()) + 61}),
    ("iat_in_future", {"iat": "now"}),
    ("nbf_in_future", {"nbf": int(NOW.timestamp()) + 61}),
    ("jti_unfit", {"jti": ""}),
    ("jti_unfit", {"jti": "x" * 201}),
    ("audience", {"aud": "another-service"}),
    ("issuer", {"iss": "https://portal"}),
    ("issuer", {"iss": "https://portal.example.evil"}),
    ("uscc_unfit", {"uscc": None}),
    ("uscc_unfit", {"uscc": USCC[:-1] + "0"}),
    ("uscc_unfit", {"uscc": ["x"]}),
    ("phone_unfit", {"phone": None}),
    ("phone_unfit", {"phone": "12345"}),
    ("phone_unfit", {"phone": 16000000001}),
    ("no_match", {"uscc": UNKNOWN_USCC}),
    ("no_match", {"uscc": OTHER_USCC}),
    ("no_match", {"phone": OTHER_PHONE}),
    ("no_match", {"phone": "16000009999"}),
]


@pytest.mark.parametrize(("reason", "changes"), REFUSED)
def test_what_is_not_right_binds_nobody_and_the_log_says_why(
    database: Database,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    conversation_id: str,
    reason: str,
    changes: dict[str, Any],
) -> None:
    assert not bind_with(database, conversation_id, signed(**changes))
    assert last_reason(database) == reason
    assert bound_uscc(database, conversation_id) is None


def unsigned(header: dict[str, Any]) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims()))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


@pytest.mark.parametrize(
    ("reason", "token"),
    [
        ("algorithm", unsigned({"alg": "none", "typ": "JWT"})),
        ("algorithm", unsigned({"alg": "None"})),
        ("algorithm", unsigned({"typ": "JWT"})),
        ("signature", unsigned({"alg": "HS256"})),
        ("signature", signed(key="another secret of enough characters")),
        ("signature", signed()[:-4] + "AAAA"),
        ("algorithm", signed(key=SECRET * 2, algorithm="HS512")),
        ("algorithm", signed(key=RSA_KEY, algorithm="RS256")),
        ("malformed", ""),
        ("malformed", "a.b.c"),
        ("malformed", "中文.令牌.x"),
        ("malformed", base64.urlsafe_b64encode(b"[" * 3_000).decode() + ".e30."),
        ("malformed", "." * 4_000),
    ],
)
def test_a_forged_token_binds_nobody(
    database: Database, enterprise: Enterprise, conversation_id: str, reason: str, token: str
) -> None:
    assert not bind_with(database, conversation_id, token)
    assert last_reason(database) == reason


def test_a_public_key_does_not_serve_as_a_secret(
    database: Database, enterprise: Enterprise, conversation_id: str
) -> None:
    pem = public_pem(RSA_KEY)
    portal = Portal(issuer="https://portal.example", audience="dianxiaoer", algorithm="RS256", key=pem)
    header = base64.urlsafe_b64encode(b'{"alg":"HS256"}').rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=")
    mac = jwt.get_algorithm_by_name("HS256").sign(header + b"." + body, pem.encode())
    confused = b".".join([header, body, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()
    assert not bind_with(database, conversation_id, confused, portal=portal)
    assert last_reason(database) == "algorithm"
    assert bind_with(database, conversation_id, signed(key=RSA_KEY, algorithm="RS256"), portal=portal)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("RS256", RSA_KEY),
        ("ES256", ec.generate_private_key(ec.SECP256R1())),
        ("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    ],
)
def test_a_portal_may_sign_with_a_key_of_its_own(
    database: Database, enterprise: Enterprise, conversation_id: str, algorithm: Any, key: Any
) -> None:
    portal = Portal(
        issuer="https://portal.example", audience="dianxiaoer", algorithm=algorithm, key=public_pem(key)
    )
    assert bind_with(database, conversation_id, signed(key=key, algorithm=algorithm), portal=portal)


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("HS256", "too short"),
        ("HS256", public_pem(RSA_KEY)),
        ("RS256", SECRET),
        ("ES256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        (
            "RS256",
            RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        ),
    ],
)
def test_a_key_that_does_not_fit_is_refused_at_the_start(algorithm: Any, key: str) -> None:
    with pytest.raises(PortalKeyInvalid, match=algorithm):
        Portal(issuer="i", audience="a", algorithm=algorithm, key=key)


def test_a_removed_contact_is_not_bound_by_a_token(
    database: Database, enterprise: Enterprise, conversation_id: str
) -> None:
    with database.transaction() as session:
        session.query(Contact).one().removed_at = NOW
    assert not bind_with(database, conversation_id, signed())
    assert last_reason(database) == "no_match"


def test_used_tokens_are_remembered_for_a_day_and_then_forgotten(
    database: Database, enterprise: Enterprise, conversation_id: str
) -> None:
    assert bind_with(database, conversation_id, signed(jti="old"))

    def known(now: datetime) -> int:
        bind_with(database, conversation_id, signed(now=now, jti=now.isoformat()), now=now)
        with database.transaction(read_only=True) as session:
            return session.query(UsedPortalToken).count()

    ended = NOW + timedelta(seconds=300)
    assert known(ended + REMEMBERED) == 2
    assert known(ended + REMEMBERED + timedelta(seconds=1)) == 2  # one came, one went
    # A clock that goes back within the day does not make it count twice.
    assert not bind_with(
        database, conversation_id, signed(now=ended, jti=(ended + REMEMBERED).isoformat()), ended
    )


@pytest.mark.parametrize(
    ("uscc", "phone"), [(UNKNOWN_USCC, PHONE), (USCC, "16000009999"), (OTHER_USCC, PHONE)]
)
def test_pairs_that_do_not_match_cost_the_same_statements(
    database: Database,
    enterprise: Enterprise,
    other_enterprise: Enterprise,
    hasher: KeyedHash,
    uscc: str,
    phone: str,
) -> None:
    def statements(**changes: Any) -> list[str]:
        conversation_id = new_conversation(database, hasher)
        seen: list[str] = []

        def note(_c, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        event.listen(database._engine, "before_cursor_execute", note)
        assert not bind_with(database, conversation_id, signed(**changes))
        event.remove(database._engine, "before_cursor_execute", note)
        return seen

    assert statements(jti="a", uscc=uscc, phone=phone) == statements(jti="b", uscc=USCC, phone="16000008888")
