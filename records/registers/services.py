"""External services (对外业务事项) and what of them was simplified."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.contacts import ExternalServiceView
from records.models import ExternalService
from records.registers.files import ServiceList


def sync_external_services(session: Session, lists: Sequence[ServiceList]) -> None:
    """Make the services that stand under the lists' documents those of the lists; imported ones are left."""
    ours = {each.document.cite() for each in lists}
    stored = {row.code: row for row in session.scalars(select(ExternalService))}
    wanted = {row.code: (each, row) for each in lists for row in each.services}
    for code, (each, row) in wanted.items():
        service = stored.get(code)
        if service is None:
            service = ExternalService(code=code)
            session.add(service)
        elif service.document not in ours:
            continue
        service.name, service.region, service.section = row.name, each.region, row.section
        service.days_before, service.days_after = row.days_before, row.days_after
        service.simplified, service.covers, service.of_total = row.simplified, row.covers, each.of_total
        service.document = each.document.cite()
    for code, service in stored.items():
        if service.document in ours and code not in wanted:
            session.delete(service)
    session.flush()


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
