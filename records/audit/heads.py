"""Exported heads of the audit log: kept in a file outside the database, where they testify to what the log was."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from records.values.clock import day_of, in_shanghai

_HEAD = re.compile("([0-9]{1,18}):([0-9a-f]{64})")


class HeadInvalid(Exception):
    """What was given is no exported head; the message says in Chinese what one looks like."""


@dataclass(frozen=True)
class AuditHead:
    """Where the log ended when it was exported."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


def parse_head(text: str) -> AuditHead:
    """Return the head that `SEQUENCE:HASH` names. Raises HeadInvalid."""
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise HeadInvalid("链头应写成“序号:64 位十六进制校验值”。")
    return AuditHead(int(found[1]), found[2])


def read_heads(path: Path) -> list[AuditHead]:
    """Return the heads of a file, one a line: an ISO time, a blank, the head. Raises HeadInvalid, OSError."""
    heads = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            heads.append(parse_head(line.split()[-1]))
        except HeadInvalid as error:
            raise HeadInvalid(f"{path} 第 {number} 行：{error}") from error
    return heads


def by_sequence(heads: Iterable[AuditHead]) -> dict[int, str]:
    """Return the hashes by sequence. Raises HeadInvalid where two heads of one sequence differ."""
    found: dict[int, str] = {}
    for head in heads:
        # Before the first entry there is nothing to testify to.
        if head.sequence and found.setdefault(head.sequence, head.hash) != head.hash:
            raise HeadInvalid(f"导出的链头互相矛盾：第 {head.sequence} 条有两个不同的校验值。")
    return found


def append_head(path: Path, head: AuditHead, *, now: datetime) -> None:
    """Add a head to a file, which only its owner may read and write, and see it to the disk.

    Raises OSError; of a line for which there is no room nothing stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{in_shanghai(now).isoformat(timespec='seconds')} {head}\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        before = os.fstat(descriptor).st_size
        if os.write(descriptor, line.encode()) < len(line.encode()):
            os.ftruncate(descriptor, before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def last_export(path: Path) -> date | None:
    """Return the day of the last head in a file, None without one. Raises OSError but for a file that is not there."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    for line in reversed(lines):
        try:
            return day_of(datetime.fromisoformat(line.split()[0]))
        except (ValueError, IndexError):
            continue
    return None
