"""Checks the audit log's chain from its first entry to its last, and says where and how it was broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.audit.hash import FIRST_HASH, AuditFields
from records.models import AuditEntry, AuditTail
from records.values.keyed_hash import same

FaultKind = Literal["changed", "removed", "slipped_in", "tail_cut", "rewritten"]
FAULT_WORDS: dict[FaultKind, str] = {
    "changed": "内容被改动或调换，与写入时的校验值不符",
    "removed": "这里缺了记录，被删除",
    "slipped_in": "不是按次序写入的，被塞入",
    "tail_cut": "从这里起的末尾记录不见了，被截去",
    "rewritten": "与先前导出的链头不符：到这里为止的记录被整段重写",
}
_AT_ONCE = 5_000
# How far an entry may have been moved along the chain to be recognised.
_MOVED_BY = (1, -1, 2, -2)


@dataclass(frozen=True)
class ChainFault:
    """The first bad entry, and what looks wrong with it."""

    sequence: int
    kind: FaultKind

    @property
    def words(self) -> str:
        return f"第 {self.sequence} 条：{FAULT_WORDS[self.kind]}。"


@dataclass(frozen=True)
class ChainReport:
    """How many entries were checked, where the chain ends, and what is wrong, if anything."""

    checked: int
    head: tuple[int, str]
    fault: ChainFault | None


@dataclass
class _Link:
    """The entry that was found good last."""

    sequence: int = 0
    hash: str = FIRST_HASH
    heads: Mapping[int, str] = field(default_factory=dict)


def verify_chain(session: Session) -> int | None:
    """Return the sequence of the first entry that was changed, removed or slipped in; None if all is well."""
    fault = check_chain(session).fault
    return fault.sequence if fault else None


def check_chain(
    session: Session,
    *,
    heads: Mapping[int, str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ChainReport:
    """Check every entry, and that the chain still runs through `heads`, hashes by sequence exported before.

    Without an exported head a log that was rewritten from some entry on, tail included, looks well.
    `on_progress(checked, all)` is called every some thousand entries. What others append meanwhile is left out.
    """
    tail_sequence, tail_hash, last_sequence = _read_tail(session)
    link = _Link(heads=heads or {})
    for entries in _batches(session, tail_sequence):
        for fields, stored in entries:
            fault = _find_fault(link, fields, stored)
            if fault is not None:
                return ChainReport(link.sequence, (tail_sequence, tail_hash), fault)
            link.sequence, link.hash = fields.sequence, stored
        if on_progress is not None:
            on_progress(link.sequence, tail_sequence)
    fault = _find_fault_at_end(link, tail_sequence, tail_hash, last_sequence)
    return ChainReport(link.sequence, (tail_sequence, tail_hash), fault)


def _find_fault(link: _Link, fields: AuditFields, stored: str) -> ChainFault | None:
    """Return what is wrong with an entry after the last good one."""
    expected = link.sequence + 1
    if fields.sequence < expected:
        return ChainFault(fields.sequence, "slipped_in")
    if fields.sequence > expected:
        return ChainFault(expected, "removed")
    if not same(stored, fields.hash()):
        return _moved(link, fields, stored) or ChainFault(expected, "changed")
    if fields.previous_hash != link.hash:
        # Whole in itself, but it was written after another: the one before it was exchanged, its hash made anew.
        return ChainFault(max(link.sequence, 1), "changed")
    exported = link.heads.get(expected)
    return ChainFault(expected, "rewritten") if exported is not None and exported != stored else None


def _moved(link: _Link, fields: AuditFields, stored: str) -> ChainFault | None:
    """Tell whether an entry is whole but for its number: others were removed before it, or slipped in."""
    by = next((by for by in _MOVED_BY if same(stored, fields.renumbered(fields.sequence + by).hash())), None)
    if by is None:
        return None
    return (
        ChainFault(fields.sequence, "removed") if by > 0 else ChainFault(fields.sequence + by, "slipped_in")
    )


def _find_fault_at_end(
    link: _Link, tail_sequence: int, tail_hash: str, last_sequence: int
) -> ChainFault | None:
    if link.sequence < tail_sequence:
        return ChainFault(link.sequence + 1, "tail_cut")
    if last_sequence > tail_sequence:
        return ChainFault(tail_sequence + 1, "slipped_in")
    if link.hash != tail_hash:
        return ChainFault(link.sequence, "changed")
    if any(sequence > link.sequence for sequence in link.heads):
        return ChainFault(link.sequence + 1, "tail_cut")
    return None


def _read_tail(session: Session) -> tuple[int, str, int]:
    """Return the tail's sequence and hash and the greatest sequence there is, of one moment."""
    greatest = select(func.coalesce(func.max(AuditEntry.sequence), 0)).scalar_subquery()
    row = session.execute(select(AuditTail.sequence, AuditTail.hash, greatest)).first()
    if row is None:  # A log without its tail: whatever entries there are follow nothing.
        return 0, FIRST_HASH, session.scalars(select(greatest)).one()
    return row[0], row[1], row[2]


def _batches(session: Session, until: int) -> Iterator[Sequence[tuple[AuditFields, str]]]:
    """Yield the entries up to a sequence in order, some thousands at a time."""
    columns = (
        AuditEntry.sequence,
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.subject,
        AuditEntry.reason,
        AuditEntry.outcome,
        AuditEntry.previous_hash,
        AuditEntry.hash,
    )
    query = select(*columns).where(AuditEntry.sequence <= until).order_by(AuditEntry.sequence).limit(_AT_ONCE)
    after: int | None = None
    while True:
        rows = session.execute(query if after is None else query.where(AuditEntry.sequence > after)).all()
        if not rows:
            return
        yield [(AuditFields(*row[:-1]), row[-1]) for row in rows]
        after = rows[-1][0]
