"""The data types of the ledger: its entries, their outcomes, and the run that works on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from newscrawl.boilerplate.fingerprint import ArticleFingerprint
from newscrawl.items import FeedMetadata, Link, Seed

OutcomeState = Literal["written", "unchanged", "refused", "failed"]
"""How a URL can end; in the ledger it is `pending` before that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """Headers of a response (ETag, Last-Modified) by which the server can say that the page has not changed since."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A URL that is to be fetched: of an article, or of a seed."""

    row_id: int
    """The row in its table (`ledger_url` or `ledger_source`)."""
    url: str
    site_id: int
    validators: Validators = NO_VALIDATORS
    found_on: str | None = None
    """The URL of the seed that linked it; None if the user gave it."""
    hops: int = 0
    """How many seeds led to it, one after the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry(LedgerEntry):
    """A URL that may be an article."""

    url_key: bytes
    """From `build_url_key`."""
    first_seen: int
    """In seconds since 1970."""
    tries: int = 0
    """How often it failed since it last succeeded."""
    revision: int = 0
    """How many lines were written for it; 0 before the first."""
    content_hash: str | None = None
    """The `content_hash` of the last line."""
    page_hash: str | None = None
    """The hash of what the page gave last, before the cross-page memory removed lines from it."""
    published: int | None = None
    """When the article was published, in seconds since 1970; only kept if the URL is to be fetched again."""
    feed_metadata: FeedMetadata = field(default_factory=FeedMetadata)

    @property
    def link(self) -> Link:
        """The link as it was found."""
        return Link(url=self.url, feed_metadata=self.feed_metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEntry(LedgerEntry):
    """A URL that may link articles: a feed, a sitemap or a section page."""

    kind: str = ""
    depth: int = 0

    @property
    def seed(self) -> Seed:
        """The seed as it was found."""
        return Seed(url=self.url, kind=self.kind, depth=self.depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the request for a URL ended."""

    state: OutcomeState
    reason: str = ""
    http_status: int | None = None
    """The status of the response, if the URL failed because of it."""
    validators: Validators = NO_VALIDATORS
    article_key: bytes | None = None
    """The key of the article that was written: of its canonical URL, which may differ from the URL that was fetched."""
    content_hash: str | None = None
    page_hash: str | None = None
    published: int | None = None
    """When the article was published, in seconds since 1970, if it says so."""
    fingerprint: ArticleFingerprint | None = None
    """What the cross-page memory learns from the article, in the same transaction."""


@dataclass(slots=True, kw_only=True)
class AddedLinks:
    """What the ledger did with discovered links."""

    new: list[Link]
    """Links that will be fetched because they were found now."""
    known: int = 0
    """How many links will not be fetched, because their URLs are known; each counts once in a run."""
    waiting: int = 0
    """How many links will not be fetched yet, because they failed before and wait for their next try."""
    site_ids: set[int]
    """The sites that have something to fetch now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRun:
    """One run of a crawl.

    A crawl is a spider with its arguments. Its runs form passes: a run that did not finish is continued in the same
    pass by the next run; after one that finished, a new pass begins.
    """

    run_id: int
    crawl_id: int
    pass_number: int
    started_at: int
    """In seconds since 1970, as the next field."""
    latest_fetch_at: int
    """A time that no schedule reaches. A later `next_fetch_at` was computed with a wrong clock, and is ignored."""
    is_resumed: bool
    """Whether it continues the pass of a run that did not finish."""

    def is_due(self, next_fetch_at: int | None) -> bool:
        """Whether a URL that has an outcome is to be fetched again in this run."""
        return next_fetch_at is not None and not self.started_at < next_fetch_at <= self.latest_fetch_at
