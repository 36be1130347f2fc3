"""Indexes for the tests: a small invented one, and one of the five real documents."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.encoders.training import Schedule
from index.ingest.build import build_index
from index.library import Library
from tests.conftest import ROOT
from tests.index.corpus import write_documents, write_knowledge
from tests.workshop import Workshop

TODAY = date(2026, 11, 20)
QUICK = Schedule(least=20, most=20)


@pytest.fixture(scope="session")
def small_index(workshop: Workshop) -> Path:
    """Index folder of the invented guides and the notice with a table."""

    def make(folder: Path) -> None:
        knowledge = write_knowledge(folder / "knowledge")
        documents = write_documents(folder / "documents")
        build_index([knowledge, documents], folder / "index", schedule=QUICK)

    return workshop.get_folder("small", make) / "index"


@pytest.fixture(scope="session")
def answerer(small_index: Path) -> Answerer:
    return Library(small_index, today=lambda: TODAY).answerer()


@pytest.fixture(scope="session")
def seed_answerer(shared: Path, workshop: Workshop) -> Answerer:
    """Answerer over the five real documents as they came, with the project's own terms."""
    terms = ROOT / "knowledge" / "terms.yml"
    out = workshop.get_folder("seeds", lambda folder: build_index([shared / "seeds"], folder, terms=terms))
    return Library(out, today=lambda: TODAY).answerer()


@pytest.fixture(scope="session")
def whole_knowledge(workshop: Workshop) -> Answerer:
    """Answerer over the project's own knowledge, built as `dxe index build` builds it."""
    out = workshop.get_folder("knowledge", lambda folder: build_index([ROOT / "knowledge"], folder))
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
