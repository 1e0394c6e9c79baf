"""JSON Feed: all its fields, and the errors that real feeds have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.discovery.feeds import read_json_feed
from newscrawl.exceptions import BadFeed
from newscrawl.items import FeedMetadata, Link

URL = "https://harbour.example/feed.json"


def read(item: Any, **feed: Any) -> list[Link | None]:
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item], **feed})
    return list(read_json_feed(text, url=URL))


def test_all_fields_of_an_item_become_metadata() -> None:
    item = {
        "id": "https://harbour.example/?p=7",
        "url": "/news/ferry",
        "external_url": "https://elsewhere.example/",
        "title": "Ferry &amp; tram",
        "content_html": "<p>One ticket.</p>",
        "content_text": "One ticket.",
        "summary": "One <b>ticket</b> for both",
        "date_published": "2026-11-04T10:00:00+02:00",
        "date_modified": "2026-11-04T11:00:00Z",
        "authors": [{"name": "Ana Lima"}, {"name": "Ben Oak", "url": "https://oak.example/"}],
        "tags": ["City", "City", "Transport"],
        "language": "en",
    }
    metadata = FeedMetadata(
        title="Ferry & tram",
        published="2026-11-04T10:00:00+02:00",
        modified="2026-11-04T11:00:00+00:00",
        authors=("Ana Lima", "Ben Oak"),
        tags=("City", "Transport"),
        language="en",
        summary="One ticket for both",
        content="<p>One ticket.</p>",
    )
    assert read(item) == [Link(url="https://harbour.example/news/ferry", feed_metadata=metadata)]


@pytest.mark.parametrize(
    ("item", "metadata"),
    [
        pytest.param({"author": {"name": "Ana Lima"}}, FeedMetadata(authors=("Ana Lima",)), id="author of version 1.0"),
        pytest.param({"authors": "Ana Lima"}, FeedMetadata(authors=("Ana Lima",)), id="author as a text"),
        pytest.param(
            {"content_text": "A < B.\n\nC."}, FeedMetadata(content="<p>A &lt; B.</p><p>C.</p>"), id="plain content"
        ),
        pytest.param(
            {"title": 7, "tags": {"a": 1}, "authors": [3, None], "summary": []}, FeedMetadata(), id="wrong shapes"
        ),
        pytest.param({"date_published": "yesterday", "date_modified": 5}, FeedMetadata(), id="no dates"),
    ],
)
def test_the_metadata_of_unusual_items(item: dict[str, Any], metadata: FeedMetadata) -> None:
    assert read({"url": "/1", **item}) == [Link(url="https://harbour.example/1", feed_metadata=metadata)]


def test_the_language_of_the_feed_is_that_of_its_items() -> None:
    (link,) = read({"url": "/1"}, language="he")
    assert link is not None
    assert link.feed_metadata.language == "he"


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"id": "https://harbour.example/7"}, "https://harbour.example/7"),
        ({"id": "7"}, None),
        ({"id": 7}, None),
        ({"url": "mailto:desk@harbour.example"}, None),
        ({}, None),
    ],
)
def test_the_url_of_an_item(item: dict[str, Any], url: str | None) -> None:
    (link,) = read(item)
    assert (link.url if link else None) == url


def test_items_of_a_wrong_type_are_ignored() -> None:
    assert read(None) == read("x") == read([]) == []


@pytest.mark.parametrize(
    "text", ["{", "[]", "7", "{}", '{"version": 1, "items": []}', '{"version": "2.0", "items": []}']
)
def test_other_json_is_not_a_feed(text: str) -> None:
    with pytest.raises(BadFeed) as caught:
        read_json_feed(text, url=URL)
    assert caught.value.reason == "not_a_feed"
