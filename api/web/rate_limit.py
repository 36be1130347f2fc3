"""How often one conversation or one address may ask. Counted in this process; a proxy may count for all."""

from __future__ import annotations

import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.web.errors import Problem


class RateLimit:
    """So many calls a minute for each key of one kind."""

    def __init__(self, kind: str, per_minute: int) -> None:
        self._kind = kind
        self._limit = parse(f"{per_minute}/minute")
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def check(self, key: str) -> None:
        """Count one call. Raises Problem 429 with the seconds until the next one is taken."""
        if not self._limiter.hit(self._limit, self._kind, key):
            free_at = self._limiter.get_window_stats(self._limit, self._kind, key).reset_time
            wait = max(1, math.ceil(free_at - time.time()))
            raise Problem(429, "您发得太快了，请稍等片刻再试。", retry_after=wait)
