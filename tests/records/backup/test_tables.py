"""Which tables a backup holds."""

from __future__ import annotations

from records.backup.tables import backed_up_tables
from records.models import Base

# What proves to be somebody for a while, and nothing else.
SHORT_LIVED = {"challenges", "phone_claims", "sms_outbox", "staff_sessions", "staff_sign_in_attempts"}


def test_every_table_is_backed_up_but_those_that_prove_somebody_for_a_while() -> None:
    kept = {table.name for table in backed_up_tables()}
    assert set(Base.metadata.tables) - kept == SHORT_LIVED


def test_a_table_comes_after_those_that_it_refers_to() -> None:
    names = [table.name for table in backed_up_tables()]
    for table in backed_up_tables():
        referred = {key.column.table.name for key in table.foreign_keys} - {table.name}
        assert all(names.index(name) < names.index(table.name) for name in referred)
