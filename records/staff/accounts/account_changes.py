"""What becomes of accounts of staff: disabled when somebody leaves, enabled, given a password, listed. All audited."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from argon2 import PasswordHasher
from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from records.audit.log import lock_tail, record_audit
from records.models import AuditEntry, Role, Staff, StaffSession

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200  # as many as signing in takes
_RANDOM_BYTES = 12

_hasher = PasswordHasher()


class StaffNotFound(Exception):
    """Nobody has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"没有名为 {name} 的工作人员，可用 dxe staff list 查看。")
        self.name = name


class LastAdministrator(Exception):
    """Nobody else could let anybody in again."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} 是最后一位在用的管理员，不能停用；请先添加或启用另一位管理员。")
        self.name = name


class PasswordUnfit(Exception):
    """A password is 12 to 200 visible characters, the name apart, and not made of a few of them."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"密码{why}。请换一个：{SHORTEST_PASSWORD} 至 {LONGEST_PASSWORD} 个可见字符，不算用户名。"
        )


@dataclass(frozen=True)
class StaffChange:
    """What came of it: `is_new` is False when it was so before; `ended` counts the sessions that it ended."""

    name: str
    is_new: bool
    ended: int = 0


@dataclass(frozen=True)
class StaffLine:
    """One person, with the moment of the last sign-in, None for never."""

    name: str
    role: Role
    is_active: bool
    last_sign_in_at: datetime | None


def random_password() -> str:
    """Return a password of 96 bits."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


def disable_staff(session: Session, name: str, *, actor: str, now: datetime) -> StaffChange:
    """Let a person sign in no more, and end their sessions. Raises StaffNotFound, LastAdministrator."""
    person = _get(session, name)
    if person.is_active and person.role == "administrator" and _count_administrators(session) == 1:
        raise LastAdministrator(name)
    change = StaffChange(name, person.is_active, _end_sessions(session, person, now))
    person.is_active = False
    _audit(session, "staff.disable", person, "done" if change.is_new else "unchanged", actor, now)
    return change


def enable_staff(session: Session, name: str, *, actor: str, now: datetime) -> StaffChange:
    """Let a person sign in again; sessions of before stay ended. Raises StaffNotFound."""
    person = _get(session, name)
    change = StaffChange(name, not person.is_active)
    person.is_active = True
    _audit(session, "staff.enable", person, "done" if change.is_new else "unchanged", actor, now)
    return change


def set_password(session: Session, name: str, password: str, *, actor: str, now: datetime) -> StaffChange:
    """Give a person a password, and end their sessions. Raises StaffNotFound, PasswordUnfit."""
    if why := _find_unfit(password, name):
        raise PasswordUnfit(why)
    password_hash = _hasher.hash(password)  # It takes long, and nobody is to wait for it.
    person = _get(session, name)
    person.password_hash = password_hash
    change = StaffChange(name, is_new=True, ended=_end_sessions(session, person, now))
    _audit(session, "staff.set_password", person, "done", actor, now)
    return change


def list_staff(session: Session, *, actor: str, now: datetime) -> Sequence[StaffLine]:
    """Return everybody: who may sign in first, then by name. When they last did, the audit log says."""
    people = session.scalars(select(Staff).order_by(Staff.is_active.desc(), Staff.name)).all()
    lines = [
        StaffLine(person.name, cast(Role, person.role), person.is_active, _find_sign_in(session, person))
        for person in people
    ]
    outcome = f"{len(lines)} found"
    record_audit(session, actor=actor, action="staff.list", subject="staff:all", outcome=outcome, now=now)
    return lines


def record_refused_change(session: Session, action: str, name: str, *, actor: str, now: datetime) -> None:
    """Note that a change was asked for and not made."""
    record_audit(session, actor=actor, action=action, subject=f"staff:{name}", outcome="refused", now=now)


def _get(session: Session, name: str) -> Staff:
    """Return a person, while nobody else changes accounts: two administrators do not disable each other at once."""
    lock_tail(session)
    query = select(Staff).where(Staff.name == name).execution_options(populate_existing=True)
    person = session.scalars(query).one_or_none()
    if person is None:
        raise StaffNotFound(name)
    return person


def _count_administrators(session: Session) -> int:
    query = select(func.count()).select_from(Staff).where(Staff.role == "administrator", Staff.is_active)
    return session.scalars(query).one()


def _end_sessions(session: Session, person: Staff, now: datetime) -> int:
    """End a person's open sessions; return how many had not run out by themselves."""
    is_open = (StaffSession.staff_id == person.id) & StaffSession.ended_at.is_(None)
    ended = session.execute(
        update(StaffSession).where(is_open, StaffSession.expires_at > now).values(ended_at=now)
    )
    return cast(CursorResult[None], ended).rowcount


def _find_unfit(password: str, name: str) -> str:
    """Return in Chinese why a text is no password, nothing for one that is."""
    count = len(password.lower().replace(name.lower(), ""))
    if count < SHORTEST_PASSWORD or len(password) > LONGEST_PASSWORD:
        return f"有 {count} 个字符"
    if not password.isprintable() or password != password.strip():
        return "首尾有空格或含有不可见字符"
    return "里不同的字符太少" if len(set(password)) < SHORTEST_PASSWORD // 2 else ""


def _find_sign_in(session: Session, person: Staff) -> datetime | None:
    query = select(AuditEntry.at).where(
        AuditEntry.actor == f"staff:{person.name}",
        AuditEntry.action == "staff.sign_in",
        AuditEntry.outcome == "signed_in",
    )
    return session.scalars(query.order_by(AuditEntry.sequence.desc()).limit(1)).first()


def _audit(session: Session, action: str, person: Staff, outcome: str, actor: str, now: datetime) -> None:
    subject = f"staff:{person.name} {person.role}"
    record_audit(session, actor=actor, action=action, subject=subject, outcome=outcome, now=now)
