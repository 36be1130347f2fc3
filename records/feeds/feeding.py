"""Runs the sources of the connectors file: builds each connector, asks it, closes it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from records.calendar.working_days import WorkingDays
from records.feeds.connectors.config import HttpSource, SqlSource, secret_of
from records.feeds.connectors.connector import ConnectorFailed, Page
from records.feeds.connectors.http_json import HttpJsonConnector
from records.feeds.connectors.sql_view import SqlViewConnector
from records.feeds.syncing import Sync, SyncResult
from records.models import SourceKind
from records.storage.database import Database
from records.values.clock import Clock

Source = HttpSource | SqlSource


@dataclass(frozen=True)
class Feeder:
    """What every source is run with. `environment` holds the secrets that sources name."""

    database: Database
    clock: Clock
    calendar: WorkingDays
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def run(
        self,
        name: str,
        source: Source,
        *,
        restart: bool = False,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> SyncResult:
        """Ask one source and take over what it has. Raises DatabaseUnavailable, nothing else of its own."""
        try:
            connector = self._connect(source)
        except ConnectorFailed as problem:
            return self._sync(name, source, _Unreachable(), is_stopping).fail(str(problem))
        try:
            return self._sync(name, source, connector, is_stopping).run(restart=restart)
        finally:
            connector.close()

    def _sync(
        self,
        name: str,
        source: Source,
        connector: HttpJsonConnector | SqlViewConnector | _Unreachable,
        is_stopping: Callable[[], bool],
    ) -> Sync:
        kind: SourceKind = source.kind
        return Sync(
            self.database,
            name,
            source,
            kind,
            connector,
            clock=self.clock,
            calendar=self.calendar,
            is_stopping=is_stopping,
        )

    def _connect(self, source: Source) -> HttpJsonConnector | SqlViewConnector:
        if isinstance(source, HttpSource):
            token = None
            if source.token_env is not None:
                token = secret_of(source.token_env, self.environment)
                if token is None:
                    raise ConnectorFailed(f"环境变量 {source.token_env} 没有设置。")
            return HttpJsonConnector(source, token=token)
        url = secret_of(source.url_env, self.environment)
        if url is None:
            raise ConnectorFailed(f"环境变量 {source.url_env} 没有设置。")
        return SqlViewConnector(source, url)


class _Unreachable:
    """Stands for a system that cannot be asked."""

    def pages(self, cursor: str | None) -> Iterator[Page]:
        """Yield nothing."""
        return iter(())

    def field(self, record: Mapping[str, object], name: str) -> object:
        """Return nothing."""
        return None
