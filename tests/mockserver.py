"""A web server on the loopback interface whose responses a test defines.

    with MockServer({"/feed": Reply(b"<rss>…", content_type="application/rss+xml")}) as server:
        … server.url("/feed") … server.requests …

It runs in a thread, on a port that the system chooses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The response of the server to one path."""

    body: bytes | str = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    """The server waits so many seconds before it responds; the end of the server ends the wait."""
    wait_for: Callable[[], object] | None = None
    """The server responds only when this returns a true value; the end of the server ends the wait."""
    hang_up: bool = False
    """Close the connection without a response."""


NEVER = Reply(wait_for=lambda: False)
"""No response until the server ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """One request as the server received it."""

    path: str
    headers: Mapping[str, str]
    received_at: float
    """Seconds of the monotonic clock."""


class MockServer:
    """Serves the given routes; every other path gives 404. `{origin}` in a body or header is the server's own."""

    def __init__(self, routes: Mapping[str, Reply | str | bytes]) -> None:
        self.routes: dict[str, Reply | str | bytes] = dict(routes)
        self.requests: list[ReceivedRequest] = []
        self.closing = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._build_handler())
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
        """The URL of a path on this server."""
        return self.origin + path

    def requested_paths(self) -> list[str]:
        """The requested paths in order, without robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def reply_to(self, path: str) -> Reply:
        """The response to a path; a route without a query responds to every query."""
        found = self.routes.get(path, self.routes.get(path.partition("?")[0]))
        if found is None:
            return Reply(status=404, body="<p>Not found")
        return found if isinstance(found, Reply) else Reply(body=found)

    def _build_handler(self) -> type[BaseHTTPRequestHandler]:
        mock = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                now = time.monotonic()
                mock.requests.append(
                    ReceivedRequest(path=self.path, headers=dict(self.headers.items()), received_at=now)
                )
                reply = mock.reply_to(self.path)
                if reply.delay:
                    mock.closing.wait(reply.delay)
                while reply.wait_for and not reply.wait_for() and not mock.closing.wait(_POLL_SECONDS):
                    pass
                if not reply.hang_up:
                    self._respond(reply)

            def _respond(self, reply: Reply) -> None:
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                body = body.replace(b"{origin}", mock.origin.encode())
                headers = {"Date": self.date_time_string(), "Content-Length": str(len(body))}
                if reply.content_type:
                    headers["Content-Type"] = reply.content_type
                self.send_response_only(reply.status)
                for name, value in {**headers, **reply.headers}.items():
                    self.send_header(name, value.replace("{origin}", mock.origin))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Print nothing to the output of a test."""

        return Handler
