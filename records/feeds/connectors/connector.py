"""What a connector is: pages of records, each with the cursor from which the next one begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class ConnectorFailed(Exception):
    """Another system gave nothing usable; the message says why in Chinese, without secrets."""


@dataclass(frozen=True)
class Page:
    """Records as the other system names their fields; what is no record is kept as it came, to be listed as wrong.

    `next_cursor` is where the next page begins; None: this was the last one, and asking again begins with it.
    """

    records: Sequence[object]
    next_cursor: str | None


class Connector(Protocol):
    """Reads another system."""

    def pages(self, cursor: str | None) -> Iterator[Page]:
        """Yield pages from a cursor on, None for the beginning. Raises ConnectorFailed, also between pages."""
        ...

    def field(self, record: Mapping[str, object], name: str) -> object:
        """Return one of our fields of a record, None where it is missing."""
        ...
