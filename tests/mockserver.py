"""A web server on loopback whose pages a test writes down.

    with MockServer({"/feed": Reply(b"<rss>…", content_type="application/rss+xml")}) as server:
        … server.url("/feed") … server.requests …

It runs in a thread of its own, on a port that the system chooses.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the server answers at one path."""

    body: bytes | str = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    """Seconds before the answer; the end of the server ends the wait."""
    hang_up: bool = False
    """Close the connection without an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request as the server saw it."""

    path: str
    headers: Mapping[str, str]
    at: float
    """Seconds on a clock that only goes forward."""


class MockServer:
    """Serves the given routes; any other path is a 404. `{origin}` in a body is the server's own address."""

    def __init__(self, routes: Mapping[str, Reply | str | bytes]) -> None:
        self.routes: dict[str, Reply | str | bytes] = dict(routes)
        self.requests: list[Seen] = []
        self.closing = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        """The address of a path on this server."""
        return self.origin + path

    def asked(self) -> list[str]:
        """The paths asked for, in order, without robots.txt."""
        return [seen.path for seen in self.requests if seen.path != "/robots.txt"]

    def reply_to(self, path: str) -> Reply:
        """What is answered at a path; a route without a query answers for every query."""
        found = self.routes.get(path, self.routes.get(path.partition("?")[0]))
        if found is None:
            return Reply(status=404, body="<p>Not found")
        return found if isinstance(found, Reply) else Reply(body=found)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        mock = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mock.requests.append(Seen(path=self.path, headers=dict(self.headers.items()), at=time.monotonic()))
                reply = mock.reply_to(self.path)
                if reply.delay:
                    mock.closing.wait(reply.delay)
                if not reply.hang_up:
                    self._answer(reply)

            def _answer(self, reply: Reply) -> None:
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                body = body.replace(b"{origin}", mock.origin.encode())
                self.send_response(reply.status)
                if reply.content_type:
                    self.send_header("Content-Type", reply.content_type)
                for name, value in reply.headers.items():
                    self.send_header(name, value.replace("{origin}", mock.origin))
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing: a test's output is its own."""

        return Handler
