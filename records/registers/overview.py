"""How many organisations a register holds, and their names where they are few. Public, like the look-up of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from contracts.lookup import Register
from records.models import RegisterEntry
from records.registers.lookup import RegisterState, list_registers
from records.values.clock import day_of

MOST_LISTED = 10


@dataclass(frozen=True)
class RegisterOverview:
    """How many names are in force, and which, where they are `MOST_LISTED` or fewer; `state`: of all that is held."""

    state: RegisterState
    in_force: int
    names: Sequence[str]


def overview_register(
    session: Session,
    register: Register,
    *,
    now: datetime,
    region: str | None = None,
    level: str | None = None,
) -> RegisterOverview:
    """Count the names that are on a register today, in a region (a path, with all below it) and of a level."""
    today = day_of(now)
    held = [
        RegisterEntry.register == register,
        RegisterEntry.listed_on <= today,
        or_(RegisterEntry.valid_to.is_(None), RegisterEntry.valid_to >= today),
        or_(RegisterEntry.removed_on.is_(None), RegisterEntry.removed_on > today),
    ]
    if region is not None:
        inside = RegisterEntry.region.startswith(f"{region}/", autoescape=True)
        held.append(or_(RegisterEntry.region == region, inside))
    if level is not None:
        held.append(RegisterEntry.level == level)
    count = session.scalar(select(func.count(RegisterEntry.name_key.distinct())).where(*held)) or 0
    listed = select(RegisterEntry.name).where(*held).distinct().order_by(RegisterEntry.name)
    names = session.scalars(listed.limit(MOST_LISTED)).all() if count <= MOST_LISTED else []
    return RegisterOverview(list_registers(session, register)[0], count, names)
