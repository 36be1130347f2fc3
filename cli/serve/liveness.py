"""Whether a process that runs still lives."""

from __future__ import annotations

import httpx

from cli.serve.clock import Clock

PROBE_SECONDS = 3.0
PROBES_MISSED = 3
BETWEEN_PROBES_SECONDS = 2.0
WHILE_STARTING_SECONDS = 0.1


class Liveness:
    """Asks one address whether somebody answers: any status will do, for want of disk or database is no death."""

    def __init__(self, client: httpx.AsyncClient, url: str, clock: Clock) -> None:
        self._client = client
        self._url = url
        self._clock = clock

    async def wait_until_ready(self) -> None:
        """Return once the address answers 200."""
        while await self._ask() != httpx.codes.OK:
            await self._clock.sleep(WHILE_STARTING_SECONDS)

    async def wait_until_hung(self) -> None:
        """Return once three probes in a row were not answered within 3 s each."""
        missed = 0
        while missed < PROBES_MISSED:
            missed = missed + 1 if await self._ask() is None else 0
            if missed < PROBES_MISSED:
                await self._clock.sleep(BETWEEN_PROBES_SECONDS)

    async def _ask(self) -> int | None:
        """Return the status of an answer, None when there was none in time."""
        try:
            async with self._clock.limit(PROBE_SECONDS):
                return (await self._client.get(self._url)).status_code
        except (httpx.HTTPError, TimeoutError):
            return None
