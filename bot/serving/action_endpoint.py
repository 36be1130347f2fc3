"""The action server's address, called on connections that are kept."""

from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

# The action server itself gives up after 2.5 s, the gateway after 3.5 s.
LONGEST_CALL_SECONDS = 10.0


class ActionEndpoint(EndpointConfig):
    """Rasa's EndpointConfig opens a session, and with it a connection, for each call."""

    _session: aiohttp.ClientSession | None = None

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        """Send `json` and return what comes back. Raises aiohttp.ClientError."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self.headers,
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60.0),
                timeout=aiohttp.ClientTimeout(total=LONGEST_CALL_SECONDS),
            )
        async with self._session.request(method, self.url, json=kwargs["json"]) as response:
            if response.status >= 400:
                raise ClientResponseError(response.status, response.reason or "", await response.text())
            return await response.json()

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
