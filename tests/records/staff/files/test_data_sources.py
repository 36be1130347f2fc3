from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from records.cases.repository import open_case
from records.models import Case, DataSource, Enterprise, ServiceItem
from records.staff.files.data_sources import list_source_states
from records.storage.database import Database
from tests.records.support import NOW


@pytest.mark.parametrize(
    ("success", "attempt", "every", "is_stale"),
    [
        (5, 5, 10, False),
        (29, 29, 10, False),
        (31, 31, 10, True),
        (9, 5, 10, True),
        (None, 5, 10, True),
        (None, None, None, True),
        (60 * 24 * 30, 60 * 24 * 30, None, False),
    ],
)
def test_a_source_that_did_not_answer_or_not_for_long_is_stale(
    database: Database, success: int | None, attempt: int | None, every: int | None, is_stale: bool
) -> None:
    with database.transaction() as session:
        session.add(
            DataSource(
                name="a",
                title="甲",
                kind="http",
                every_minutes=every,
                last_success_at=None if success is None else NOW - timedelta(minutes=success),
                last_attempt_at=None if attempt is None else NOW - timedelta(minutes=attempt),
            )
        )
        session.flush()
        (state,) = list_source_states(session, now=NOW)
    assert state.is_stale == is_stale


def test_stale_ones_come_first_each_with_the_rows_it_is_the_master_of(
    database: Database, enterprise: Enterprise, service_item: ServiceItem
) -> None:
    with database.transaction() as session:
        session.add(DataSource(name="fresh", title="一", kind="sql", last_success_at=NOW))
        session.add(DataSource(name="never", title="二", kind="http", last_error="连接被拒绝"))
        for number in ("XS2026-000001", "XS2026-000002"):
            open_case(
                session,
                number=number,
                enterprise_id=enterprise.id,
                service_item_id=service_item.id,
                title="样例",
                section=None,
                now=NOW,
            )
        session.execute(update(Case).where(Case.number == "XS2026-000002").values(source="fresh"))
        states = list_source_states(session, now=NOW)
    assert [(state.name, state.is_stale, state.rows) for state in states] == [
        ("never", True, ()),
        ("fresh", False, (("办件", 1),)),
    ]
    assert states[0].last_error == "连接被拒绝"
