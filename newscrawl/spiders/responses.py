"""Turn the result of a request into a `Page` for the extraction, or into an error with a reason."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError
from w3lib.encoding import http_content_type_encoding

from newscrawl.exceptions import (
    REFUSED_REASONS,
    FailedReason,
    FetchFailed,
    FetchNotAllowed,
    NewscrawlError,
    NotAnArticle,
)
from newscrawl.extensions.request_meta import FETCHED_AT_META_KEY, get_header
from newscrawl.html.content_type import is_html
from newscrawl.items import FeedMetadata, Page
from newscrawl.metadata.rights import RIGHTS_HEADERS
from newscrawl.middlewares.rejections import RequestRejected

_FAILURE_REASONS: tuple[tuple[tuple[type[Exception], ...], FailedReason, str], ...] = (
    ((DownloadTimeoutError,), "fetch_timeout", "the server did not answer in time"),
    ((CannotResolveHostError,), "not_resolved", "no such host"),
    ((DownloadConnectionRefusedError, ConnectError), "not_connected", "the server cannot be reached"),
    ((DownloadCancelledError,), "too_large", "larger than DOWNLOAD_MAXSIZE allows"),
    ((UnsupportedURLSchemeError, NotSupported, ValueError), "bad_address", "not a URL that can be requested"),
)
"""The exceptions of a download, with their reasons and messages."""
DOWNLOAD_ERRORS: tuple[type[Exception], ...] = (
    *(error_class for error_classes, _, _ in _FAILURE_REASONS for error_class in error_classes),
    *(DownloadFailedError, IgnoreRequest, ResponseDataLossError),
)
"""All exceptions that a download without a response raises."""


def build_page(response: Response, feed_metadata: FeedMetadata) -> Page:
    """The page of a response.

    :raises NotAnArticle: the response is not HTML (reason `not_html`).
    """
    declared_type = get_header(response, "Content-Type")
    if not is_html(declared_type, response.body):
        raise NotAnArticle(f"not HTML but {declared_type or 'of no stated type'}", reason="not_html")
    encoding = http_content_type_encoding(declared_type)
    return Page(
        body=response.body,
        url=response.url,
        encoding=encoding,
        feed_metadata=feed_metadata,
        fetched_at=_get_fetch_time(response),
        headers=_rights_headers(response),
    )


def build_fetch_error(error: BaseException | None) -> NewscrawlError:
    """The error of a URL that was not fetched: `FetchNotAllowed` if a rule forbids it, otherwise `FetchFailed`."""
    if isinstance(error, HttpError):
        return FetchFailed(f"HTTP status {error.response.status}", reason="http_status")
    if isinstance(error, RequestRejected):
        error_class = FetchNotAllowed if error.reason in REFUSED_REASONS else FetchFailed
        return error_class(str(error), reason=error.reason)
    if isinstance(error, IgnoreRequest):
        return _build_ignored_error(str(error))
    for error_classes, reason, message in _FAILURE_REASONS:
        if isinstance(error, error_classes):
            return FetchFailed(message, reason=reason)
    return FetchFailed(f"the connection broke: {_get_connection_error(error)}", reason="fetch_failed")


def _get_fetch_time(response: Response) -> datetime:
    """The current time; for a response from a web archive, the time at which it was fetched."""
    archived_at = response.request.meta.get(FETCHED_AT_META_KEY) if response.request else None
    return archived_at if isinstance(archived_at, datetime) else datetime.now(UTC)


def _rights_headers(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers about the use of the page."""
    return tuple((name, value.decode("latin-1")) for name in RIGHTS_HEADERS for value in response.headers.getlist(name))


def _get_connection_error(error: BaseException | None) -> str:
    """Twisted's message about a broken connection. The message of Scrapy's exception is the repr of a list."""
    reasons = getattr(getattr(error, "__cause__", None), "reasons", None)
    message = reasons[0].getErrorMessage() if reasons else str(error)
    return message.strip() or type(error).__name__


def _build_ignored_error(message: str) -> NewscrawlError:
    """The error for an `IgnoreRequest`. Scrapy's middlewares raise it for many causes; only the message differs."""
    if "robots.txt" in message:
        return FetchNotAllowed("forbidden by robots.txt", reason="robots")
    if "max redirections" in message:
        return FetchFailed("too many redirects", reason="fetch_failed")
    if "DOWNLOAD_MAXSIZE" in message:
        return FetchFailed("larger than DOWNLOAD_MAXSIZE allows, once unpacked", reason="too_large")
    return FetchNotAllowed(message or "turned away by a middleware", reason="off_limits")
