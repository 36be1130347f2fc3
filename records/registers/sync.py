"""Brings what stands in knowledge/registers into the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from records.registers.contacts import sync_district_contacts
from records.registers.files import ContactTable, ServiceList, read_district_contacts, read_external_services
from records.registers.services import sync_external_services


@dataclass(frozen=True)
class Published:
    """What a knowledge folder holds: tables of district contacts, lists of external services."""

    contacts: Sequence[ContactTable]
    services: Sequence[ServiceList]

    def in_words(self) -> str:
        """Return how many there are."""
        contacts = sum(len(table.districts) for table in self.contacts)
        return (
            f"包区联系人 {contacts} 位，对外业务事项 {sum(len(each.services) for each in self.services)} 条"
        )


def read_published(knowledge: Path) -> Published:
    """Read a knowledge folder. Raises RegisterFileInvalid."""
    return Published(read_district_contacts(knowledge), read_external_services(knowledge))


def write_published(session: Session, published: Published) -> None:
    """Make the contacts and services under the documents that were read those of the files."""
    sync_district_contacts(session, published.contacts)
    sync_external_services(session, published.services)
