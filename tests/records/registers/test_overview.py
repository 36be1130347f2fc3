"""A register counted: what is in force, in a place and below it, names only where they are few."""

from __future__ import annotations

from datetime import date

from records.registers.entries import record_register_entry
from records.registers.overview import MOST_LISTED, overview_register
from records.storage.database import Database
from tests.records.support import NOW

HIGH = "high_tech_enterprise"


def test_what_is_in_force_is_counted_once_a_name_and_listed_up_to_the_most(database: Database) -> None:
    with database.transaction() as session:
        for number in range(MOST_LISTED):
            for year in (2024, 2025):  # a renewal is no second enterprise
                record_register_entry(
                    session,
                    HIGH,
                    name=f"样例{number}有限公司",
                    listed_on=date(year, 1, 1),
                    document="样例名单",
                    region="湖北省/武汉市/江岸区" if number else "湖北省/武汉市",
                    now=NOW,
                )
        all_of_them = overview_register(session, HIGH, now=NOW, region="湖北省/武汉市")
        assert (all_of_them.in_force, len(all_of_them.names)) == (MOST_LISTED, MOST_LISTED)
        assert (
            overview_register(session, HIGH, now=NOW, region="湖北省/武汉市/江岸区").in_force
            == MOST_LISTED - 1
        )
        assert overview_register(session, HIGH, now=NOW, region="湖北省/武汉").in_force == 0
        assert overview_register(session, HIGH, now=NOW, level="国家级").in_force == 0
        record_register_entry(
            session, HIGH, name="样例甲有限公司", listed_on=date(2025, 1, 1), document="样例名单", now=NOW
        )
        more = overview_register(session, HIGH, now=NOW)
        assert (more.in_force, list(more.names), more.state.entries) == (
            MOST_LISTED + 1,
            [],
            2 * MOST_LISTED + 1,
        )
