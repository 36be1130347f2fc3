"""What all tests share: free ports, the rule that nothing is skipped in CI, a real SQLite and a real PostgreSQL.

Every test that takes `database` runs on both.
"""

from __future__ import annotations

import atexit
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError

import pytest
from sqlalchemy import create_engine, text

from records.audit import FIRST_HASH
from records.database import Database
from records.models import AuditTail, Base
from tests.records.databases import postgres_database

pytest_plugins = ["tests.golden_files"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def skip_or_fail(reason: str) -> None:
    """Skip a test that needs something this machine has not; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"must not be skipped in CI: {reason}")
    pytest.skip(reason)


def find_free_port() -> int:
    """Return a TCP port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    return find_free_port()


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


def _empty(url: str) -> None:
    """Delete all rows: ten times as fast as a new database. The role `replica` passes by the triggers."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.tables.values():
            connection.execute(table.delete())
        connection.execute(AuditTail.__table__.insert().values(id=1, sequence=0, hash=FIRST_HASH))
    engine.dispose()
