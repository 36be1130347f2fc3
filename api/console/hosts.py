"""Under which names the console answers: another site's name that leads here (DNS rebinding) is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import Scope

from api.console.session import LOOPBACK_NAMES

_ANY = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - where one listens on every address, and nobody's name
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^\[\]:@/\\\s]+)(?::[0-9]{1,5})?", re.IGNORECASE)


class OwnHosts:
    """This machine itself, and the names that are set; and the very address at which a request has come in.

    That address is no name, so nobody else's name can lead to it: a browser that says it was given it by its user.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {_plain(name) for name in (*LOOPBACK_NAMES, *names)} - _ANY

    def include(self, scope: Scope) -> bool:
        """Tell whether a request names one of them as its host, at whatever port; none or two is no."""
        named = Headers(scope=scope).getlist("host")
        found = _HOST.fullmatch(named[0]) if len(named) == 1 else None
        if found is None:
            return False
        name = _plain(found["name"])
        return name in self._names or (_is_address(name) and name == _arrival(scope))


def _plain(name: str) -> str:
    """Return a name in small letters without its last dot, an address in its one spelling."""
    name = name.strip("[]").rstrip(".").lower()
    return str(ip_address(name)) if _is_address(name) else name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _arrival(scope: Scope) -> str | None:
    """Return the address at which a request came in, as the server knows it."""
    server = scope.get("server")
    return _plain(server[0]) if server else None
