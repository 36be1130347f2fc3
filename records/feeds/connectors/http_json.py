"""A system that answers GET with JSON, page by page. Whatever else it answers is a ConnectorFailed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

import httpx

from records.feeds.connectors.config import HttpSource
from records.feeds.connectors.connector import ConnectorFailed, Page

_TRIES = 3
_WAIT = 0.5  # seconds, doubled each time
_LONGEST_CURSOR = 500
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})


class _Again(Exception):
    """What may be better at the next try; the message says what it was."""


class HttpJsonConnector:
    """Pages of a JSON interface: the cursor goes as a parameter, the next one comes with the page.

    The last page has no next cursor, or the one it was asked with; the next run begins with it again. Responses are
    bounded in size and time, TLS is verified, redirects are not followed, proxies of the environment are not used.
    """

    def __init__(
        self,
        config: HttpSource,
        *,
        token: str | None = None,
        client: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`token` is sent as a bearer token. `client` is for tests; closed by `close`."""
        self._config = config
        # Unpacked bytes could be far more than those that came.
        plain = {"Accept": "application/json", "Accept-Encoding": "identity"}
        self._headers = plain | ({"Authorization": f"Bearer {token}"} if token else {})
        verify: Any = str(config.ca_file) if config.ca_file else True
        self._client = client or httpx.Client(
            trust_env=False, follow_redirects=False, verify=_context(verify), timeout=config.timeout_seconds
        )
        self._sleep = sleep

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def pages(self, cursor: str | None) -> Iterator[Page]:
        """Yield pages from a cursor on. Raises ConnectorFailed."""
        seen = {cursor}
        for _ in range(self._config.most_pages):
            body = self._get(cursor)
            records = _at(body, self._config.records)
            if not isinstance(records, list):
                raise ConnectorFailed(f"返回的内容里 {self._config.records} 不是列表，可能不是约定的接口。")
            if len(records) > 4 * self._config.page_size:
                raise ConnectorFailed(f"一页有 {len(records)} 条，远多于所要的 {self._config.page_size} 条。")
            following = self._next(body)
            is_last = following is None or following == cursor
            if (
                is_last
                and following == cursor
                and cursor is not None
                and len(records) >= self._config.page_size
            ):
                raise ConnectorFailed("整页之后游标没有前进，无法继续。")
            if not is_last and following in seen:
                raise ConnectorFailed("游标绕回了已读过的位置，无法继续。")
            yield Page(records, None if is_last else following)
            if is_last:
                return
            cursor = following
            seen.add(cursor)
        raise ConnectorFailed(f"超过 {self._config.most_pages} 页仍未读完，余下的下次继续。")

    def field(self, record: Mapping[str, object], name: str) -> object:
        """Return what a pointer (/applicant/code) or a plain name points to in a record."""
        return _at(record, name if name.startswith("/") else f"/{name}")

    def _next(self, body: object) -> str | None:
        value = _at(body, self._config.next_cursor)
        if value is None or value == "" or value is False:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ConnectorFailed(f"返回的内容里 {self._config.next_cursor} 不是游标。")
        try:
            text = str(value)
        except ValueError as problem:  # a number of thousands of digits
            raise ConnectorFailed("返回的游标过长。") from problem
        if len(text) > _LONGEST_CURSOR:
            raise ConnectorFailed("返回的游标过长。")
        return text

    def _get(self, cursor: str | None) -> object:
        parameters = dict(self._config.parameters)
        if self._config.page_size_parameter:
            parameters[self._config.page_size_parameter] = str(self._config.page_size)
        if cursor is not None:
            parameters[self._config.cursor_parameter] = cursor
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                self._sleep(_WAIT * 2 ** (attempt - 1))
            try:
                return _parse(self._read(parameters))
            except _Again as problem:
                reason = str(problem)
        raise ConnectorFailed(f"{reason}（试了 {_TRIES} 次）。")

    def _read(self, parameters: Mapping[str, str]) -> bytes:
        deadline = time.monotonic() + 3 * self._config.timeout_seconds
        limit = self._config.largest_page_kb * 1024
        body = bytearray()
        try:
            with self._client.stream(
                "GET", self._config.url, params=parameters, headers=self._headers
            ) as response:
                _check_status(response)
                for block in response.iter_raw():
                    body += block
                    if len(body) > limit:
                        raise ConnectorFailed(f"返回的内容超过 {self._config.largest_page_kb} KB。")
                    if time.monotonic() > deadline:
                        raise _Again("返回得太慢")
        except httpx.TimeoutException as problem:
            raise _Again("没有在规定时间内回应") from problem
        except httpx.TransportError as problem:
            raise _Again(f"连接不上或中途断开（{type(problem).__name__}）") from problem
        except httpx.InvalidURL as problem:
            raise ConnectorFailed("地址不对。") from problem
        return bytes(body)


def _check_status(response: httpx.Response) -> None:
    code = response.status_code
    if code in _TRANSIENT:
        raise _Again(f"对方报告 {code}")
    if code in (401, 403):
        raise ConnectorFailed(f"对方拒绝访问（{code}），请核对访问令牌。")
    if code != 200:
        raise ConnectorFailed(f"对方报告 {code}。")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ConnectorFailed("返回的内容是压缩的，没有按要求返回原文。")


def _parse(body: bytes) -> object:
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise ConnectorFailed("返回的内容不是完整的 JSON。") from problem


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _at(value: object, pointer: str) -> object:
    """Return what a pointer points to, None where there is nothing."""
    for part in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _context(verify: Any) -> Any:
    """Return what verifies TLS: the system's authorities, or the bureau's own file of them."""
    if verify is True:
        return True
    import ssl

    try:
        return ssl.create_default_context(cafile=verify)
    except (OSError, ssl.SSLError) as problem:
        raise ConnectorFailed(f"证书文件 {verify} 读不了。") from problem
