"""A news site that counts what it is asked, for crawls that are killed."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_A_LISTING = 20
"""Articles that one listing links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The response of the site at one URL."""

    body: str = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of connections that break: that is what kills do."""


class KillSite:
    """So many articles on loopback, a quarter each in listings, a list of URLs, a feed, and an index of indexes.

    Of every fifty, one fails at first (500), one is gone (404), one or two have a second URL (`/amp/…`),
    one is led to by a redirect, and one has validators (`ETag`). All have a footer that is never the same. With
    `edition` 2, every tenth has a new text.
    """

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.edition = 1
        self.requested_paths: list[str] = []
        """The requested paths in order, without robots.txt."""
        self._lock = threading.Lock()
        self._failed: Counter[str] = Counter()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reset(self) -> None:
        """Set the site back to its first state, at the same origin."""
        self.edition = 1
        self.requested_paths.clear()
        self._failed.clear()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def list_lines(self) -> list[str]:
        """The list of URLs: its quarter, some of it twice, and with parameters that make no difference."""
        mine = [number for number in range(self.articles) if number % 4 == 1]
        return [
            *(f"{self.origin}{self._url_path(number)}" for number in mine),
            *(f"{self.origin}/story/boat-at-berth-{number}?utm_source=list" for number in mine[::10]),
        ]

    def _url_path(self, number: int) -> str:
        return f"/short/boat-at-berth-{number}" if number % 50 == 9 else f"/story/boat-at-berth-{number}"

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What the site says."""
        if match := re.match(r"/(story|amp|short)/boat-at-berth-(\d+)", path):
            return self._article(match[1], int(match[2]), path, headers)
        if match := re.fullmatch(r"/(listing|index|part)/(\d+)", path):
            return self._page(match[1], int(match[2]))
        if path == "/feed.xml":
            return self._feed()
        return Answer(status=404, body="<p>Nothing here")

    def _article(self, form: str, number: int, path: str, headers: Mapping[str, str]) -> Answer:
        if form == "short":
            return Answer(status=301, headers={"Location": f"{self.origin}/story/boat-at-berth-{number}?from=short"})
        if number % 50 == 7:
            return Answer(status=404, body="<p>Gone")
        if number % 50 == 3 and self._fails(path):
            return Answer(status=500, body="<p>Later")
        edition = self.edition if number % 10 == 5 else 1
        tag = {"ETag": f'"{number}-{edition}"'} if number % 50 == 15 else None
        if tag and headers.get("If-None-Match") == tag["ETag"]:
            return Answer(status=304, headers=tag)
        return Answer(body=self._story(number, edition), headers=tag)

    def _fails(self, path: str) -> bool:
        with self._lock:
            self._failed[path] += 1
            return self._failed[path] == 1

    def _story(self, number: int, edition: int) -> str:
        text = "".join(
            f"<p>Berth {number} was given to boat {number * 7 + part} in edition {edition}, says note {part} of the "
            f"harbour office, and its {number + part} crates of fish were sold before noon.</p>"
            for part in range(4)
        )
        return (
            f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Boat at berth {number}</title>"
            f"<link rel='canonical' href='{self.origin}/story/boat-at-berth-{number}'></head><body><main><article>"
            f"<h1>Boat at berth {number}</h1>{text}</article></main><footer>{len(self.requested_paths)} visits</footer>"
            "</body></html>"
        )

    def _page(self, kind: str, number: int) -> Answer:
        quarter = {"listing": 0, "part": 3}.get(kind)
        if quarter is None:  # the index names all parts, and itself
            parts = range(-(-self.articles // (4 * _A_LISTING)))
            return Answer(body=_links(["/index/0", *(f"/part/{part}" for part in parts)], "source"))
        mine = [one for one in range(self.articles) if one % 4 == quarter]
        here = mine[number * _A_LISTING : (number + 1) * _A_LISTING]
        twins = [f"/amp/boat-at-berth-{one}" for one in here if one % 50 in (4, 27)]
        stories = _links([*map(self._url_path, here), *twins], "story")
        more = (number + 1) * _A_LISTING < len(mine)
        return Answer(body=stories + _links([f"/listing/{number + 1}"] if kind == "listing" and more else [], "source"))

    def _feed(self) -> Answer:
        mine = [one for one in range(self.articles) if one % 4 == 2]
        items = "".join(
            f"<item><link>{self.origin}/story/boat-at-berth-{one}</link><title>Boat at berth {one}</title></item>"
            for one in mine
        )
        body = f'<rss version="2.0"><channel><title>Berths</title>{items}</channel></rss>'
        return Answer(body=body, kind="application/rss+xml")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path != "/robots.txt":
                    with site._lock:
                        site.requested_paths.append(self.path)
                answer = site.answer(self.path, dict(self.headers.items()))
                body = answer.body.encode()
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                for name, value in (answer.headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


def _links(paths: list[str], kind: str) -> str:
    return "".join(f"<p><a class='{kind}' href='{path}'>…</a></p>" for path in paths)
