"""What a kind of rows is: its columns, which rows belong together, and how they are written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from records.feeds.columns import Column
from records.feeds.reading import Record
from records.feeds.writing import Origin, Tally, Writer

# A field and what is wrong with it, in Chinese.
Fault = tuple[str, str]


class Kind(ABC):
    """A kind of rows that can be imported, or fetched from another system."""

    name: ClassVar[str]
    title: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    notes: ClassVar[tuple[str, ...]] = ()
    writer: ClassVar[type[Writer]]

    @abstractmethod
    def key(self, record: Record) -> str:
        """Return what the rows that belong together have in common."""

    def order(self, record: Record) -> str:
        """Return what orders the rows of a key; rows that do not differ in it keep the file's order."""
        return ""

    def singles(self, record: Record) -> Iterator[str]:
        """Yield what may come only once in a file."""
        yield self.key(record)

    def faults(self, record: Record) -> Iterator[Fault]:
        """Yield what is wrong with a record in itself, its values being right one by one."""
        yield from ()

    def make_writer(self, session: Session, origin: Origin, tally: Tally) -> Writer:
        """Return the writer of this kind for one transaction."""
        return self.writer(session, origin, tally, {column.field: column for column in self.columns})

    def is_sample(self, record: Record) -> bool:
        """Tell whether a record is the sample row of the template."""
        return all(record.get(name) == value for name, value in self._sample.items())

    @cached_property
    def _sample(self) -> dict[str, Any]:
        """What the template's sample row has in the columns that every row has."""
        samples = [column for column in self.columns if column.filled and column.sample]
        return {column.field: column.read(column.sample) for column in samples}
