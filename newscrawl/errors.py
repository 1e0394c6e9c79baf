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
    "off_limits",
    "dropped",
]
"""Why a page that was reached gave no line: it is no article, or we may not or need not have it."""

FailedReason = Literal[
    "bad_address",
    "not_resolved",
    "not_connected",
    "fetch_timeout",
    "fetch_failed",
    "http_status",
    "too_large",
    "too_complex",
    "extraction_timeout",
    "out_of_memory",
    "worker_died",
    "extraction_error",
    "write_error",
    "internal_error",
]
"""Why an address that may be an article could not be read to the end."""

FeedReason = Literal["not_a_feed", "empty_feed"]
"""Why a feed that was reached gave no address."""

REFUSED_REASONS: tuple[str, ...] = get_args(RefusedReason)
FAILED_REASONS: tuple[str, ...] = get_args(FailedReason)
FEED_REASONS: tuple[str, ...] = get_args(FeedReason)


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
        return _rebuild, (type(self), str(self), self.reason)


def _rebuild(kind: type[NewscrawlError], message: str, reason: str) -> NewscrawlError:
    return kind(message, reason=reason)


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


class NotAllowed(NewscrawlError):
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


class StateFailed(NewscrawlError):
    """What one run leaves to the next could not be read or written; what was written before stays whole."""

    def __init__(self, message: str, *, reason: str = "state_error") -> None:
        super().__init__(message, reason=reason)
