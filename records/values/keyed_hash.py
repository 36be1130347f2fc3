"""What is kept under a server key: hashes to recognise a value again, and seals to read it back once."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

MIN_KEY_BYTES = 16


class KeyedHash:
    """HMAC-SHA256 and Fernet under one server key, kept apart by purpose."""

    def __init__(self, key: bytes) -> None:
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"the key must have at least {MIN_KEY_BYTES} bytes")
        self._key = key

    def of(self, purpose: str, value: str) -> str:
        """Return 64 hex digits. The same value hashes differently for another purpose."""
        return hmac.new(self._key, f"{purpose}\x00{value}".encode(), hashlib.sha256).hexdigest()

    def seal(self, purpose: str, value: str) -> str:
        """Return the value encrypted and signed, for this purpose only; each time another text."""
        return self._fernet(purpose).encrypt(value.encode()).decode()

    def unseal(self, purpose: str, sealed: str) -> str | None:
        """Return what was sealed; None if it was sealed under another key or purpose, or was changed."""
        try:
            return self._fernet(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _fernet(self, purpose: str) -> Fernet:
        key = hmac.new(self._key, f"seal\x00{purpose}".encode(), hashlib.sha256).digest()
        return Fernet(base64.urlsafe_b64encode(key))


def token_hash(token: str) -> str:
    """Return the SHA-256 of a random token, 64 hex digits; a token of 128 bits needs no key."""
    return hashlib.sha256(token.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
