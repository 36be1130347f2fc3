"""Who sends a webhook: HMAC-SHA256 over `timestamp.body` with a secret that both sides hold."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
SHORTEST_SECRET = 32
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})")
# Compared with when a source is unknown, so that the answer takes as long.
_NOBODY = "no source has this secret, whatever it is called"


class SecretTooShort(Exception):
    """A webhook secret is shorter than 32 characters; `source` names whose."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class WebhookKeys:
    """The secrets of each source. During a change of secrets a source has two, the new and the old, a blank between."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        """Raises SecretTooShort."""
        self._secrets = {fold_source(name): tuple(value.split()) for name, value in secrets.items()}
        for name, values in self._secrets.items():
            if not values or any(len(value) < SHORTEST_SECRET for value in values):
                raise SecretTooShort(name)

    def verify(
        self, source: str, timestamp: str | None, signature: str | None, body: bytes, *, now: datetime
    ) -> bool:
        """Tell whether a source signed this body within the last five minutes; takes as long for an unknown one."""
        secrets = self._secrets.get(fold_source(source))
        found = _SIGNATURE.fullmatch(signature or "")
        given = found[1] if found else "0" * 64
        moment = timestamp if timestamp is not None and _TIMESTAMP.fullmatch(timestamp) else "0"
        is_signed = False
        for secret in secrets or (_NOBODY,):
            is_signed |= hmac.compare_digest(sign(secret, moment, body), given)
        is_recent = abs(now.timestamp() - int(moment)) <= TOLERANCE.total_seconds()
        return secrets is not None and is_signed and is_recent


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a body at a time (seconds since 1970), 64 hex digits."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def fold_source(source: str) -> str:
    """Return the one spelling of a source: names of environment variables have no hyphens, and no case."""
    return source.lower().replace("_", "-")
