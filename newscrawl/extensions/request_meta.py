"""What travels with a request and its response: the keys of `Request.meta`, the ledger entry, the headers."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from newscrawl.state.models import LedgerEntry, PageEntry, SeedEntry, Validators

ENTRY_META_KEY = "newscrawl_entry"
"""The ledger entry of the request; redirects and retries keep it."""

FOUND_ON_META_KEY = "found_on"
"""The URL of the seed that linked the requested URL; None if the user gave the URL."""

MULTIPAGE_META_KEY = "newscrawl_multipage"
"""True if the requested page is one of several pages of an article."""

FURTHER_PAGE_META_KEY = "newscrawl_further_page"
"""True if the request is for a further page of an article whose first page was requested before."""

FETCHED_AT_META_KEY = "newscrawl_fetched_at"
"""The time at which an archived page was fetched; not set for a page that comes from the web now."""


def get_entry(origin: object) -> LedgerEntry | None:
    """The ledger entry of a request, a response or a failure; None if the request is not for a ledger entry."""
    request = origin if isinstance(origin, Request) else getattr(origin, "request", None)
    entry = request.meta.get(ENTRY_META_KEY) if isinstance(request, Request) else None
    return entry if isinstance(entry, LedgerEntry) else None


def get_page_entry(origin: object) -> PageEntry:
    """The ledger entry of a request for a page, which may be an article."""
    entry = get_entry(origin)
    assert isinstance(entry, PageEntry), "not a request for a page of the ledger"  # noqa: S101 - callbacks guarantee it
    return entry


def get_seed_entry(origin: object) -> SeedEntry:
    """The ledger entry of a request for a seed, which may link articles."""
    entry = get_entry(origin)
    assert isinstance(entry, SeedEntry), "not a request for a seed of the ledger"  # noqa: S101 - callbacks guarantee it
    return entry


def get_validators(response: Response) -> Validators:
    """The headers with which a later request can ask whether the page has changed since.

    A page of a multi-page article has no validators: another page of the article may change while this one does not.
    """
    if response.meta.get(MULTIPAGE_META_KEY):
        return Validators()
    return Validators(etag=get_header(response, "ETag"), last_modified=get_header(response, "Last-Modified"))


def get_header(response: Response, name: str) -> str | None:
    """The value of a response header; None if the response does not have it."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
