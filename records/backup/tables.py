"""Which tables a backup holds, and in which order they can be filled."""

from __future__ import annotations

from sqlalchemy import Table

from records.models import Base

# What proves to be somebody for a while, and the traces of trying to. Restoring it would bring back sessions that have
# ended and codes that were used; people sign in or ask for a code again.
LEFT_OUT = frozenset({"challenges", "phone_claims", "sms_outbox", "staff_sessions", "staff_sign_in_attempts"})
# Rows that the schema itself or `dxe records migrate` puts into an empty database: replaced by those of the backup.
LAID_BY_MIGRATE = frozenset({"audit_tail", "district_contacts", "external_services", "service_items"})


def backed_up_tables() -> list[Table]:
    """Return the tables of a backup, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]
