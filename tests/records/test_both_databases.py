"""Nothing that touches the database is tested on SQLite alone, and what can differ is always tested on both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
RECORDS = HERE.parents[1] / "records"
# What the two databases do in ways of their own: locks, constraints that raise, upserts, and statements of one alone.
DIFFERS = re.compile(
    r"\b(dialect|is_sqlite|get_backend_name|with_for_update|begin_nested|IntegrityError|insert_if_absent)\b"
)
# Modules of records that do so, and the tests of them, which are marked `both_databases`.
TESTED = {
    "audit/log.py": "audit/test_chain.py",
    "backup/restoring.py": "backup/test_restoring.py",
    "backup/writing.py": "backup/test_writing.py",
    "storage/bulk.py": "feeds/test_importing.py",
    "cases/repository.py": "cases/test_cases.py",
    "storage/column_types.py": "test_hostile_text.py",
    "conversations/conversation.py": "conversations/test_turns.py",
    "storage/database.py": "storage/test_database.py",
    "demo/load.py": "test_demo.py",
    "feeds/changes.py": "feeds/test_importing.py",
    "feeds/connectors/sql_view.py": "feeds/test_sql_view.py",
    "feeds/importing.py": "feeds/test_importing.py",
    "feeds/kinds/case_state.py": "feeds/test_importing.py",
    "feeds/kinds/credit_writer.py": "feeds/test_importing.py",
    "feeds/kinds/enterprise_writer.py": "feeds/test_importing.py",
    "feeds/kinds/table_writer.py": "feeds/test_importing.py",
    "feeds/kinds/voucher_state.py": "feeds/test_voucher_ledger.py",
    "feeds/reported_stage.py": "feeds/test_reported_stage.py",
    "sources/sources.py": "feeds/test_syncing.py",
    "feeds/syncing.py": "feeds/test_syncing.py",
    "feeds/writing.py": "feeds/test_importing.py",
    "calendar/holidays.py": "staff/upkeep/test_holidays.py",
    "migrations/append_only.py": "vouchers/test_ledger_guards.py",
    "migrations/runner.py": "test_migrations.py",
    "migrations/schema.py": "test_migrations.py",
    "people/claims.py": "staff/upkeep/test_locks.py",
    "people/people.py": "people/test_people.py",
    "people/portal.py": "people/test_portal.py",
    "staff/search/prefix.py": "staff/search/test_search.py",
    "conversations/turn_effects.py": "conversations/test_turn_effects.py",
    "conversations/turns.py": "conversations/test_turns.py",
    "storage/upsert.py": "conversations/test_conversation.py",
    "vouchers/append.py": "vouchers/test_ledger_concurrency.py",
    "vouchers/statement.py": "vouchers/test_statement.py",
    "storage/write_check.py": "storage/test_write_check.py",
}
# Functions that open a SQLite of their own, and why that is right.
ON_PURPOSE = {
    "backup/conftest.py:target_url": "one of the two",
    "databases.py:sqlite_database": "what the fixture `database` gives",
    "databases.py:_migrated": "the template that is copied",
    "backup/test_commands.py:test_a_database_without_schema_is_named": "both, one after the other",
    "backup/test_restoring.py:test_a_backup_of_an_older_schema_is_brought_up_to_date": "to read a schema from",
    "backup/test_restoring.py:test_a_text_that_only_sqlite_takes_is_named_by_its_place": "into PostgreSQL",
    "feeds/test_sql_view.py:ready": "either, as another fixture says",
    "storage/test_database.py:test_a_locked_sqlite_is_unavailable_and_recovers": "PostgreSQL's: test_unavailable",
    "storage/test_database.py:test_a_new_sqlite_file_that_another_process_is_opening_is_waited_for": "of files",
    "storage/test_database.py:test_writers_of_one_process_queue_and_none_is_turned_away": "PostgreSQL has none",
    "storage/test_database.py:test_who_waits_too_long_for_another_writer_of_the_process_is_told": "PostgreSQL has none",
    "storage/test_write_check.py:on_sqlite": "what only a file can be; PostgreSQL's own beside it",
    "storage/test_write_check.py:test_a_disk_that_is_really_full_is_named_until_there_is_room": "of files",
    "storage/test_write_check.py:test_a_file_that_may_only_be_read_is_named": "PostgreSQL's own beside it",
    "storage/test_write_check.py:test_a_folder_that_is_gone_is_named": "of files",
    "storage/test_write_check.py:test_a_lock_that_is_held_too_long_is_named": "the lock of a whole file",
    "storage/test_database.py:test_a_full_pool_is_unavailable": "of the pool, which both have",
    "storage/test_database.py:test_a_database_that_is_not_there_is_unavailable": "both, one after the other",
    "storage/test_database.py:test_a_file_that_is_no_database_is_unavailable": "of files",
    "test_demo.py:test_the_same_day_gives_the_same_data_in_either_database": "to compare with",
    "test_migrations.py:test_large_tables_go_down_quickly": "SQLite alone looks at each row of a table that it drops",
    "test_migrations_with_rows.py:reference": "to take rows from",
    "test_unavailable.py:on_sqlite": "what only a file can be; PostgreSQL's own beside it",
    "test_unavailable.py:test_a_file_that_may_only_be_read_still_answers": "PostgreSQL's own beside it",
    "test_unavailable.py:test_a_folder_that_is_gone_is_unavailable": "of files",
    "test_commands.py:test_conversation_delete_removes_it_here_and_in_rasa": "Rasa's own file",
    "conversations/test_rasa_trackers.py": "Rasa's own file",
}


def _places() -> Iterator[str]:
    """Yield `file:function` wherever a test module opens a SQLite of its own."""
    for path in sorted(HERE.rglob("*.py")):
        name = path.relative_to(HERE).as_posix()
        if name in ON_PURPOSE or path == Path(__file__):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for part in tree.body:
            if any(map(_opens_sqlite, ast.walk(part))):
                yield f"{name}:{getattr(part, 'name', 'module')}"


def _opens_sqlite(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return "sqlite:///" in node.value
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "sqlite_database":
        return True
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "sqlite3.connect"


def test_no_test_is_on_sqlite_alone() -> None:
    """Take the fixture `database` or `empty_url`, which are of both kinds; or say above why SQLite alone will do."""
    assert set(_places()) - set(ON_PURPOSE) == set()


def test_what_is_on_purpose_is_still_there() -> None:
    gone = {place for place in ON_PURPOSE if ":" in place} - set(_places())
    assert gone == set()
    assert all((HERE / place.partition(":")[0]).is_file() for place in ON_PURPOSE)


def test_what_can_differ_always_meets_both_databases() -> None:
    """A module that locks, upserts or speaks to one database alone has tests that `make test` runs on both."""
    modules = (each for each in RECORDS.rglob("*.py") if "versions" not in each.parts)
    differing = {
        each.relative_to(RECORDS).as_posix() for each in modules if DIFFERS.search(each.read_text("utf-8"))
    }
    assert differing == set(TESTED)
    mark = "pytestmark = pytest.mark.both_databases"
    assert {each for each in TESTED.values() if mark not in (HERE / each).read_text("utf-8")} == set()
