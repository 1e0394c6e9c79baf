"""Scrapy's download handler with a limit on what comes before the body: it counts the body only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_HEADER_BYTES = 256 * 1024
"""Servers and browsers take 8 to 256 KiB of headers. A server that sent nothing else filled a gigabyte of memory within
ten seconds."""


class LimitedDownloadHandler(HTTP11DownloadHandler):
    """Hangs up on servers whose headers do not end.

    Twisted has no hook for that, so this puts a gate in front of each connection's protocol, where the pool of
    connections makes it. Like the handler it extends, it needs the Twisted reactor, as `SafeResolver` does: without
    one, nothing is fetched.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        factory_class: Any = self._pool._factory  # noqa: SLF001

        def build_factory(*arguments: Any) -> Any:
            factory = factory_class(*arguments)
            build_protocol = factory.buildProtocol
            factory.buildProtocol = lambda address: _limit_headers(build_protocol(address))
            return factory

        self._pool._factory = build_factory  # type: ignore[assignment]  # noqa: SLF001


def _limit_headers(protocol: Any) -> Any:
    """The protocol of a connection, which gives up where an answer has too much before its body."""
    original_data_received = protocol.dataReceived
    header_bytes = 0

    def data_received(data: bytes) -> None:
        nonlocal header_bytes
        parser = protocol._parser  # noqa: SLF001
        header_bytes = header_bytes + len(data) if parser and parser.state in (STATUS, HEADER) else 0
        if header_bytes > MAX_HEADER_BYTES:
            error = OverflowError(f"the headers are larger than {MAX_HEADER_BYTES:,} bytes")
            protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]  # noqa: SLF001
        else:
            original_data_received(data)

    protocol.dataReceived = data_received
    return protocol
