"""Indexes for the tests: a small invented one, and one of the five real documents."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.answer import Answerer
from index.build import build_index
from index.library import Library
from index.training import Schedule
from tests.conftest import ROOT
from tests.index.corpus import write_documents, write_knowledge

TODAY = date(2026, 11, 20)
QUICK = Schedule(least=20, most=20)


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index folder of the invented guides and the notice with a table."""
    folder = tmp_path_factory.mktemp("small")
    knowledge = write_knowledge(folder / "knowledge")
    documents = write_documents(folder / "documents")
    build_index([knowledge, documents], folder / "index", schedule=QUICK)
    return folder / "index"


@pytest.fixture(scope="session")
def answerer(small_index: Path) -> Answerer:
    return Library(small_index, today=lambda: TODAY).answerer()


@pytest.fixture(scope="session")
def seed_answerer(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """Answerer over the five real documents as they came, with the project's own terms."""
    out = tmp_path_factory.mktemp("seeds")
    build_index([shared / "seeds"], out, terms=ROOT / "knowledge" / "terms.yml")
    return Library(out, today=lambda: TODAY).answerer()


@pytest.fixture
def make_file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below tmp_path/files and return its path."""

    def make(name: str, content: str | bytes) -> Path:
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make
