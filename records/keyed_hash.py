"""Hashes under a server key: what must be recognised again, but never read."""

from __future__ import annotations

import hashlib
import hmac

MIN_KEY_BYTES = 16


class KeyedHash:
    """HMAC-SHA256 under one server key, kept apart by purpose."""

    def __init__(self, key: bytes) -> None:
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"the key must have at least {MIN_KEY_BYTES} bytes")
        self._key = key

    def of(self, purpose: str, value: str) -> str:
        """Return 64 hex digits. The same value hashes differently for another purpose."""
        return hmac.new(self._key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """Return the SHA-256 of a random token, 64 hex digits; a token of 128 bits needs no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
