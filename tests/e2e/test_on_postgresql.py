"""The same conversations with the records in PostgreSQL: binding, case, balance, credit, statement, and its file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.test_conversations import test_the_three_look_ups_of_a_bound_enterprise
from tests.e2e.test_vouchers import test_from_the_question_before_the_binding_to_the_file
from tests.installation import Installation, serving
from tests.records.databases import postgres_database

__all__ = [
    "test_from_the_question_before_the_binding_to_the_file",
    "test_the_three_look_ups_of_a_bound_enterprise",
]
pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def installation(
    installation: Installation, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with the model and the index of the other one, and a PostgreSQL of its own."""
    var: Path = tmp_path_factory.mktemp("on-postgresql") / "var"
    for made in ("models", "index"):
        shutil.copytree(installation.var / made, var / made, symlinks=True)
    with postgres_database(postgres_url) as url, serving(var, DXE_DATABASE_URL=url) as running:
        yield running


def test_the_records_are_in_postgresql_and_nowhere_else(installation: Installation) -> None:
    assert installation.records_url.startswith("postgresql")
    assert installation.read("SELECT count(*) FROM cases")[0][0] > 0
    assert not (installation.var / "records.db").exists()
