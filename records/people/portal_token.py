"""A host portal's signed token instead of a one-time code: it vouches for a uscc and a phone, for minutes, once.

JWT (RFC 7519) in its compact form. The portal says who is signed in; what they are to the enterprise, the database
says: the pair must be that of a contact. A role in the token is not read.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import jwt

from records.values.uscc import UsccInvalid, normalise_uscc

Algorithm = Literal["HS256", "RS256", "ES256", "EdDSA"]

LONGEST_LIFE = timedelta(minutes=10)
CLOCK_DIFFERENCE = timedelta(seconds=60)
_SHORTEST_SECRET = 32
_LONGEST_ID = 200
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


class PortalKeyInvalid(ValueError):
    """The key does not fit its algorithm; the message says what is needed."""


class PortalTokenRefused(Exception):
    """Why a token binds nobody: for the audit log, never for who sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PortalClaims:
    """What a valid token vouches for: a normalised uscc and a phone of 11 digits."""

    uscc: str
    phone: str
    token_id: str
    expires_at: datetime


class Portal:
    """Reads the tokens of one portal, with the one algorithm and key that are set."""

    def __init__(self, *, issuer: str, audience: str, algorithm: Algorithm, key: str) -> None:
        """Raises PortalKeyInvalid."""
        self._issuer = issuer
        self._audience = audience
        self._algorithm = algorithm
        self._key = _read_key(algorithm, key)

    def read(self, token: str, *, now: datetime) -> PortalClaims:
        """Return what a token vouches for at this moment. Raises PortalTokenRefused."""
        claims = self._decode(token)
        expires_at = _moment(claims["exp"], now)
        if expires_at is None or not now < expires_at <= now + LONGEST_LIFE:
            raise PortalTokenRefused("exp_out_of_range")
        for name in ("iat", "nbf"):
            begins = _moment(claims[name], now) if name in claims else now
            if begins is None or begins > now + CLOCK_DIFFERENCE:
                raise PortalTokenRefused(f"{name}_in_future")
        token_id, uscc, phone = (claims.get(name) for name in ("jti", "uscc", "phone"))
        if not isinstance(token_id, str) or not 0 < len(token_id) <= _LONGEST_ID:
            raise PortalTokenRefused("jti_unfit")
        return PortalClaims(_uscc(uscc), _phone(phone), token_id, expires_at)

    def _decode(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                self._key,
                algorithms=[self._algorithm],
                audience=self._audience,
                issuer=self._issuer,
                # Times are checked here, by the clock that was passed in.
                options={
                    "require": ["exp", "jti", "aud", "iss"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, RecursionError) as problem:  # the latter for a header nested without end
            raise PortalTokenRefused(_NAMES.get(type(problem), "malformed")) from problem


_NAMES: dict[type[Exception], str] = {
    jwt.InvalidSignatureError: "signature",
    jwt.InvalidAlgorithmError: "algorithm",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.MissingRequiredClaimError: "claim_missing",
}


def _read_key(algorithm: Algorithm, key: str) -> Any:
    if algorithm == "HS256":
        if len(key) < _SHORTEST_SECRET or "-----BEGIN" in key:
            raise PortalKeyInvalid(f"HS256 要求至少 {_SHORTEST_SECRET} 个字符的共享密钥，不能是 PEM 公钥")
        return key
    try:
        prepared = jwt.get_algorithm_by_name(algorithm).prepare_key(key)
    except (jwt.PyJWTError, ValueError, TypeError) as problem:
        raise PortalKeyInvalid(f"{algorithm} 要求门户的 PEM 公钥") from problem
    if hasattr(prepared, "sign"):
        raise PortalKeyInvalid(f"{algorithm} 要求门户的公钥，这里是私钥：请勿交给别人")
    return prepared


def _moment(value: object, now: datetime) -> datetime | None:
    """Return a NumericDate (RFC 7519, section 2) as a moment; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    try:
        return datetime.fromtimestamp(value, now.tzinfo)
    except (OverflowError, ValueError, OSError):
        return None


def _uscc(value: object) -> str:
    try:
        return normalise_uscc(value if isinstance(value, str) else "")
    except UsccInvalid as problem:
        raise PortalTokenRefused("uscc_unfit") from problem


def _phone(value: object) -> str:
    found = _PHONE.fullmatch(re.sub(r"[\s-]", "", value)) if isinstance(value, str) else None
    if found is None:
        raise PortalTokenRefused("phone_unfit")
    return found[1]
