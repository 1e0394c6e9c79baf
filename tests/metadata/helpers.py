"""Small pages for the tests of metadata, and the metadata that is read from them."""

from __future__ import annotations

import json
from typing import Any

from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import PageMetadata, read_page_metadata

URL = "https://www.harbourpost.example/city/ferry-late-again-48213"
TEXT = "The ferry to the island was late again on Monday because of thick fog, and nobody at the pier knew why."
NO_FEED = FeedMetadata()


def read(
    head: str = "",
    body: str = f"<p>{TEXT}</p>",
    *,
    lang: str = "en",
    feed_metadata: FeedMetadata = NO_FEED,
    **kwargs: Any,
) -> PageMetadata:
    """Read the metadata of a page with this head and body."""
    page = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return read_page_metadata(parse_html(page), feed_metadata=feed_metadata, **{"url": URL, **kwargs})


def jsonld(**properties: Any) -> str:
    """A script with a `NewsArticle` that has these properties."""
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **properties}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta_tags(**contents: str) -> str:
    """A `<meta property>` for each argument; two underscores in its name mean a colon."""
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{text}">' for name, text in contents.items())
