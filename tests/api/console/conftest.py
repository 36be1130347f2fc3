"""A console over a real database with the demo data, asked through its whole application."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.console.app import build_app, build_staff_api
from api.console.parts import Console
from records.staff.accounts.accounts import Role
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.api.console.support import COOKIE, HOST, NOW, ScriptedLibrary, fill_database, make_console


@dataclass(frozen=True)
class Template:
    """An SQLite file with demo data and staff, to be copied, and the token of a session of each role."""

    file: bytes
    tokens: dict[Role, str]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    path = tmp_path_factory.mktemp("console") / "records.db"
    tokens = fill_database(path)
    return Template(path.read_bytes(), tokens)


@pytest.fixture
def database(template: Template, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "records.db"
    path.write_bytes(template.file)
    database = Database(f"sqlite:///{path}", busy_timeout_s=0.2)
    yield database
    database.close()


@pytest.fixture
def library() -> ScriptedLibrary:
    return ScriptedLibrary()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def console(database: Database, library: ScriptedLibrary, clock: FixedClock, tmp_path: Path) -> Console:
    return make_console(database, library, clock, audit_heads=tmp_path / "audit/heads.txt")


@pytest.fixture
def app(console: Console) -> FastAPI:
    return build_staff_api(console)


@pytest.fixture(scope="session")
def whole_console(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Console:
    """The parts of `whole_app`, which closes them."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "records.db").write_bytes(template.file)
    database = Database(f"sqlite:///{folder / 'records.db'}", busy_timeout_s=0.2)
    return make_console(database, ScriptedLibrary(), FixedClock(NOW), audit_heads=folder / "heads.txt")


@pytest.fixture(scope="session")
def whole_app(whole_console: Console) -> FastAPI:
    """The application with its pages, made once: NiceGUI is one for the whole process."""
    return build_app(whole_console)


@pytest.fixture(scope="session")
def administrator(whole_app: FastAPI, template: Template) -> Iterator[TestClient]:
    """An administrator's browser on `whole_app` while it runs, so that pages are really drawn; until the tests end."""
    with TestClient(whole_app, base_url=f"http://{HOST}", follow_redirects=False) as client:
        client.cookies.set(COOKIE, template.tokens["administrator"])
        yield client


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser without a session."""
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture
def client_of(app: FastAPI, template: Template) -> Callable[[Role], TestClient]:
    """Make a browser in which somebody of a role is signed in."""

    def make(role: Role) -> TestClient:
        client = TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)
        client.cookies.set(COOKIE, template.tokens[role])
        return client

    return make
