"""The way out of a lock-out: staff see whether a phone or an enterprise is locked, and lift it for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.models import Challenge, LockRelease
from records.people.challenge_limits import (
    ChallengeLimits,
    Limit,
    find_release,
    find_silent_limit,
    reached_until,
    wrong_codes_until,
)
from records.staff.accounts.accounts import StaffMember, staff_actor
from records.staff.files.reason import ReasonRequired
from records.values.keyed_hash import KeyedHash
from records.values.masking import mask_phone, mask_text

LOCK_LABELS = {
    "challenges": "验证码要得太频繁",
    "wrong_codes": "验证码输错太多",
    "silent": "企业当天的验证次数已用完（对方不知情，只是收不到验证码）",
}


@dataclass(frozen=True)
class Lock:
    """Why no code reaches a phone or an enterprise's contacts, and until when if nobody lifts it."""

    kind: Literal["challenges", "wrong_codes", "silent"]
    label: str
    until: datetime


@dataclass(frozen=True)
class _Subject:
    """What is locked: its hash, and its name in the audit log (a phone masked, a uscc as it is)."""

    hash: str
    name: str
    is_phone: bool


def find_locks(
    session: Session,
    staff: StaffMember,
    *,
    hasher: KeyedHash,
    now: datetime,
    uscc: str | None = None,
    phone: str | None = None,
    limits: ChallengeLimits | None = None,
) -> list[Lock]:
    """Return the locks of a phone (11 digits) or of an enterprise (normalised uscc), known to us or not.

    Audited. Raises ValueError unless exactly one of the two is given.
    """
    subject = _subject(hasher, uscc, phone)
    limits = limits or ChallengeLimits()
    if subject.is_phone:
        which, released = Challenge.phone_hash == subject.hash, find_release(session, subject.hash)
        ends: dict[Literal["challenges", "wrong_codes", "silent"], datetime | None] = {
            "challenges": reached_until(session, which, limits.phone, released, now),
            "wrong_codes": wrong_codes_until(session, which, limits.wrong_codes_of_phone, released, now),
        }
        ends["challenges"] = ends["challenges"] or _busiest_pair(session, subject.hash, limits.pair, now)
    else:
        ends = {"silent": find_silent_limit(session, subject.hash, limits, now=now)}
    found = [Lock(kind, LOCK_LABELS[kind], until) for kind, until in ends.items() if until is not None]
    _audit(session, staff, "staff.view_locks", subject, f"{len(found)} found", None, now)
    return found


def release_lock(
    session: Session,
    staff: StaffMember,
    *,
    hasher: KeyedHash,
    reason: str,
    now: datetime,
    uscc: str | None = None,
    phone: str | None = None,
) -> LockRelease:
    """Lift all locks of a phone or an enterprise: challenges and wrong codes until now no longer count against it.

    Limits of a conversation or an address are not lifted: they pass within an hour. Audited with the reason.
    Raises ReasonRequired when the reason is blank, ValueError unless exactly one of uscc and phone is given.
    """
    if not reason.strip():
        raise ReasonRequired("请填写解除锁定的理由。")
    subject = _subject(hasher, uscc, phone)
    of_subject = Challenge.phone_hash if subject.is_phone else Challenge.uscc_hash
    # After the clock has gone back there may be challenges ahead of it: they are lifted as well.
    newest = session.scalars(select(func.max(Challenge.created_at)).where(of_subject == subject.hash)).one()
    until = max(now, newest) if newest is not None else now
    release = LockRelease(subject_hash=subject.hash, staff_id=staff.id, released_at=until)
    session.add(release)
    session.flush()
    _audit(session, staff, "staff.release_lock", subject, "done", mask_text(reason.strip())[:300], now)
    return release


def _busiest_pair(session: Session, phone_hash: str, limit: Limit, now: datetime) -> datetime | None:
    """Return until when the phone is locked for one of the enterprises it was tried with."""
    tried = session.scalars(
        select(Challenge.uscc_hash)
        .where(Challenge.phone_hash == phone_hash, Challenge.created_at > now - limit.window)
        .distinct()
    ).all()
    released = find_release(session, phone_hash)
    ends = [
        reached_until(
            session,
            (Challenge.phone_hash == phone_hash) & (Challenge.uscc_hash == uscc_hash),
            limit,
            max(filter(None, (released, find_release(session, uscc_hash))), default=None),
            now,
        )
        for uscc_hash in tried
    ]
    return max(filter(None, ends), default=None)


def _subject(hasher: KeyedHash, uscc: str | None, phone: str | None) -> _Subject:
    if (uscc is None) == (phone is None):
        raise ValueError("either a uscc or a phone")
    if phone is not None:
        return _Subject(hasher.of("phone", phone), f"phone:{mask_phone(phone)}", is_phone=True)
    assert uscc is not None
    return _Subject(hasher.of("uscc", uscc), f"uscc:{uscc[:18]}", is_phone=False)


def _audit(
    session: Session,
    staff: StaffMember,
    action: str,
    subject: _Subject,
    outcome: str,
    reason: str | None,
    now: datetime,
) -> None:
    record_audit(
        session,
        actor=staff_actor(staff),
        action=action,
        subject=subject.name,
        outcome=outcome,
        reason=reason,
        now=now,
    )
