"""Nothing passes without a session but the sign-in page, and nothing on behalf or in the name of another site."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.console.destination import sign_in_address
from api.console.parts import Console
from api.console.plain_page import busy_page, unknown_host_page
from api.console.session import SignedIn
from api.web.errors import problem_response
from records.storage.database import DatabaseUnavailable

log = structlog.get_logger(__name__)

STATIC = "/static/console/"
_OPEN_PAGES = frozenset({"/sign-in", "/healthz", "/favicon.ico"})
_JSON_PREFIXES = ("/staff/", "/_nicegui", "/docs/assets/")
_JSON_PATHS = frozenset({"/metrics", "/openapi.json"})
_LONGEST_NAME = 253  # of a host
_READING = frozenset({"GET", "HEAD"})

# NiceGUI's page is an inline script that compiles its templates in the browser. Nothing may come from elsewhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Gate:
    """ASGI middleware around the whole console. What passes finds its session in `request.state.signed_in`."""

    def __init__(self, app: ASGIApp, console: Console) -> None:
        self._app = app
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http":
            send = _adding_headers(scope["path"], send)
        refusal = await self._refuse(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await refusal(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _refuse(self, scope: Scope) -> Response | None:
        """Return the response that ends the request here, or None after having noted who asks."""
        connection = HTTPConnection(scope)
        if not self._console.hosts.include(scope):
            log.warning("unknown_host", host=connection.headers.get("host", "")[:_LONGEST_NAME])
            return _misdirected(scope)
        if not _is_from_here(scope, connection.headers):
            log.warning("foreign_origin", path=scope["path"])
            return problem_response(403, "请求来源不符，已拒绝。")
        if _is_open(scope, connection):
            return None
        token = self._console.cookie.read(connection)
        try:
            staff = await self._console.sessions.find(token) if token else None
        except DatabaseUnavailable as problem:
            log.warning("database_unavailable", reason=str(problem))
            return _busy(scope)
        if token is None or staff is None:
            return _to_sign_in(scope)
        scope.setdefault("state", {})["signed_in"] = SignedIn(token, staff)
        return None


def _is_open(scope: Scope, connection: HTTPConnection) -> bool:
    if scope["type"] != "http":
        return False
    path, method = scope["path"], scope["method"]
    if path == "/staff/session":
        return bool(method == "POST")
    if path == "/metrics":
        return _is_local(connection)
    return method in _READING and (path in _OPEN_PAGES or path.startswith(STATIC))


def _is_local(connection: HTTPConnection) -> bool:
    """Tell whether a request was made on this machine itself; one passed on by a proxy was not."""
    headers = connection.headers
    if connection.client is None or "x-forwarded-for" in headers or "forwarded" in headers:
        return False
    try:
        return ip_address(connection.client.host).is_loopback
    except ValueError:
        return False


def _is_from_here(scope: Scope, headers: Headers) -> bool:
    """Tell whether a request that changes or reads something was made by our own pages, or by no page at all.

    SameSite=Strict lets other ports of this host through, where other people's pages may be served.
    """
    is_page = scope["type"] == "http" and scope["method"] in _READING and not _is_json(scope["path"])
    if is_page:
        return True
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _is_json(path: str) -> bool:
    return path.startswith(_JSON_PREFIXES) or path in _JSON_PATHS


def _misdirected(scope: Scope) -> Response:
    if scope["type"] == "websocket" or _is_json(scope["path"]):
        return problem_response(
            421, "工作台没有登记这个访问地址。", "请管理员把它的主机名写进 DXE_CONSOLE_HOSTS。"
        )
    return unknown_host_page()


def _busy(scope: Scope) -> Response:
    if scope["type"] == "websocket" or _is_json(scope["path"]):
        return problem_response(503, "系统繁忙，请稍后再试。", headers={"Retry-After": "5"})
    return busy_page()


def _to_sign_in(scope: Scope) -> Response:
    if scope["type"] == "websocket" or _is_json(scope["path"]) or scope["method"] not in _READING:
        return problem_response(401)
    address = sign_in_address(scope["path"], scope["query_string"].decode("latin-1"))
    return RedirectResponse(address, status_code=303)


def _adding_headers(path: str, send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-cache" if path.startswith(STATIC) else "no-store")
        await send(message)

    return send_with_headers
