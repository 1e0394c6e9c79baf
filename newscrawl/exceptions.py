"""What can go wrong, each with a reason from a closed list.

Messages are for the person who must act: what was wrong, where, what to do.
"""

from __future__ import annotations

from typing import Literal, get_args

RefusedReason = Literal[
    "empty_page",
    "not_html",
    "no_text",
    "no_title",
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
"""Why a page that was reached gave no line: it is no article, or we may not or need not have it."""

UnchangedReason = Literal["known", "waiting", "not_modified", "same_text"]
"""Why an address gave no line that had come to its end before: nothing was asked, as its page is known or as the pause
after a failure is not over; or its page is what it was, says the server (304), or says the text."""

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
"""Why an address that may be an article could not be read to the end."""

FeedReason = Literal["not_a_feed", "empty_feed"]
"""Why a feed that was reached gave no address."""

SitemapReason = Literal["not_a_sitemap", "empty_sitemap", "too_large", "too_deep"]
"""Why a sitemap that was reached gave no address: it is none, lists none, or stands too deep in indexes of indexes."""

SectionReason = Literal["no_article_links", "too_many_links"]
"""Why a home page or section that was reached gave no address, or not all: nothing on it looks like an article, or it
links more than is read, and the rest is left out."""

ArchiveReason = Literal["not_an_archive", "archive_cut_off"]
"""Why an archive was not read to its end."""

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
"""Why something that may link articles gave none."""


class NewscrawlError(Exception):
    """Anything newscrawl raises on purpose.

    :param message: one line for a person.
    :param reason: one word from a closed list, for counting.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the reason: these errors come back from worker processes."""
        return _unpickle_error, (type(self), str(self), self.reason)


def _unpickle_error(error_class: type[NewscrawlError], message: str, reason: str) -> NewscrawlError:
    return error_class(message, reason=reason)


class BadArgument(NewscrawlError):
    """A command's, spider's or setting's value that cannot be used."""

    def __init__(self, message: str, *, reason: str = "bad_argument") -> None:
        super().__init__(message, reason=reason)


class BadRule(NewscrawlError):
    """A rule or phrase file that cannot be read; the message names file, key and cause."""

    def __init__(self, message: str, *, reason: str = "bad_rule") -> None:
        super().__init__(message, reason=reason)


class BadFeed(NewscrawlError):
    """What was fetched as a feed is none, or links nothing; `reason` is a `FeedReason`."""


class BadArchive(NewscrawlError):
    """A web archive that is none, or ends too early; `reason` is an `ArchiveReason`."""


class BadSitemap(NewscrawlError):
    """What was fetched as a sitemap is none, or lists nothing; `reason` is a `SitemapReason`."""


class BadSection(NewscrawlError):
    """A page that should link articles links none; `reason` is a `SectionReason`."""


class FetchNotAllowed(NewscrawlError):
    """An address that must not be asked for; `reason` is a `RefusedReason`."""


class FetchFailed(NewscrawlError):
    """An address could not be fetched; `reason` is a `FailedReason`."""


class NotAnArticle(NewscrawlError):
    """The page was read, and holds no usable article; `reason` is a `RefusedReason`."""


class ExtractionFailed(NewscrawlError):
    """The page could not be read to the end; `reason` is a `FailedReason`."""


class OutputFailed(NewscrawlError):
    """A line could not be written; what was written before stays whole."""

    def __init__(self, message: str, *, reason: FailedReason = "write_error") -> None:
        super().__init__(message, reason=reason)


class CrawlStateFailed(NewscrawlError):
    """What one run leaves to the next could not be read or written; what was written before stays whole."""

    def __init__(self, message: str, *, reason: str = "state_error") -> None:
        super().__init__(message, reason=reason)
