"""Where a browser may be sent after signing in: to a page of this console, and nowhere else."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

HOME = "/"
LONGEST = 2_000

# What a browser itself writes into an address: no blank, no backslash, nothing that it would drop or fold.
_ADDRESS = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(?:\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")


def own_page(wanted: str | None) -> str:
    """Return `wanted` when it is a path of this console, with its query; else the home page.

    Whoever follows it may read it as often as they like: no reading of it, relative or resolved, decoded once or
    more often, begins with the name of another host.
    """
    if wanted is None or len(wanted) > LONGEST or not _ADDRESS.fullmatch(wanted):
        return HOME
    path, decoded = wanted.partition("?")[0], ""
    while path != decoded:
        if not _is_plain(path):
            return HOME
        path, decoded = unquote(path), path
    return wanted


def sign_in_address(path: str, query: str) -> str:
    """Return the sign-in page's address that leads back to a page. `path` is decoded, `query` as it came."""
    wanted = own_page(quote(path, safe="/:@!$&'()*+,;=") + (f"?{query}" if query else ""))
    return "/sign-in" if wanted == HOME else f"/sign-in?next={quote(wanted, safe='/')}"


def _is_plain(path: str) -> bool:
    """Tell whether a path has no empty segment before its end, no `.` or `..`, no backslash or control character."""
    segments = path[1:].split("/")
    return (
        path.startswith("/")
        and "\\" not in path
        and path.isprintable()
        and not {".", ".."} & set(segments)
        and "" not in segments[:-1]
    )
