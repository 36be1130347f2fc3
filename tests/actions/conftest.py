"""What messages name is learned before the first test: its time is not that test's."""

import pytest

from tests.understood import prepare


@pytest.fixture(scope="session", autouse=True)
def learned_names(understood: None) -> None:
    prepare()
