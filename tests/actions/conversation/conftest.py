"""The assembled actions over an index of a few invented guides, which declines what they do not say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoders.training import Schedule
from index.ingest.build import build_index
from tests.actions.assembled import Assembled
from tests.index.corpus import write_knowledge
from tests.workshop import Workshop


@pytest.fixture(scope="session")
def small_guidance(workshop: Workshop) -> Path:
    def make(folder: Path) -> None:
        knowledge = write_knowledge(folder / "knowledge")
        build_index([knowledge], folder / "index", schedule=Schedule(least=20, most=20))

    return workshop.get_folder("conversation", make) / "index"


@pytest.fixture
def desk(tmp_path: Path, small_guidance: Path) -> Iterator[Assembled]:
    desk = Assembled(tmp_path, small_guidance)
    yield desk
    desk.database.close()
