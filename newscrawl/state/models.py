"""What the ledger says of one address, and what is said to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from newscrawl.items import FeedMetadata, Link, Seed

OutcomeState = Literal["written", "unchanged", "refused", "failed"]
"""What can become of an address; in the ledger it is `pending` until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said by which it can tell whether its answer would be the same again."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """An address that is to be asked for: an article's, or a source's."""

    row_id: int
    """Its place in its table."""
    url: str
    site_id: int
    """The number of its site."""
    validators: Validators = NO_VALIDATORS
    found_on: str | None = None
    """The address of the source that linked it; None where it was given."""
    hops: int = 0
    """How many sources led to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry(LedgerEntry):
    """An address that may be an article."""

    url_key: bytes
    first_seen: int
    tries: int = 0
    revision: int = 0
    """How many lines it has; 0 before the first."""
    content_hash: str | None = None
    """What the last line said."""
    published: int | None = None
    """When it was published, where that is known and it is asked for again."""
    feed_metadata: FeedMetadata = field(default_factory=FeedMetadata)

    @property
    def link(self) -> Link:
        """The address as it was found."""
        return Link(url=self.url, feed_metadata=self.feed_metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEntry(LedgerEntry):
    """An address that may link articles."""

    kind: str = ""
    depth: int = 0

    @property
    def seed(self) -> Seed:
        """The source as it was found."""
        return Seed(url=self.url, kind=self.kind, depth=self.depth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an address that was asked for."""

    state: OutcomeState
    reason: str = ""
    http_status: int | None = None
    """What the server answered, where it failed for that."""
    validators: Validators = NO_VALIDATORS
    article_key: bytes | None = None
    """The key of the article that was written."""
    content_hash: str | None = None
    published: int | None = None
    """When the article was published, in seconds since 1970, where it says so."""


@dataclass(slots=True, kw_only=True)
class AddedLinks:
    """What came of links that were handed to the ledger."""

    new: list[Link]
    """Those that will be asked for because they were found now."""
    known: int = 0
    """Those for which nothing will be asked, found for the first time in this run."""
    waiting: int = 0
    """The same, where they failed before and their pause is not over."""
    site_ids: set[int]
    """Where there is something to ask for now."""
