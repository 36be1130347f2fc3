"""What all tests share: free ports, and the rule that nothing is skipped in CI."""

import os
import socket
from pathlib import Path

import pytest

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
