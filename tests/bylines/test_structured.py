"""The names that a page states, whatever it holds where it should state them."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.bylines.structured import find_declared_candidates
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata


def _stated(author: Any) -> list[str]:
    root = parse_html("<html><body><p>The ferry is late.</p></body></html>")
    return [one.raw for one in find_declared_candidates(root, {"author": author}, FeedMetadata())]


@pytest.mark.parametrize("address", [["https://a.example/ana"], {"@id": "https://a.example/ana"}, 7, True, "", None])
def test_an_author_whose_address_is_no_string_is_named_all_the_same(address: Any) -> None:
    assert _stated({"name": "Ana Lima", "url": address}) == ["Ana Lima"]
    assert _stated({"name": "Ana Lima", "@id": address}) == ["Ana Lima"]


def test_the_account_that_publishes_the_site_is_nobody() -> None:
    assert _stated({"name": "Harbour Post", "url": "https://a.example/author/admin/"}) == []
