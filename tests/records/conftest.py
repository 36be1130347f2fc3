"""A real SQLite and a real PostgreSQL: every test that takes `database` runs on both."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError

import pytest
from sqlalchemy import create_engine, text

from records.audit import FIRST_HASH
from records.database import Database
from records.keyed_hash import KeyedHash
from records.models import AuditTail, Base, Enterprise, ServiceItem
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.working_days import WorkingDays
from tests.conftest import skip_or_fail
from tests.records.databases import postgres_database
from tests.records.ledger_support import add_batch
from tests.records.support import (
    OTHER_PHONE,
    OTHER_USCC,
    PHONE,
    USCC,
    add_enterprise,
    new_conversation,
)


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
        database.migrate()
        database.close()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'records.db'}"
    else:
        with postgres_database(request.getfixturevalue("postgres_url")) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a migrated database without rows."""
    if request.param == "sqlite":
        path = tmp_path / "records.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("migrated_postgres_url")
        yield url
        _empty(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def hasher() -> KeyedHash:
    return KeyedHash(b"a key for tests, 32 bytes long..")


@pytest.fixture
def identity(hasher: KeyedHash) -> Identity:
    return Identity(hasher, DemoSmsGateway(demo=True))


@pytest.fixture
def calendar() -> WorkingDays:
    return WorkingDays()


@pytest.fixture
def conversation_id(database: Database, hasher: KeyedHash) -> str:
    return new_conversation(database, hasher)


@pytest.fixture
def enterprise(database: Database) -> Enterprise:
    """The one of USCC, whose contact has PHONE."""
    return add_enterprise(database, USCC, "萧山云源样例软件有限公司", PHONE)


@pytest.fixture
def other_enterprise(database: Database) -> Enterprise:
    return add_enterprise(database, OTHER_USCC, "武汉星达样例软件有限公司", OTHER_PHONE)


@pytest.fixture
def service_item(database: Database) -> ServiceItem:
    """One with a time limit of 20 working days."""
    with database.transaction() as session:
        item = ServiceItem(
            code="work-permit", name="外国人来华工作许可", topic="foreigner-work-permit", statutory_days=20
        )
        session.add(item)
    return item


@pytest.fixture
def batch_id(database: Database, enterprise: Enterprise) -> int:
    """A batch of 1,000.00 yuan."""
    return add_batch(database, enterprise, 100_000)


def _empty(url: str) -> None:
    """Delete all rows: ten times as fast as a new database. The role `replica` passes by the triggers."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.tables.values():
            connection.execute(table.delete())
        connection.execute(AuditTail.__table__.insert().values(id=1, sequence=0, hash=FIRST_HASH))
    engine.dispose()
