"""The data types that the parts of newscrawl exchange: links, seeds, pages and articles.

All are frozen: a step that changes an article returns a new one (`dataclasses.replace`). The JSON Schema of the record
is generated from `Article`, with the descriptions below.
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
"""Why a line was removed."""

Access = Literal["open", "metered", "paywalled", "unknown"]
"""How much of an article the publisher serves to everyone."""

BlockKind = Literal["paragraph", "heading", "item", "quote", "caption", "table", "pre"]
"""The role of a block of text in its page."""

MIN_YEAR, MAX_YEAR = 1990, 2099
"""The first and the last year that an article's date may have. No news page is older than the web; smaller years
come from empty fields and from clocks that were never set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMetadata:
    """What a feed or a sitemap knows of an article. It is used only for what the page itself does not say."""

    title: str | None = None
    published: str | None = None
    """ISO 8601, with a time zone if the feed gives one."""
    modified: str | None = None
    authors: tuple[str, ...] = ()
    """Raw names, one for each author in the feed."""
    tags: tuple[str, ...] = ()
    language: str | None = None
    summary: str | None = None
    """Plain text."""
    content: str | None = None
    """The whole article as HTML, if the feed has it."""
    capture: str | None = None
    """The location of the page in a web archive, from `str(RecordLocation)`: it is read there and not fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A URL that may be an article, and what the feed, sitemap or page that links it knows of it."""

    url: str
    feed_metadata: FeedMetadata = field(default_factory=FeedMetadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A URL from which links to articles are discovered: a feed, a sitemap, a section page."""

    url: str
    kind: str = ""
    """What its spider takes it for, such as "feed" or "listing"; "" if that is not known yet."""
    depth: int = 0
    """How many seeds of the same kind led to it, each one to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page: all that the extraction gets."""

    body: bytes
    url: str | None = None
    """The URL after redirects."""
    encoding: str | None = None
    """The encoding that the Content-Type header names. What the page itself declares is read from its bytes."""
    feed_metadata: FeedMetadata = field(default_factory=FeedMetadata)
    fetched_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """The response headers about the use of the page (`RIGHTS_HEADERS`): names in lower case, and values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A text that was removed, and why."""

    text: Annotated[str, Meta(description="The text as it is in the page.")]
    reason: Annotated[RemovalReason, Meta(description="Why it was removed.")]
    rule: Annotated[str, Meta(description="The rule that removed it, as `group:name`.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article."""

    url: Annotated[str | None, Meta(description="The absolute URL; null if only the caption is known.")] = None
    caption: Annotated[str | None, Meta(description="The caption without its credit.")] = None
    credit: Annotated[str | None, Meta(description="The photographer or agency, without 'Credit:' or 'Photo:'.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the publisher says about the use of the page. It is never a licence."""

    robots: Annotated[
        list[str],
        Meta(description="What X-Robots-Tag or meta say of noindex, noarchive, nosnippet, noai, noimageai, notrain."),
    ] = field(default_factory=list)
    tdm_reservation: Annotated[
        bool | None, Meta(description="Whether text and data mining is reserved (TDMRep); null if nothing is said.")
    ] = None
    tdm_policy: Annotated[str | None, Meta(description="The URL of the conditions for it.")] = None
    ai_agents: Annotated[list[str], Meta(description="Known AI agents that robots.txt names and forbids this URL.")] = (
        field(default_factory=list)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A clean article: the record that is written as one line of JSON."""

    id: Annotated[str, Meta(description="A stable id: the digest of the article's normalized canonical URL.")]
    url: Annotated[str | None, Meta(description="The URL of the page, after redirects.")] = None
    canonical_url: Annotated[str | None, Meta(description="The canonical URL that the page declares.")] = None
    site: Annotated[str | None, Meta(description="The registrable domain of the URL.")] = None
    publisher: Annotated[str | None, Meta(description="The publisher's name, as the page gives it.")] = None
    title: Annotated[str | None, Meta(description="The headline without the name of the site.")] = None
    description: Annotated[str | None, Meta(description="The standfirst or summary.")] = None
    authors: Annotated[
        list[str], Meta(description="The people who wrote it: normalized names in page order, each once.")
    ] = field(default_factory=list)
    agencies: Annotated[
        list[str], Meta(description="The news agencies that are credited, by their canonical names.")
    ] = field(default_factory=list)
    byline: Annotated[str | None, Meta(description="The byline as the page has it.")] = None
    published: Annotated[str | None, Meta(description="ISO 8601, with a time zone if the page gives one.")] = None
    modified: Annotated[str | None, Meta(description="ISO 8601, with a time zone if the page gives one.")] = None
    published_source: Annotated[str | None, Meta(description="Where `published` was read.")] = None
    language: Annotated[str | None, Meta(description="A BCP 47 tag.")] = None
    section: Annotated[str | None, Meta(description="The section that the page names.")] = None
    tags: Annotated[list[str], Meta(description="The keywords of the page.")] = field(default_factory=list)
    images: Annotated[list[Image], Meta(description="The article's pictures.")] = field(default_factory=list)
    text: Annotated[
        str, Meta(description="Paragraphs, headings, list items and quotes in page order, separated by blank lines.")
    ] = ""
    access: Annotated[Access, Meta(description="How much of the article the publisher serves to everyone.")] = "unknown"
    access_evidence: Annotated[list[str], Meta(description="The signs that `access` is based on.")] = field(
        default_factory=list
    )
    truncated: Annotated[bool, Meta(description="Whether the text visibly ends before the end of the article.")] = False
    removed: Annotated[list[Removal], Meta(description="The text that was removed, and why.")] = field(
        default_factory=list
    )
    rights: Annotated[Rights, Meta(description="What the publisher says about the use of the page.")] = field(
        default_factory=Rights
    )
    revision: Annotated[int, Meta(description="The number of this version of the article, from 1.", ge=1)] = 1
    content_hash: Annotated[str | None, Meta(description="The digest of the title and the text.")] = None
    crawled_at: Annotated[str | None, Meta(description="When the page was fetched or read, in ISO 8601 and UTC.")] = (
        None
    )
    newscrawl_version: Annotated[str | None, Meta(description="The version of newscrawl that wrote this.")] = None
