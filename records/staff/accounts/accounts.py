"""Staff: accounts, signing in, and the sessions of signed-in browsers."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records.audit.log import lock_tail, record_audit
from records.models import ROLES, Role, SignInAttempt, Staff, StaffSession
from records.staff.accounts.lock_out import THIS_MACHINE, begin_attempt, find_wait
from records.storage.database import Database
from records.values.keyed_hash import token_hash

__all__ = [
    "ROLES",
    "Role",
    "SignIn",
    "StaffMember",
    "StaffNameInvalid",
    "StaffNameTaken",
    "create_first_administrator",
    "create_staff",
    "end_staff_session",
    "find_staff_session",
    "sign_in",
    "staff_actor",
]

SESSION_LIFE = timedelta(hours=8)
IDLE_LIFE = timedelta(minutes=30)
# Activity is noted at most this often, so that reading a page is seldom a write.
NOTE_ACTIVITY_EVERY = timedelta(minutes=1)
FIRST_ADMINISTRATOR = "admin"

_hasher = PasswordHasher()
# Verified when the name is unknown, so that it takes as long as a wrong password. Nobody knows its password.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$A8OhHzmYaFeVLVrWQEe3sg$ZK/EckFqyYik8YCzawsYoICTjDIcgTM+BqbX4uRaxWc"


class StaffNameTaken(Exception):
    """Somebody has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"用户名 {name} 已存在。")
        self.name = name


class StaffNameInvalid(Exception):
    """A name is 1 to 100 visible characters."""

    def __init__(self) -> None:
        super().__init__("用户名应为 1 至 100 个可见字符，首尾不留空格。")


@dataclass(frozen=True)
class StaffMember:
    """A person of the bureau."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class SignIn:
    """`token` is shown this once. A wrong password, an unknown name and a disabled account are refused alike.

    `wait` is how long a name that is locked at this address has to wait.
    """

    outcome: Literal["signed_in", "refused", "locked"]
    staff: StaffMember | None = None
    token: str | None = None
    wait: timedelta | None = None


def staff_actor(staff: StaffMember) -> str:
    """Return how a person is named as an actor in the audit log."""
    return f"staff:{staff.name}"


def create_staff(
    session: Session, name: str, role: Role, password: str, *, actor: str, now: datetime
) -> StaffMember:
    """Add a person. Raises StaffNameTaken, StaffNameInvalid."""
    if name != name.strip() or not name.isprintable() or not 1 <= len(name) <= 100:
        raise StaffNameInvalid
    if session.scalars(select(Staff.id).where(Staff.name == name)).one_or_none() is not None:
        raise StaffNameTaken(name)
    person = Staff(name=name, role=role, password_hash=_hasher.hash(password), created_at=now)
    session.add(person)
    session.flush()
    subject = f"staff:{name} {role}"
    record_audit(session, actor=actor, action="staff.create", subject=subject, outcome="done", now=now)
    return _member(person)


def create_first_administrator(session: Session, *, now: datetime) -> str | None:
    """Make `admin`, if there is no staff at all, and return the random password; otherwise None."""
    lock_tail(session)  # Several processes may start at once; only one makes it.
    if session.scalars(select(func.count()).select_from(Staff)).one() > 0:
        return None
    password = secrets.token_urlsafe(12)
    create_staff(session, FIRST_ADMINISTRATOR, "administrator", password, actor="system", now=now)
    return password


def sign_in(
    database: Database, name: str, password: str, *, now: datetime, address: str = THIS_MACHINE
) -> SignIn:
    """Sign a person in for 8 hours, 30 minutes idle. Failures make a name wait, known or not (`lock_out`).

    `address` is where the person sits, as limits count it. The attempt is stored as failed before the password is
    looked at, and that outside any transaction, which takes about 50 ms: many guesses at once do not slip past the
    limit, and nobody waits for them. Blocks: call it on a thread. Raises DatabaseUnavailable.
    """
    name = name.replace("\x00", "")[:100]
    with database.transaction() as session:
        lock_tail(session)  # One at a time, so that the count is right.
        wait = find_wait(session, name, address, now=now)
        if wait is not None:
            _audit_sign_in(session, name, "locked", now)
            return SignIn("locked", wait=wait)
        attempt_id = begin_attempt(session, name, address, now=now)
        person = session.scalars(select(Staff).where(Staff.name == name, Staff.is_active)).one_or_none()
        password_hash = person.password_hash if person else _NOBODY
    is_right = _verify(password_hash, password)
    with database.transaction() as session:
        result = SignIn("refused")
        if is_right and person is not None and _is_still(session, person.id, password_hash):
            session.execute(
                update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True)
            )
            result = SignIn("signed_in", _member(person), _open_session(session, person.id, now))
        _audit_sign_in(session, name, result.outcome, now)
    return result


def find_staff_session(session: Session, token: str, *, now: datetime) -> StaffMember | None:
    """Return who is signed in with a token, and note the activity; None when it has ended. A writing transaction."""
    found = session.get(StaffSession, token_hash(token))
    if found is None or found.ended_at is not None:
        return None
    if now >= found.expires_at or now - found.last_seen_at >= IDLE_LIFE:
        return None
    person = session.get_one(Staff, found.staff_id)
    if not person.is_active:
        return None
    if now - found.last_seen_at >= NOTE_ACTIVITY_EVERY:
        found.last_seen_at = now
    return _member(person)


def end_staff_session(session: Session, token: str, *, now: datetime) -> None:
    """Sign out; a token that is none does nothing."""
    found = session.get(StaffSession, token_hash(token))
    if found is not None and found.ended_at is None:
        found.ended_at = now
        actor = f"staff:{session.get_one(Staff, found.staff_id).name}"
        record_audit(session, actor=actor, action="staff.sign_out", subject=actor, outcome="done", now=now)


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


def _is_still(session: Session, staff_id: int, password_hash: str) -> bool:
    """Tell whether an account has neither been disabled nor got another password since its hash was read."""
    lock_tail(session)  # Who changes accounts holds it too.
    query = select(Staff.id).where(
        Staff.id == staff_id, Staff.is_active, Staff.password_hash == password_hash
    )
    return session.scalars(query).one_or_none() is not None


def _open_session(session: Session, staff_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=staff_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    session.flush()
    return token


def _audit_sign_in(session: Session, name: str, outcome: str, now: datetime) -> None:
    actor = f"staff:{name}"
    record_audit(session, actor=actor, action="staff.sign_in", subject=actor, outcome=outcome, now=now)


def _member(person: Staff) -> StaffMember:
    return StaffMember(person.id, person.name, cast(Role, person.role))
