"""Another system: a real HTTP server that answers as it is told, right or wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Exchange"], None]
TOKEN = "a token that only the two systems know"


@dataclass
class OtherSystem:
    """Records in order; pages of them by cursor (the number of records read). `answer` may be replaced by a test."""

    records: list[Any] = field(default_factory=list)
    answer: Answer | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    released: threading.Event = field(default_factory=threading.Event)

    def page(self, parameters: dict[str, str]) -> dict[str, Any]:
        start, limit = int(parameters.get("cursor", "0")), int(parameters["limit"])
        rows = self.records[start : start + limit]
        return {"data": {"items": rows}, "next": str(start + len(rows)) if rows else None}


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    system: OtherSystem
    handler: BaseHTTPRequestHandler
    parameters: dict[str, str]

    def json(self, body: object, status: int = 200) -> None:
        self.send(json.dumps(body).encode(), status)

    def send(self, body: bytes, status: int = 200, *, length: int | None = None) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Length", str(len(body) if length is None else length))
        self.handler.end_headers()
        self.handler.wfile.write(body)


@contextmanager
def serve() -> Iterator[OtherSystem]:
    """Run a system on a free port of the loopback."""
    system = OtherSystem()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parameters = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            system.asked.append(parameters)
            exchange = Exchange(system, self, parameters)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                exchange.json({"error": "who are you"}, 401)
            elif system.answer is not None:
                system.answer(exchange)
            else:
                exchange.json(system.page(parameters))

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hangs up is part of the tests."""

    server = Server(("127.0.0.1", 0), Handler)
    system.url = f"http://127.0.0.1:{server.server_port}/cases"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield system
    finally:
        system.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
