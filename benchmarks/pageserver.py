"""Serves pages from memory on loopback, in a process of its own: `python -m benchmarks.pageserver [FOLDER]`.

`/page/<number>` is the page of that number, counted round and round; robots.txt is a 404. It prints its URL.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from benchmarks.extract import pages_of


class PageServer:
    """As little as a crawler needs to be kept busy: HTTP/1.1 with connections that stay open."""

    def __init__(self, pages: list[bytes]) -> None:
        self._answers = [_answer(b"200 OK", page) for page in pages]
        self._missing = _answer(b"404 Not Found", b"")

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("latin-1")
                number = path.rpartition("/")[2]
                found = path.startswith("/page/") and number.isdecimal()
                writer.write(self._answers[int(number) % len(self._answers)] if found else self._missing)
                await writer.drain()
        writer.close()


async def serve(folder: Path | None) -> None:
    """Serve until the process is ended."""
    pages = PageServer(pages_of(folder))
    server = await asyncio.start_server(pages.handle, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def _answer(status: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
    return head + body


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
