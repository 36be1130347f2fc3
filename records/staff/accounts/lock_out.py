"""How long somebody has to wait who signs in wrongly: by name and address, so that nobody locks another out.

docs/adr/0019-who-is-locked-out.md
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from records.audit.log import lock_tail, record_audit
from records.models import SignInAttempt
from records.values.keyed_hash import token_hash

# Of one name from one address since it last got in from there; then each failure doubles the wait.
FREE_FAILURES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
# Of one name from all addresses that it has not got in from lately: guesses may come from many.
FREE_FAILURES_OF_STRANGERS = 20
FAILURES_COUNT_FOR = timedelta(hours=24)
FAMILIAR_FOR = timedelta(days=30)

THIS_MACHINE = "127.0.0.1"


def find_wait(session: Session, name: str, address: str, *, now: datetime) -> timedelta | None:
    """Return how long a name has to wait at an address, None where it may try now.

    Known names and unknown ones wait alike. An address from which the name has got in within 30 days, and this
    machine itself, wait for nobody's failures but their own.
    """
    of_name = SignInAttempt.name_hash == token_hash(name)
    here = SignInAttempt.address_hash == token_hash(address)
    waits = [_wait(session, [of_name, here, _since_success(of_name, here)], FREE_FAILURES, now)]
    if not _is_this_machine(address):
        familiar = select(SignInAttempt.address_hash).where(
            of_name, SignInAttempt.succeeded, SignInAttempt.at > now - FAMILIAR_FOR
        )
        if session.scalars(familiar.where(here).limit(1)).first() is None:
            strange = SignInAttempt.address_hash.not_in(familiar)
            waits.append(_wait(session, [of_name, strange], FREE_FAILURES_OF_STRANGERS, now))
    return max((wait for wait in waits if wait is not None), default=None)


def begin_attempt(session: Session, name: str, address: str, *, now: datetime) -> int:
    """Store an attempt as failed, which it is until it has succeeded; return its id."""
    attempt = SignInAttempt(name_hash=token_hash(name), address_hash=token_hash(address), at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def forget_failures(session: Session, name: str, *, actor: str, now: datetime) -> int:
    """Let a name in again from everywhere, known or not; return how many failures stood against it. Audited."""
    lock_tail(session)  # no attempt is counted meanwhile
    of_name = SignInAttempt.name_hash == token_hash(name)
    failed = delete(SignInAttempt).where(of_name, SignInAttempt.succeeded.is_(False))
    forgotten = len(session.scalars(failed.returning(SignInAttempt.id)).all())
    outcome = "done" if forgotten else "unchanged"
    record_audit(
        session, actor=actor, action="staff.unlock", subject=f"staff:{name}", outcome=outcome, now=now
    )
    return forgotten


def _since_success(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    last = select(func.max(SignInAttempt.id)).where(*conditions, SignInAttempt.succeeded).scalar_subquery()
    return SignInAttempt.id > func.coalesce(last, 0)


def _wait(
    session: Session, conditions: list[ColumnElement[bool]], free: int, now: datetime
) -> timedelta | None:
    """Return what is left of the wait after the last of these failures, None when it is over or there was none."""
    failed = SignInAttempt.succeeded.is_(False), SignInAttempt.at > now - FAILURES_COUNT_FOR
    query = select(func.count(), func.max(SignInAttempt.at)).where(*conditions, *failed)
    count, last = session.execute(query).one()
    if count < free:
        return None
    doublings = min(count - free, 10)
    left: timedelta = last + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT) - now
    return left if left > timedelta(0) else None


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
