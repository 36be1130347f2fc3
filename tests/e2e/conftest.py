"""The real processes, started once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.dialogues.player import Player
from benchmarks.dialogues.ways import opened
from tests.conftest import skip_or_fail
from tests.installation import SEEDS, Installation, serving


@pytest.fixture(scope="session")
def installation(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that finds its model trained and builds the rest itself."""
    folder: Path = tmp_path_factory.mktemp("installation")
    shutil.copytree(trained, folder / "var", symlinks=True)
    with serving(folder / "var", DXE_HOTLINE="样例-000-0000", DXE_BUREAU_NAME="样例市科学技术局") as running:
        yield running


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Folder of the real documents that `serving` adds to the sources."""
    if not SEEDS.is_dir():
        skip_or_fail("../shared/seeds is not here")
    return SEEDS


@pytest.fixture(scope="session")
def player(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    """Of a demo that lives on the day of the dialogues, with the model of the other installation."""
    var: Path = tmp_path_factory.mktemp("on-its-day") / "var"
    shutil.copytree(installation.var / "models", var / "models", symlinks=True)
    with opened("http", var) as player:
        yield player
