"""WeChat's signature: who knows the token sent this."""

from __future__ import annotations

import hashlib
import hmac


def sign(*parts: str) -> str:
    """Return the hexadecimal SHA-1 of the parts, sorted and joined.

    Source: developers.weixin.qq.com, 消息加解密说明; SHA-1 is WeChat's choice, not ours.
    """
    joined = "".join(sorted(parts)).encode("utf-8", "replace")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def is_signed(signature: str, *parts: str) -> bool:
    """Tell in constant time whether `signature` is that of the parts."""
    return hmac.compare_digest(signature.encode("utf-8", "replace"), sign(*parts).encode())
