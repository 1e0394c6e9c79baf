"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.mockserver import MockServer, Reply

_ROOMS_WITH_CRAWLS = {"commands", "extensions", "reliability", "workers", "spiders", "middlewares"}

settings.register_profile("newscrawl", deadline=None)  # the first example also reads lists and rules
settings.load_profile("newscrawl")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell starts what it runs in the background like that
    signal.signal(signal.SIGINT, signal.default_int_handler)  # processes that a test interrupts would ignore it, too


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, those with crawls: at the end, all processes still have work."""
    items.sort(key=lambda item: _ROOMS_WITH_CRAWLS.isdisjoint(item.path.parent.parts))


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server on the loopback interface whose robots.txt forbids `/secret`; the test adds its routes."""
    with MockServer(
        {"/robots.txt": Reply(body="User-agent: *\nDisallow: /secret", content_type="text/plain")}
    ) as running:
        yield running


@pytest.fixture
def web(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> MockServer:
    """A server that is the proxy for all hosts; it receives whole URLs."""
    monkeypatch.setenv("http_proxy", server.origin)
    return server
