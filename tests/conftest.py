"""What all tests share: free ports, the rule that nothing is skipped in CI, a real SQLite and a real PostgreSQL.

A test that takes `database` runs on SQLite, and on PostgreSQL too where it is marked `both_databases`, because the two
can differ there, or where `--all-databases` is given, as `make test-all` does.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from cli.train import RASA, train_bot
from records.audit.log import FIRST_HASH
from records.migrations.schema import migrate
from records.models import AuditTail, Base
from records.storage.database import Database
from tests.ports import free_ports
from tests.records.databases import postgres_database, sqlite_database
from tests.understood import use
from tests.workers import Scheduler, turn_of
from tests.workshop import Workshop

pytest_plugins = ["tests.golden_files"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
# Fixtures whose parameter is the kind of database.
OF_A_KIND = ("database_url", "empty_url", "target_url")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-databases", action="store_true", help="run every test that takes a database on PostgreSQL too"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test the kinds of database that it is to meet, where it does not name them itself."""
    definition = metafunc.definition
    named = {mark.args[0] for mark in definition.iter_markers("parametrize")}
    both = definition.get_closest_marker("both_databases") or metafunc.config.getoption("--all-databases")
    kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
    for name in OF_A_KIND:
        if name in metafunc.fixturenames and name not in named:
            metafunc.parametrize(name, kinds, indirect=True)


def skip_or_fail(reason: str) -> None:
    """Skip a test that needs something this machine has not; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"must not be skipped in CI: {reason}")
    pytest.skip(reason)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduler:
    return Scheduler(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what lasts longest first where workers share the tests. Nothing is left out here."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn_of(item.nodeid, slow=item.get_closest_marker("slow") is not None))


@pytest.fixture
def free_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="session")
def workshop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Where the workers of this run share what takes long to make."""
    base = tmp_path_factory.getbasetemp()
    return Workshop((base.parent if hasattr(request.config, "workerinput") else base) / "workshop")


@pytest.fixture(scope="session", autouse=True)
def understood(workshop: Workshop) -> None:
    """Where the heads that read the messages of tests are kept, once they were learned."""
    use(workshop)


@pytest.fixture(scope="session")
def trained(workshop: Workshop) -> Path:
    """A data folder with the model of the bot, trained once for all workers; to be copied."""
    if not RASA.exists():
        skip_or_fail("Rasa's environment has not been set up (make setup)")
    return workshop.get_folder("trained", lambda folder: train_bot(folder, ROOT / "knowledge"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared documents and benchmarks, which are no part of the product."""
    if not SHARED.is_dir():
        skip_or_fail("../shared is not here")
    return SHARED


@contextmanager
def _runtime_folder(folder: Path) -> Iterator[None]:
    """Give pgserver a folder for its lock file; without one its import warns."""
    folder.mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of a PostgreSQL of our own, for this session of tests."""
    with tempfile.TemporaryDirectory(prefix="dxe-pg-", ignore_cleanup_errors=True) as folder:
        try:
            with _runtime_folder(Path(folder) / "runtime"):
                import pgserver

                server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except (ImportError, OSError, SubprocessError, RuntimeError, AssertionError) as problem:
            skip_or_fail(f"PostgreSQL cannot start: {problem!r}")
        # Nobody needs these data after a crash.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off;")
        server.psql("ALTER SYSTEM SET synchronous_commit = off;")
        server.psql("SELECT pg_reload_conf();")
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()
        atexit.unregister(server._cleanup)  # it would make its lock file again, after the folder is gone


@pytest.fixture(scope="session")
def migrated_postgres_url(postgres_url: str) -> Iterator[str]:
    """Address of a migrated database, which each test leaves as it found it."""
    with postgres_database(postgres_url) as url:
        database = Database(url)
        migrate(database)
        database.close()
        yield url


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'records.db'}"
    else:
        with postgres_database(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a migrated database without rows."""
    if request.param == "sqlite":
        yield sqlite_database(tmp_path / "records.db")
    else:
        url = request.getfixturevalue("migrated_postgres_url")
        yield url
        _empty(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def _empty(url: str) -> None:
    """Delete all rows: ten times as fast as a new database. The role `replica` passes by the triggers."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.tables.values():
            connection.execute(table.delete())
        connection.execute(AuditTail.__table__.insert().values(id=1, sequence=0, hash=FIRST_HASH))
    engine.dispose()
