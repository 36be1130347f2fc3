"""The real processes, started once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail
from tests.installation import ROOT, SEEDS, Installation, serving


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    if not (ROOT / "bot/.venv/bin/rasa").is_file():
        skip_or_fail("bot/.venv is not here: run make setup")
    folder: Path = tmp_path_factory.mktemp("installation")
    with serving(folder / "var", DXE_HOTLINE="样例-000-0000", DXE_BUREAU_NAME="样例市科学技术局") as running:
        yield running


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Folder of the real documents that `serving` adds to the sources."""
    if not SEEDS.is_dir():
        skip_or_fail("../shared/seeds is not here")
    return SEEDS
