"""Fundus' own parsers, each for the pages of its publisher: a page of any other is not read.

A user of Fundus names the publisher; here, it is found by the page's own URL: `<link rel=canonical>` or `og:url`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from benchmarks.timing import Reader

_STATING = re.compile(rb"<(?:link|meta)\b[^>]*(?:\bcanonical\b|\bog:url\b)[^>]*>", re.IGNORECASE)
_OWN_URL = re.compile(rb"\b(?:href|content)\s*=\s*[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)
_PUBLISHED = re.compile(
    rb"(?:\bdatePublished[\"']\s*:\s*[\"']|\barticle:published_time[\"']\s+content=[\"'])(\d{4}-\d\d-\d\d)"
)
_HEAD = 200_000
"""The first bytes of a page, in which its own URL is looked for."""


def fundus() -> Reader:
    """Fundus' parsers of all its publishers.

    :raises ImportError: Fundus is not installed.
    """
    parsers = {
        host: publisher.parser
        for publisher in import_module("fundus").PublisherCollection
        for domain in (publisher.domain, *publisher.deprecated_domains)
        for host in [(urlsplit(domain).hostname or "").removeprefix("www.")]
    }

    def reader(body: bytes) -> Callable[[], object] | None:
        versions = next((parsers[host] for host in hosts_of(body) if host in parsers), None)
        return partial(_read, versions(published_on(body)), body) if versions else None

    return reader


def _read(parser: Any, body: bytes) -> object:
    """The text that the parser finds; without one, it has found no article, whatever else it found."""
    found = parser.parse(body.decode("utf-8", "replace"), error_handling="suppress")
    return str(found.get("body") or "").strip()


def hosts_of(body: bytes) -> Iterator[str]:
    """The hosts that the page says it is at, each with all domains above it, without `www.`."""
    for tag in _STATING.findall(body, 0, _HEAD):
        if own_url := _OWN_URL.search(tag):
            try:
                host = urlsplit(own_url[1].decode("ascii", "replace")).hostname or ""
            except ValueError:
                continue
            host = host.removeprefix("www.")
            while host:
                yield host
                host = host.partition(".")[2]


def published_on(body: bytes) -> date | None:
    """The day on which the page says that it was published: Fundus keeps a parser for each form a site has had."""
    found = _PUBLISHED.search(body)
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None
