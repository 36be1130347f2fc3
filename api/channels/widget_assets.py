"""The widget's files, read once: their bytes, their type, and the version that their contents give them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_WORTH_COMPRESSING = 512


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `gzipped` is None where compression would gain nothing."""

    body: bytes
    gzipped: bytes | None
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, suffix: str) -> Asset:
        """Return the asset of these bytes; `suffix` (`.js`) decides its type. Raises KeyError for a foreign suffix."""
        gzipped = gzip.compress(body, mtime=0) if len(body) >= _WORTH_COMPRESSING else None
        return cls(body, gzipped, _TYPES[suffix], f'"{_digest(body)}"')

    def respond(self, request: Request, cache: str, headers: dict[str, str] | None = None) -> Response:
        """Return the file, or 304 when the caller holds this very version (RFC 9110, 13.1.2)."""
        common = {
            "Cache-Control": cache,
            "ETag": self.etag,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        }
        if self.etag in _tags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=common)
        if self.gzipped is not None and _accepts_gzip(request.headers.get("accept-encoding", "")):
            common["Content-Encoding"] = "gzip"
            return Response(self.gzipped, media_type=self.media_type, headers=common)
        return Response(self.body, media_type=self.media_type, headers=common)


class AssetFolder:
    """The files of one folder by their relative path. `version` changes when any byte of any file does."""

    def __init__(self, folder: Path) -> None:
        self._assets = {
            path.relative_to(folder).as_posix(): Asset.of(path.read_bytes(), path.suffix)
            for path in sorted(folder.rglob("*"))
            if path.suffix in _TYPES
        }
        self.version = _digest(
            "".join(f"{name} {asset.etag}\n" for name, asset in self._assets.items()).encode()
        )

    def find(self, name: str) -> Asset | None:
        """Return the file of this relative path, or None: only files that were there at the start are served."""
        return self._assets.get(name)

    def get_text(self, name: str) -> str:
        """Return a text file's contents. Raises KeyError."""
        return self._assets[name].body.decode()

    def list_names(self, suffix: str) -> list[str]:
        """Return the relative paths that end so, sorted."""
        return [name for name in self._assets if name.endswith(suffix)]


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _tags(header: str) -> set[str]:
    # A proxy that compresses turns our tag into a weak one; for a GET they compare alike.
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}


def _accepts_gzip(header: str) -> bool:
    for part in header.split(","):
        coding, _, parameters = part.strip().partition(";")
        if coding.strip() in {"gzip", "*"}:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
