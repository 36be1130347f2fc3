"""District contacts (包区), and where questions on a service item go first (首问)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.contacts import DistrictContactView, ItemContact
from records.models import DistrictContact, ServiceItem
from records.registers.files import ContactTable


def sync_district_contacts(session: Session, tables: Sequence[ContactTable]) -> None:
    """Make the contacts that stand under the tables' documents those of the tables.

    What stands under another document, because it was imported since, is left as it is.
    """
    ours = {table.document.cite() for table in tables}
    stored = {(row.region, row.district): row for row in session.scalars(select(DistrictContact))}
    wanted = {(table.region, row.district): (table, row) for table in tables for row in table.districts}
    for key, (table, row) in wanted.items():
        contact = stored.get(key)
        if contact is None:
            contact = DistrictContact(region=table.region, district=row.district)
            session.add(contact)
        elif contact.document not in ours:
            continue
        contact.leader, contact.section, contact.contact = row.leader, row.section, row.contact
        contact.phone, contact.published_on = row.phone, table.document.issued_on
        contact.document = table.document.cite()
    for key, contact in stored.items():
        if contact.document in ours and key not in wanted:
            session.delete(contact)
    session.flush()


def list_district_contacts(session: Session, region: str | None = None) -> list[DistrictContactView]:
    """Return the contacts of a region: its own and those of its districts (湖北省/武汉市, or 湖北省/武汉市/江岸区).

    A place of which no contact is published gives none.
    """
    query = select(DistrictContact).order_by(DistrictContact.region, DistrictContact.id)
    found = [contact for contact in session.scalars(query) if region is None or _is_in(contact, region)]
    return [
        DistrictContactView(
            region=each.region,
            district=each.district,
            leader=each.leader,
            section=each.section,
            contact=each.contact,
            phone=each.phone,
            published_on=each.published_on,
            document=each.document,
        )
        for each in found
    ]


def list_item_contacts(session: Session, topic: str, region: str | None = None) -> list[ItemContact]:
    """Return the first contacts of the current service items of a topic, those of a region's before others."""
    items = session.scalars(
        select(ServiceItem).where(ServiceItem.topic == topic, ServiceItem.is_current).order_by(ServiceItem.id)
    ).all()
    held = [item for item in items if _serves(item.region, region)]
    return [
        ItemContact(
            service_item=item.name,
            region=item.region,
            section=item.section,
            section_is_sample=item.section_is_sample,
            contact=item.contact,
        )
        for item in held or items
    ]


def list_item_names(session: Session) -> list[str]:
    """Return the names of the current service items, in the order of the catalogue."""
    return list(
        session.scalars(select(ServiceItem.name).where(ServiceItem.is_current).order_by(ServiceItem.id))
    )


def _is_in(contact: DistrictContact, region: str) -> bool:
    path = f"{contact.region}/{contact.district}"
    return f"{path}/".startswith(f"{region}/") or f"{region}/".startswith(f"{path}/")


def _serves(of_item: str | None, region: str | None) -> bool:
    """Tell whether an item is for a region: nationwide, its own, or of a place above it or within it."""
    if region is None or of_item in (None, "全国"):
        return True
    return f"{region}/".startswith(f"{of_item}/") or f"{of_item}/".startswith(f"{region}/")
