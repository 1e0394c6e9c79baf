"""The errors that newscrawl raises on purpose, and the closed lists of their reasons.

A message says what is wrong, where, and what to do.
"""

from __future__ import annotations

from typing import Literal, get_args

RefusedReason = Literal[
    "empty_page",
    "not_html",
    "no_text",
    "no_title",
    "consent_page",
    "soft_404",
    "blocked",
    "login_page",
    "maintenance",
    "parked",
    "listing",
    "duplicate",
    "robots",
    "crawl_delay",
    "opted_out",
    "inside_address",
    "trap",
    "excluded",
    "language",
    "off_limits",
    "dropped",
]
"""Why a URL gives no record: it is not an article, or it may not or need not be crawled."""

UnchangedReason = Literal["known", "waiting", "not_modified", "same_text"]
"""Why a URL that was crawled before gives no new record: it was not requested, because its page is known (`known`) or
because the pause after a failure is not over (`waiting`); or the page has not changed, as the server (304,
`not_modified`) or the text (`same_text`) says."""

FailedReason = Literal[
    "bad_address",
    "not_resolved",
    "not_connected",
    "fetch_timeout",
    "fetch_failed",
    "http_status",
    "robots_unreachable",
    "rate_limited",
    "too_large",
    "too_complex",
    "extraction_timeout",
    "out_of_memory",
    "worker_died",
    "extraction_error",
    "write_error",
    "disk_full",
    "internal_error",
]
"""Why a URL that may be an article could not be fetched, extracted or written."""

FeedReason = Literal["not_a_feed", "empty_feed"]
"""Why a feed that was fetched gives no URL."""

SitemapReason = Literal["not_a_sitemap", "empty_sitemap", "too_large", "too_deep"]
"""Why a sitemap that was fetched gives no URL: it is not a sitemap, it is empty or too large, or it is nested too deep
in sitemap indexes."""

SectionReason = Literal["no_article_links", "too_many_links"]
"""Why a home page or section page that was fetched gives no URL, or not all: no link on it looks like an article, or it
has more links than are read."""

ArchiveReason = Literal["not_an_archive", "archive_cut_off", "archive_damaged"]
"""Why a web archive was not read to its end, or not all of it."""

REFUSED_REASONS: tuple[str, ...] = get_args(RefusedReason)
UNCHANGED_REASONS: tuple[str, ...] = get_args(UnchangedReason)
FAILED_REASONS: tuple[str, ...] = get_args(FailedReason)
FEED_REASONS: tuple[str, ...] = get_args(FeedReason)
SITEMAP_REASONS: tuple[str, ...] = get_args(SitemapReason)
SECTION_REASONS: tuple[str, ...] = get_args(SectionReason)
ARCHIVE_REASONS: tuple[str, ...] = get_args(ArchiveReason)
SEED_REASONS: tuple[str, ...] = (
    *(*FEED_REASONS, *SITEMAP_REASONS, *SECTION_REASONS, *ARCHIVE_REASONS),
    *(*FAILED_REASONS, *REFUSED_REASONS),
)
"""Why a seed gives no URL."""


class NewscrawlError(Exception):
    """The base of all errors that newscrawl raises on purpose.

    :param message: one line for a person.
    :param reason: one word from a closed list, for statistics.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the reason, too: worker processes send these errors."""
        return _unpickle_error, (type(self), str(self), self.reason)


def _unpickle_error(error_class: type[NewscrawlError], message: str, reason: str) -> NewscrawlError:
    return error_class(message, reason=reason)


class BadArgument(NewscrawlError):
    """An argument of a command or spider, or a setting, that cannot be used."""

    def __init__(self, message: str, *, reason: str = "bad_argument") -> None:
        super().__init__(message, reason=reason)


class BadRule(NewscrawlError):
    """A rule file or phrase file that cannot be read; the message names the file, the key and the cause."""

    def __init__(self, message: str, *, reason: str = "bad_rule") -> None:
        super().__init__(message, reason=reason)


class BadFeed(NewscrawlError):
    """The response is not a feed, or the feed is empty; `reason` is a `FeedReason`."""


class BadArchive(NewscrawlError):
    """The file is not a web archive, or it is incomplete; `reason` is an `ArchiveReason`."""


class BadSitemap(NewscrawlError):
    """The response is not a sitemap, or it gives no URL; `reason` is a `SitemapReason`."""


class BadSection(NewscrawlError):
    """A home page or section page links no articles, or too many; `reason` is a `SectionReason`."""


class FetchNotAllowed(NewscrawlError):
    """The URL must not be requested; `reason` is a `RefusedReason`."""


class FetchFailed(NewscrawlError):
    """The URL could not be fetched; `reason` is a `FailedReason`."""


class NotAnArticle(NewscrawlError):
    """The page has no usable article; `reason` is a `RefusedReason`."""


class ExtractionFailed(NewscrawlError):
    """The page could not be read to its end; `reason` is a `FailedReason`."""


class OutputFailed(NewscrawlError):
    """A record could not be written; the records before it are complete."""

    def __init__(self, message: str, *, reason: FailedReason = "write_error") -> None:
        super().__init__(message, reason=reason)


class CrawlStateFailed(NewscrawlError):
    """The state of the crawl could not be read or written; what was stored before is intact."""

    def __init__(self, message: str, *, reason: str = "state_error") -> None:
        super().__init__(message, reason=reason)
