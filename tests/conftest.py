"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.mockserver import MockServer, Reply

settings.register_profile("newscrawl", deadline=None)  # the first example pays for lists and rules that are read once
settings.load_profile("newscrawl")


@pytest.fixture
def server() -> Iterator[MockServer]:
    """A server on loopback that keeps `/secret` to itself; the test fills its routes."""
    with MockServer(
        {"/robots.txt": Reply(body="User-agent: *\nDisallow: /secret", content_type="text/plain")}
    ) as running:
        yield running
