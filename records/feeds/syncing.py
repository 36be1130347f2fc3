"""Takes over what another system has: page by page, each with its cursor in one transaction.

A page that was taken over is never taken over again, nor lost, whenever the process ends. Records that are wrong are
left out and listed; the others go in. A system that fails leaves what is known of it, marked as old.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.audit.log import record_audit
from records.calendar.working_days import WorkingDays
from records.feeds.connectors.config import SourceConfig
from records.feeds.connectors.connector import Connector, ConnectorFailed, Page
from records.feeds.connectors.mapping import Mapper
from records.feeds.problems import Problem, Problems, show_value
from records.feeds.reading import Record, read_fields
from records.feeds.spool import Group
from records.feeds.writing import Origin, Tally
from records.models import DataSource, SourceKind
from records.sources.sources import ensure_source, record_failure, record_success
from records.storage.database import Database
from records.values.clock import Clock

_NAMED = 5  # records that an error names


@dataclass
class SyncResult:
    """What one run took over. `failure` says in Chinese why it ended early; what came before it is kept."""

    name: str
    title: str
    pages: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    problems: list[str] = field(default_factory=list)
    failure: str | None = None

    @property
    def left_out_in_words(self) -> str | None:
        """How many records were left out and which, None if none was."""
        if not self.left_out:
            return None
        more = "等" if len(self.problems) > _NAMED else ""
        return f"有 {self.left_out} 条记录未写入：{'；'.join(self.problems[:_NAMED])}{more}"


class Sync:
    """One source: asked now, its records written by the rules of its kind."""

    def __init__(
        self,
        database: Database,
        name: str,
        config: SourceConfig,
        kind: SourceKind,
        connector: Connector,
        *,
        clock: Clock,
        calendar: WorkingDays,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """`is_stopping` is asked between pages: the run then ends early, to be continued by the next."""
        self._database = database
        self._name = name
        self._config = config
        self._kind: SourceKind = kind
        self._connector = connector
        self._mapper = Mapper(config, connector)
        self._clock = clock
        self._calendar = calendar
        self._is_stopping = is_stopping

    def run(self, *, restart: bool = False) -> SyncResult:
        """Take over all pages from the stored cursor on (`restart`: from the beginning). Raises DatabaseUnavailable."""
        result = SyncResult(self._name, self._config.title)
        cursor = self._begin(restart)
        try:
            for page in self._connector.pages(cursor):
                cursor = self._take(page, cursor, result)
                if self._is_stopping():
                    return result
        except ConnectorFailed as problem:
            result.failure = str(problem)
        except IntegrityError as problem:
            result.failure = f"另有程序同时写入了同样的数据（{type(problem.orig).__name__}），下次再试。"
        self._finish(result)
        return result

    def fail(self, reason: str) -> SyncResult:
        """Record that the source could not even be asked."""
        result = SyncResult(self._name, self._config.title, failure=reason)
        self._begin(restart=False)
        self._finish(result)
        return result

    def _begin(self, restart: bool) -> str | None:
        with self._database.transaction() as session:
            source = self._lock(session)
            if restart:
                source.cursor = None
            return source.cursor

    def _lock(self, session: Session) -> DataSource:
        return ensure_source(
            session,
            self._name,
            title=self._config.title,
            kind=self._kind,
            feeds=self._config.feeds,
            every_minutes=self._config.every_minutes,
        )

    def _take(self, page: Page, cursor: str | None, result: SyncResult) -> str | None:
        """Write one page and its cursor; return the cursor that is stored then."""
        now = self._clock.now()
        tally = Tally()
        keys: dict[int, str] = {}
        groups = self._groups(page, tally.problems, keys)
        with self._database.transaction() as session:
            source = self._lock(session)
            if source.cursor != cursor:
                raise ConnectorFailed("另一个同步正在读取同一来源，本次到此为止。")
            writer = self._config.rows.make_writer(session, Origin(now, self._calendar, self._name), tally)
            writer.write(groups)
            source.cursor = page.next_cursor or cursor
            self._audit(session, tally, now)
        result.pages += 1
        result.new += tally.outcomes["new"]
        result.changed += tally.outcomes["changed"]
        result.unchanged += tally.outcomes["unchanged"]
        result.left_out += len(tally.problems.rows) + tally.outcomes["held"]
        for problem in tally.problems.in_order():
            which = keys.get(problem.row, f"第 {result.pages} 页第 {problem.row} 条")
            result.problems.append(f"{which} {problem.column}：{problem.message}".rstrip("。"))
        return page.next_cursor or cursor

    def _groups(self, page: Page, problems: Problems, keys: dict[int, str]) -> list[Group]:
        """Return the records of a page by key, in the order in which they happened; wrong ones are problems."""
        kind = self._config.rows
        groups: dict[str, list[Record]] = {}
        broken: set[str] = set()
        for number, raw in enumerate(page.records, start=1):
            if not isinstance(raw, Mapping):
                problems.add(Problem(number, "（整条）", "", "不是一条记录"))
                continue
            fields = self._mapper.fields(raw)
            first = kind.columns[0].field
            if shown := show_value(fields.get(first)):
                keys[number] = shown
            before = problems.count
            record = read_fields(number, fields, self._mapper.columns, problems.add)
            if record is not None:
                for name, message in kind.faults(record):
                    column = next(each for each in kind.columns if each.field == name)
                    problems.add(Problem(number, column.title, "", message))
                key = kind.key(record)
                groups.setdefault(key, [])
                if problems.count == before:
                    groups[key].append(record)
                else:
                    broken.add(key)
            else:
                broken |= self._key_of_broken(number, fields)
        return [
            Group(key, sorted(records, key=kind.order), is_whole=key not in broken)
            for key, records in groups.items()
            if records
        ]

    def _key_of_broken(self, number: int, fields: Mapping[str, object]) -> set[str]:
        """Return the key of a record that is wrong elsewhere: what belongs with it waits too."""
        ignored: list[Problem] = []
        filled = [column for column in self._mapper.columns if column.filled]
        record = read_fields(number, fields, filled, ignored.append)
        return {self._config.rows.key(record)} if record is not None else set()

    def _audit(self, session: Session, tally: Tally, now: datetime) -> None:
        new, changed = tally.outcomes["new"], tally.outcomes["changed"]
        if new or changed:
            record_audit(
                session,
                actor=f"connector:{self._name}",
                action="records.sync",
                subject=self._config.feeds,
                outcome="synced",
                reason=f"new {new}, changed {changed}, left out {len(tally.problems.rows)}",
                now=now,
            )

    def _finish(self, result: SyncResult) -> None:
        now = self._clock.now()
        with self._database.transaction() as session:
            source = self._lock(session)
            source.last_attempt_at = now
            if result.failure is None:
                record_success(source, now, left_out=result.left_out_in_words)
            else:
                record_failure(source, result.failure)
