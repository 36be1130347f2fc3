"""What the published registers say of a name or a uscc. Public: nobody has to be bound, and nothing is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contracts.lookup import Freshness, Register, RegisterResult
from records.bindings.binding import find_binding
from records.models import REGISTERS, RegisterEntry
from records.registers.entries import entry_view
from records.registers.labels import REGISTER_LABELS
from records.registers.search import NameMatch, find_by_name, find_by_uscc
from records.sources.freshness import find_freshness, freshness_of_all
from records.values.clock import day_of

_SUGGESTS: dict[str, Literal["choice", "near"]] = {"several": "choice", "near": "near"}


@dataclass(frozen=True)
class RegisterState:
    """How many entries a register holds here, and when one of them was last changed; none: it is not kept here."""

    register: Register
    entries: int
    updated_at: datetime | None

    @property
    def label(self) -> str:
        return REGISTER_LABELS[self.register]


@dataclass(frozen=True)
class RegisterAnswer:
    """`names` are to choose from (several) or to be asked about (near); never more than a few."""

    outcome: Literal["found", "several", "near", "not_found", "not_kept"]
    result: RegisterResult
    searched: tuple[RegisterState, ...]
    names: tuple[str, ...] = ()
    has_more: bool = False


@dataclass(frozen=True)
class OwnName:
    """The enterprise that a conversation is bound to, as the registers know it."""

    name: str
    uscc: str


def list_registers(session: Session, register: Register | None = None) -> list[RegisterState]:
    """Return the state of each register, or of one."""
    rows = session.execute(
        select(RegisterEntry.register, func.count(), func.max(RegisterEntry.updated_at)).group_by(
            RegisterEntry.register
        )
    )
    held = {name: (count, updated_at) for name, count, updated_at in rows}
    asked = REGISTERS if register is None else (register,)
    return [RegisterState(each, *held.get(each, (0, None))) for each in asked]


def find_own_name(session: Session, conversation_id: str, *, now: datetime) -> OwnName | None:
    """Return the name and uscc of the bound enterprise: 我们公司 is this one."""
    bound = find_binding(session, conversation_id, now=now)
    return OwnName(bound.name, bound.uscc) if bound else None


def check_register(
    session: Session,
    *,
    now: datetime,
    name: str | None = None,
    uscc: str | None = None,
    register: Register | None = None,
) -> RegisterAnswer:
    """Look a name or a normalised uscc up in one register, or in all, as of today.

    With both, what is listed under the uscc goes before what is listed under the name.
    """
    as_of = day_of(now)
    states = tuple(list_registers(session, register))
    by_uscc = find_by_uscc(session, uscc, register=register, as_of=as_of) if uscc else []
    match = NameMatch("none")
    if by_uscc:
        match = NameMatch("exact", tuple(by_uscc))
    elif name:
        match = find_by_name(session, name, register=register, as_of=as_of)
    result = RegisterResult(
        query=name or uscc or "",
        as_of=as_of,
        searched=[describe_state(state) for state in states],
        findings=[entry_view(entry, as_of=as_of) for entry in match.entries],
        suggests=_SUGGESTS.get(match.kind),
        suggestions=list(match.names),
        freshness=_freshness(session, match, states, now),
    )
    outcome = _outcome(match, states)
    return RegisterAnswer(outcome, result, states, match.names, match.has_more)


def _freshness(
    session: Session, match: NameMatch, states: Sequence[RegisterState], now: datetime
) -> Freshness | None:
    """Return of when what was found is; where nothing was, of when all that was searched is."""
    if match.entries:
        return find_freshness(session, {entry.source for entry in match.entries if entry.source}, now=now)
    held = select(RegisterEntry.source).where(
        RegisterEntry.register.in_([state.register for state in states]), RegisterEntry.source.is_not(None)
    )
    return freshness_of_all(session, "registers", session.scalars(held.distinct()), now=now)


def describe_state(state: RegisterState) -> str:
    """Return a register with how many entries it holds and of when they are."""
    if state.updated_at is None:
        return f"{state.label}名单（本局未收录）"
    return f"{state.label}名单（{state.entries} 条，更新至 {_in_words(day_of(state.updated_at))}）"


def _outcome(
    match: NameMatch, states: Sequence[RegisterState]
) -> Literal["found", "several", "near", "not_found", "not_kept"]:
    if match.entries:
        return "found"
    if match.kind == "several":
        return "several"
    if match.kind == "near":
        return "near"
    return "not_kept" if all(state.entries == 0 for state in states) else "not_found"


def _in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
