"""Imports a file: read and checked first, then written in one transaction, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.feeds.kinds.kind import Kind
from records.feeds.problems import FileRefused, Problems
from records.feeds.spool import Group, Spool
from records.feeds.staging import Staged, stage
from records.feeds.tables.open import hash_file, open_table
from records.feeds.writing import Origin, Tally
from records.models import ImportRun
from records.storage.database import Database

# What is under way ("read", "write") and how many rows of it are done.
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class ImportReport:
    """What an import found and did. `is_stored` is False after a dry run and whenever anything was wrong.

    new + changed + unchanged + wrong + held = rows; `held` rows are right, but belong with wrong ones.
    """

    kind: str
    file_name: str
    rows: int
    new: int
    changed: int
    unchanged: int
    held: int
    problems: Problems
    staged: Staged
    is_stored: bool

    @property
    def wrong(self) -> int:
        """How many rows have problems."""
        return self.rows - self.new - self.changed - self.unchanged - self.held


class _Undo(Exception):
    """Takes a transaction back."""


class Import:
    """One import of one file. Read once with `read`, then written with `write`; to be closed."""

    def __init__(self, kind: Kind, path: Path, sheet: str | None = None) -> None:
        """Raises FileRefused for a file that is no table."""
        self._kind = kind
        self._path = path
        self._table = open_table(path, sheet)
        self._spool = Spool()
        self._problems = Problems()

    def read(self, progress: Progress = lambda _, __: None) -> Staged:
        """Read and check every row by itself; nothing is locked meanwhile. Raises FileRefused."""
        self._staged = stage(self._kind, self._table, self._spool, self._problems, progress)
        return self._staged

    def write(
        self,
        database: Database,
        origin: Origin,
        *,
        actor: str,
        dry_run: bool = False,
        progress: Progress = lambda _, __: None,
    ) -> ImportReport:
        """Write what was read, and an audit entry, in one transaction; nothing when anything is wrong.

        Raises DatabaseUnavailable; FileRefused when another program wrote the same rows at the same moment.
        """
        tally = Tally(problems=self._problems)
        is_stored = False
        try:
            with database.transaction() as session:
                writer = self._kind.make_writer(session, origin, tally)
                writer.write(_counted(self._spool.groups(), progress))
                if dry_run or self._problems.count:
                    raise _Undo
                self._record_run(session, tally, actor, origin.now)
            is_stored = True
        except _Undo:
            pass
        except IntegrityError as problem:
            raise FileRefused("另有程序同时写入了同样的数据，本次没有导入任何内容，请重试。") from problem
        done = tally.outcomes
        return ImportReport(
            self._kind.name,
            self._path.name,
            self._staged.rows,
            done["new"],
            done["changed"],
            done["unchanged"],
            done["held"],
            self._problems,
            self._staged,
            is_stored,
        )

    def close(self) -> None:
        """Give up what was set aside on disk."""
        self._spool.close()

    def _record_run(self, session: Session, tally: Tally, actor: str, now: datetime) -> None:
        added, changed = tally.outcomes["new"], tally.outcomes["changed"]
        file_hash = hash_file(self._path)
        session.add(
            ImportRun(
                kind=self._kind.name,
                file_name=self._path.name[:200],
                file_hash=file_hash,
                rows=self._staged.rows,
                added=added,
                changed=changed,
                actor=actor[:150],
                imported_at=now,
            )
        )
        session.flush()
        record_audit(
            session,
            actor=actor,
            action="records.import",
            subject=f"{self._kind.name}:{self._path.name}",
            outcome="imported",
            reason=f"rows {self._staged.rows}, new {added}, changed {changed}, sha256 {file_hash}",
            now=now,
        )


def _counted(groups: Iterator[Group], progress: Progress) -> Iterator[Group]:
    done = 0
    for group in groups:
        yield group
        done += len(group.records)
        progress("write", done)
