"""The assembled actions over an index of a few invented guides, which declines what they do not say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions.assembled import Assembled, small_guidance

__all__ = ["small_guidance"]  # a fixture


@pytest.fixture
def desk(tmp_path: Path, small_guidance: Path) -> Iterator[Assembled]:
    desk = Assembled(tmp_path, small_guidance)
    yield desk
    desk.database.close()
