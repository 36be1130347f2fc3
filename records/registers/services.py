"""External services (对外业务事项) and what of them was simplified."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contracts.contacts import ExternalServiceView
from records.models import ExternalService
from records.registers.files import ServiceList


def sync_external_services(session: Session, lists: Sequence[ServiceList]) -> int:
    """Make the external services those of the lists; return how many entries there are."""
    session.execute(delete(ExternalService))
    rows = [
        ExternalService(
            code=row.code,
            name=row.name,
            region=each.region,
            section=row.section,
            days_before=row.days_before,
            days_after=row.days_after,
            simplified=row.simplified,
            covers=row.covers,
            of_total=each.of_total,
            document=each.document.cite(),
        )
        for each in lists
        for row in each.services
    ]
    session.add_all(rows)
    session.flush()
    return len(rows)


def list_external_services(session: Session) -> list[ExternalServiceView]:
    """Return all entries, in the order of the files."""
    return [
        ExternalServiceView(
            name=each.name,
            region=each.region,
            section=each.section,
            days_before=each.days_before,
            days_after=each.days_after,
            simplified=each.simplified,
            covers=each.covers,
            of_total=each.of_total,
            document=each.document,
        )
        for each in session.scalars(select(ExternalService).order_by(ExternalService.id))
    ]
