from __future__ import annotations

import pytest

from records.staff.accounts.accounts import StaffMember, create_staff
from records.storage.database import Database
from tests.records.support import NOW


@pytest.fixture
def officer(database: Database) -> StaffMember:
    with database.transaction() as session:
        return create_staff(session, "张三", "case_officer", "x", actor="system", now=NOW)
