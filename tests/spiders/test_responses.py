"""Pages from responses, and the reason for every URL without a page."""

from __future__ import annotations

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectionLost, NoRouteError
from twisted.python.failure import Failure
from twisted.web.client import ResponseNeverReceived

from newscrawl.exceptions import FAILED_REASONS, REFUSED_REASONS, FetchNotAllowed, NotAnArticle
from newscrawl.items import FeedMetadata
from newscrawl.spiders.responses import build_fetch_error, build_page

NO_ROUTE: Exception = NoRouteError()  # type: ignore[no-untyped-call]
URL = "https://harbour.example/"


@pytest.mark.parametrize(
    ("error", "reason", "message"),
    [
        (HttpError(Response(URL, status=410)), "http_status", "HTTP status 410"),
        (DownloadTimeoutError(), "fetch_timeout", "the server did not answer in time"),
        (CannotResolveHostError(), "not_resolved", "no such host"),
        (DownloadConnectionRefusedError(), "not_connected", "the server cannot be reached"),
        (NO_ROUTE, "not_connected", "the server cannot be reached"),
        (DownloadCancelledError("Received 9 bytes"), "too_large", "larger than DOWNLOAD_MAXSIZE allows"),
        (NotSupported("ftp"), "bad_address", "not a URL that can be requested"),
        (ValueError("Invalid IPv6 URL"), "bad_address", "not a URL that can be requested"),
        (ResponseDataLossError(), "fetch_failed", "the connection broke: ResponseDataLossError"),
        (IgnoreRequest("max redirections reached"), "fetch_failed", "too many redirects"),
        (
            IgnoreRequest("… exceeded DOWNLOAD_MAXSIZE (8 B) …"),
            "too_large",
            "larger than DOWNLOAD_MAXSIZE allows, once unpacked",
        ),
        (IgnoreRequest("Forbidden by robots.txt"), "robots", "forbidden by robots.txt"),
        (IgnoreRequest("Filtered offsite request"), "off_limits", "Filtered offsite request"),
        (IgnoreRequest(), "off_limits", "turned away by a middleware"),
    ],
)
def test_every_failure_has_a_reason_and_a_message(error: Exception, reason: str, message: str) -> None:
    found = build_fetch_error(error)
    assert (found.reason, str(found)) == (reason, message)
    assert reason in (REFUSED_REASONS if isinstance(found, FetchNotAllowed) else FAILED_REASONS)


def test_a_broken_connection_has_the_message_of_twisted() -> None:
    error = DownloadFailedError("[<twisted.python.failure.Failure …>]")
    lost = Failure(ConnectionLost("reset by peer"))  # type: ignore[no-untyped-call]
    error.__cause__ = ResponseNeverReceived([lost])  # type: ignore[no-untyped-call]
    assert "reset by peer" in str(build_fetch_error(error))


def test_a_page_keeps_what_the_response_knows() -> None:
    hints = FeedMetadata(title="Ferry")
    response = Response(URL, headers={"Content-Type": "text/html; charset=latin1"}, body=b"<html>x")
    page = build_page(response, hints)
    assert (page.url, page.body, page.encoding, page.feed_metadata) == (URL, b"<html>x", "cp1252", hints)
    assert page.fetched_at is not None
    assert page.fetched_at.tzinfo is not None


@pytest.mark.parametrize("start", [b"<!---->" * 500, b"<?xml?>" * 500, b" <!-- -- > <!-->" * 200, b"<!--" * 1000])
def test_many_comments_before_a_page_are_no_trap(start: bytes) -> None:
    """With a pattern that can split them in more than one way, 40 comments take for ever, and the reactor with them."""
    response = Response(URL, headers={"Content-Type": "application/xml"}, body=start + b"<rss>")
    with pytest.raises(NotAnArticle):
        build_page(response, FeedMetadata())


def test_a_page_served_as_xml_is_recognised_behind_comments() -> None:
    body = b'<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<!DOCTYPE html><html><body>x</body></html>'
    response = Response(URL, headers={"Content-Type": "application/xml"}, body=body)
    assert build_page(response, FeedMetadata()).body == body
