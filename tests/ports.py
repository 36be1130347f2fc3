"""TCP ports that workers side by side do not take from each other."""

from __future__ import annotations

import os
import random
import socket

# Below what the kernel gives to outgoing connections, so that none of those takes one before it is listened on.
_FIRST, _END = 12_000, 32_000
_WORKERS = 16
_given: set[int] = set()


def free_ports(count: int) -> list[int]:
    """Return TCP ports of the loopback that nobody listens on: of this worker's own share, and none of them twice."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
    share = [port for port in range(_FIRST + worker, _END, _WORKERS) if port not in _given]
    random.shuffle(share)  # several runs on one machine
    found = [port for port in share[: count * 10] if _is_free(port)][:count]
    if len(found) < count:
        raise OSError(f"no {count} free ports between {_FIRST} and {_END}")
    _given.update(found)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
