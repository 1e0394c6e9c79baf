"""The values that travel through newscrawl: from a link, over a page, to the finished article.

All of them are frozen: a step that changes an article returns a new one (`dataclasses.replace`).
The JSON Schema of the record is generated from `Article`, and the descriptions below are its documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

RemovalReason = Literal[
    "paywall",
    "subscribe",
    "newsletter",
    "teaser",
    "share",
    "follow_topics",
    "comments",
    "consent",
    "advert",
    "repeated_byline",
    "caption",
    "credit",
    "site_furniture",
    "navigation",
    "correction_prompt",
    "author_bio",
    "app_prompt",
]
"""Why a line was cut: a closed list."""

Access = Literal["open", "metered", "paywalled", "unknown"]
"""How much of an article the publisher serves to everyone."""

BlockKind = Literal["paragraph", "heading", "item", "quote", "caption", "table", "pre"]
"""What a block of text is in its page."""

MIN_YEAR, MAX_YEAR = 1990, 2099
"""The first and the last year that an article's date may have. No news page is older than the web; smaller years
come from empty fields and from clocks that were never set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMetadata:
    """What a feed or sitemap said of an article; it fills only what the page itself does not say."""

    title: str | None = None
    published: str | None = None
    """ISO 8601, with its zone where the feed gave one."""
    modified: str | None = None
    authors: tuple[str, ...] = ()
    """Raw names, one a stated author."""
    tags: tuple[str, ...] = ()
    language: str | None = None
    summary: str | None = None
    """Plain text."""
    content: str | None = None
    """The article's full content as HTML, where the feed carries it."""
    capture: str | None = None
    """Where an archive holds the page, in the archive's words: it is read from there, and nothing is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that may be an article, and what was known of it where it was found."""

    url: str
    feed_metadata: FeedMetadata = field(default_factory=FeedMetadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An address that is no article itself and may link some: a feed, a site map, a page of a section."""

    url: str
    kind: str = ""
    """What it is taken for, in its spider's words; "" where nobody knows yet."""
    depth: int = 0
    """How many sources of its kind led to it, one to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched page: all that extraction may know."""

    body: bytes
    url: str | None = None
    """The served address, after redirects."""
    encoding: str | None = None
    """What the Content-Type header names, if it names one; the page's own word is read from its bytes."""
    feed_metadata: FeedMetadata = field(default_factory=FeedMetadata)
    fetched_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """The response headers that say what may be done with the page: names in lower case, and values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """One piece of text that was cut, and why."""

    text: Annotated[str, Meta(description="The text as it stood in the page.")]
    reason: Annotated[RemovalReason, Meta(description="Why it was cut.")]
    rule: Annotated[str, Meta(description="The rule that cut it, as `room:name`.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: Annotated[str | None, Meta(description="Absolute address; null where only the caption is known.")] = None
    caption: Annotated[str | None, Meta(description="The caption without its credit.")] = None
    credit: Annotated[str | None, Meta(description="Photographer or agency, without 'Credit:' or 'Photo:'.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the publisher says may be done with the page; nothing of it is a licence."""

    robots: Annotated[
        list[str],
        Meta(description="Of noindex, noarchive, nosnippet, noai, noimageai, notrain: what X-Robots-Tag or meta say."),
    ] = field(default_factory=list)
    tdm_reservation: Annotated[
        bool | None, Meta(description="Whether text and data mining is reserved (TDMRep); null where nothing is said.")
    ] = None
    tdm_policy: Annotated[str | None, Meta(description="Address of the conditions for it.")] = None
    ai_agents: Annotated[
        list[str], Meta(description="Known AI agents that robots.txt names and keeps from this address.")
    ] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One clean article: the record that is written as one JSON line."""

    id: Annotated[str, Meta(description="Stable id: digest of the article's normalised canonical address.")]
    url: Annotated[str | None, Meta(description="The served address, after redirects.")] = None
    canonical_url: Annotated[str | None, Meta(description="The page's own canonical address.")] = None
    site: Annotated[str | None, Meta(description="Registrable domain of the served address.")] = None
    publisher: Annotated[str | None, Meta(description="The publisher's name, as the page states it.")] = None
    title: Annotated[str | None, Meta(description="The headline, without the site's name around it.")] = None
    description: Annotated[str | None, Meta(description="The standfirst or summary.")] = None
    authors: Annotated[
        list[str], Meta(description="The people who wrote it, normalised, in page order, each once.")
    ] = field(default_factory=list)
    agencies: Annotated[list[str], Meta(description="The news agencies credited, by canonical name.")] = field(
        default_factory=list
    )
    byline: Annotated[str | None, Meta(description="The raw byline, as found.")] = None
    published: Annotated[str | None, Meta(description="ISO 8601, with zone where the page states one.")] = None
    modified: Annotated[str | None, Meta(description="ISO 8601, with zone where the page states one.")] = None
    published_source: Annotated[str | None, Meta(description="Where `published` was read.")] = None
    language: Annotated[str | None, Meta(description="BCP 47 tag.")] = None
    section: Annotated[str | None, Meta(description="The section the page states.")] = None
    tags: Annotated[list[str], Meta(description="Keywords the page states.")] = field(default_factory=list)
    images: Annotated[list[Image], Meta(description="The article's pictures.")] = field(default_factory=list)
    text: Annotated[
        str, Meta(description="Paragraphs, headings, list items and quotes in order, separated by a blank line.")
    ] = ""
    access: Annotated[Access, Meta(description="How much of the article is served to everyone.")] = "unknown"
    access_evidence: Annotated[list[str], Meta(description="What `access` was concluded from.")] = field(
        default_factory=list
    )
    truncated: Annotated[bool, Meta(description="Whether the text visibly stops before the article does.")] = False
    removed: Annotated[list[Removal], Meta(description="What was cut, and why.")] = field(default_factory=list)
    rights: Annotated[Rights, Meta(description="What the publisher says may be done with the page.")] = field(
        default_factory=Rights
    )
    revision: Annotated[int, Meta(description="Which version of the article this is, from 1.", ge=1)] = 1
    content_hash: Annotated[str | None, Meta(description="Digest of the title and the cleaned text.")] = None
    crawled_at: Annotated[str | None, Meta(description="When the page was fetched or read: ISO 8601, UTC.")] = None
    newscrawl_version: Annotated[str | None, Meta(description="The version of newscrawl that wrote this.")] = None
