"""Fixtures that tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.mockserver import MockServer, Reply

settings.register_profile("newscrawl", deadline=None)  # the first example also reads lists and rules
settings.load_profile("newscrawl")


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
