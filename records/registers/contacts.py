"""District contacts (包区), and where questions on a service item go first (首问)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contracts.contacts import DistrictContactView, ItemContact
from records.models import DistrictContact, ServiceItem
from records.registers.files import ContactTable


def sync_district_contacts(session: Session, tables: Sequence[ContactTable]) -> int:
    """Make the district contacts those of the tables; return how many there are."""
    session.execute(delete(DistrictContact))
    rows = [
        DistrictContact(
            region=table.region,
            district=row.district,
            leader=row.leader,
            section=row.section,
            contact=row.contact,
            phone=row.phone,
            published_on=table.document.issued_on,
            document=table.document.cite(),
        )
        for table in tables
        for row in table.districts
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


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
