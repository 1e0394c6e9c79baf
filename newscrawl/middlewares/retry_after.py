"""Pause a site that responds 429 or 503, for as long as its `Retry-After` header says."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy.http.request import NO_CALLBACK

from newscrawl.downloader import SiteDownloader, SitePaused, SiteThrottle
from newscrawl.extensions.request_meta import get_header
from newscrawl.extensions.setting_values import get_number
from newscrawl.middlewares.rejections import RequestRejected

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_THROTTLE_STATUSES = (429, 503)
_ATTEMPTS_META_KEY = "newscrawl_throttled_attempts"
_DELAY_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


class RetryAfterMiddleware:
    """Pauses the whole site after a response 429 or 503.

    The pause is as long as `Retry-After` says, but at most ``NEWSCRAWL_PAUSE_MAX`` seconds. Without this header, the
    first pause is ``NEWSCRAWL_PAUSE`` seconds, and each further pause in a row is twice as long as the one before.

    The request goes back to the scheduler and is sent again after the pause, at most `RETRY_TIMES` times. After
    ``NEWSCRAWL_REFUSALS_MAX`` such responses in a row, the site is blocked for the rest of the run. In both cases the
    URLs fail as `rate_limited`, and a later run requests them again. This middleware must get the response before
    `RetryMiddleware` does.

    Stat: ``newscrawl/rate_limited``, the number of responses 429 and 503.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._initial_pause = get_number(settings, "NEWSCRAWL_PAUSE", default=30, minimum=0)
        self._max_pause = get_number(settings, "NEWSCRAWL_PAUSE_MAX", default=300, minimum=0)
        self._max_throttled_in_a_row = get_number(settings, "NEWSCRAWL_REFUSALS_MAX", default=5, minimum=1)
        self._max_retries = settings.getint("RETRY_TIMES")
        self._priority_adjust = settings.getint("RETRY_PRIORITY_ADJUST")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings.

        :raises BadArgument: a setting is not a number.
        """
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Stop requests to a site that is blocked or paused.

        :raises RequestRejected: the site is blocked (`rate_limited`).
        :raises SitePaused: the site is paused, and the request comes from a middleware or pipeline, which should not
            wait. A request of a spider waits in the scheduler.
        """
        throttle = self._downloader.get_throttle(request)
        if throttle.is_blocked:
            raise RequestRejected(
                f"{throttle.name} refused too often: it gets no more requests in this run", reason="rate_limited"
            )
        if request.callback is NO_CALLBACK and throttle.paused_until > monotonic():
            raise SitePaused(f"{throttle.name} is paused")

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give a request that waited in the downloader when the pause began back to the scheduler."""
        if isinstance(exception, SitePaused) and request.callback is not NO_CALLBACK:
            return request.replace(dont_filter=True)
        return None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pause the site after a response 429 or 503, and send the request again later.

        :raises RequestRejected: the request is not sent again (`rate_limited`).
        """
        throttle = self._downloader.get_throttle(request)
        if response.status not in _THROTTLE_STATUSES:
            throttle.throttled_in_a_row = 0
            return response
        self._crawler.stats.inc_value("newscrawl/rate_limited")
        self._throttle_site(throttle, response)
        if request.callback is NO_CALLBACK:
            return response
        attempts = request.meta.get(_ATTEMPTS_META_KEY, 0) + 1
        if throttle.is_blocked or attempts > self._max_retries:
            raise RequestRejected(f"refused {attempts} times (HTTP status {response.status})", reason="rate_limited")
        # With a lower priority: if the site refuses this URL only, other URLs are requested first after the pause, and
        # their responses end the row.
        meta, priority = {**request.meta, _ATTEMPTS_META_KEY: attempts}, request.priority + self._priority_adjust
        return request.replace(meta=meta, priority=priority, dont_filter=True)

    def _throttle_site(self, throttle: SiteThrottle, response: Response) -> None:
        throttle.throttled_count += 1
        # Several requests may be in flight when the pause begins. If they are refused, too, that counts as one refusal.
        if throttle.paused_until <= monotonic():
            throttle.throttled_in_a_row += 1
        if throttle.throttled_in_a_row >= self._max_throttled_in_a_row:
            throttle.is_blocked = True
            logger.warning(
                "%s refused %d times in a row: it gets no more requests in this run",
                *(throttle.name, throttle.throttled_in_a_row),
            )
            self._downloader.pause(throttle, 0)
            return
        requested_pause = parse_retry_after(
            get_header(response, "Retry-After"), date_header=get_header(response, "Date"), now=datetime.now(UTC)
        )
        pause = min(requested_pause or self._initial_pause * 2 ** (throttle.throttled_in_a_row - 1), self._max_pause)
        logger.info("%s responded %d: it is paused for %.1f s", throttle.name, response.status, pause)
        self._downloader.pause(throttle, pause)

    @property
    def _downloader(self) -> SiteDownloader:
        return SiteDownloader.get(self._crawler)


def parse_retry_after(value: str | None, *, date_header: str | None = None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for; None if it is missing, invalid, zero or in the past.

    :param date_header: the `Date` header of the same response. If `Retry-After` is a date, it is relative to the clock
        of the server, which may be wrong.
    :param now: the current time, used if there is no `Date` header.

    >>> parse_retry_after("120", now=datetime(2026, 11, 2, tzinfo=UTC))
    120.0
    >>> parse_retry_after("Mon, 02 Nov 2026 00:00:30 GMT", now=datetime(2026, 11, 2, tzinfo=UTC))
    30.0
    """
    stripped = (value or "").strip()
    if _DELAY_SECONDS.fullmatch(stripped):
        return float(stripped) or None
    resume_at = _parse_http_date(stripped)
    if resume_at is None:
        return None
    seconds = (resume_at - (_parse_http_date(date_header) or now)).total_seconds()
    return seconds if seconds > 0 else None


def _parse_http_date(value: str | None) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
