"""Nothing that touches the database is tested on SQLite alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
# Functions that open a SQLite of their own, and why that is right.
ON_PURPOSE = {
    "backup/conftest.py:target_url": "one of the two",
    "databases.py:sqlite_database": "what the fixture `database` gives",
    "databases.py:_migrated": "the template that is copied",
    "backup/test_commands.py:test_a_database_without_schema_is_named": "both, one after the other",
    "backup/test_restoring.py:test_a_backup_of_an_older_schema_is_brought_up_to_date": "to read a schema from",
    "backup/test_restoring.py:test_a_text_that_only_sqlite_takes_is_named_by_its_place": "into PostgreSQL",
    "feeds/test_sql_view.py:ready": "either, as another fixture says",
    "test_database.py:test_a_locked_sqlite_is_unavailable_and_recovers": "PostgreSQL's: test_unavailable",
    "test_database.py:test_a_new_sqlite_file_that_another_process_is_opening_is_waited_for": "of files",
    "test_database.py:test_a_full_pool_is_unavailable": "of the pool, which both have",
    "test_database.py:test_a_database_that_is_not_there_is_unavailable": "both, one after the other",
    "test_database.py:test_a_file_that_is_no_database_is_unavailable": "of files",
    "test_demo.py:test_the_same_day_gives_the_same_data_in_either_database": "to compare with",
    "test_migrations.py:test_large_tables_go_down_quickly": "SQLite alone looks at each row of a table that it drops",
    "test_migrations_with_rows.py:reference": "to take rows from",
    "test_unavailable.py:on_sqlite": "what only a file can be; PostgreSQL's own beside it",
    "test_unavailable.py:test_a_file_that_may_only_be_read_still_answers": "PostgreSQL's own beside it",
    "test_unavailable.py:test_a_folder_that_is_gone_is_unavailable": "of files",
    "test_commands.py:test_conversation_delete_removes_it_here_and_in_rasa": "Rasa's own file",
    "test_rasa_trackers.py": "Rasa's own file",
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
