"""A site that says "not now" is left in peace for as long as it says.

How long a server asks to be left alone: the `Retry-After` header.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy.http.request import NO_CALLBACK

from newscrawl.downloader import SiteDownloader, SitePaused, SiteThrottle
from newscrawl.extensions.setting_values import get_number
from newscrawl.middlewares.rejections import RequestRejected

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_DELAY_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


def parse_retry_after(value: str | None, *, date_header: str | None = None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for; None where it says none that is of use.

    :param sent: the `Date` header beside it: a date counts from the server's own clock, which may not be ours.
    :param now: counts where the server does not say what time it is.

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


logger = logging.getLogger(__name__)

_THROTTLE_STATUSES = (429, 503)
_ATTEMPTS_META_KEY = "newscrawl_refused"


class RetryAfterMiddleware:
    """Answers of 429 and 503 hold the whole site: for the time of its `Retry-After`, else for a growing one.

    What was refused goes back to the scheduler and is asked for again after the pause, `RETRY_TIMES` times at most;
    with too many refusals in a row the site is left alone for the rest of the run. Either way the addresses fail as
    `rate_limited`, and are asked for by a later run. It has to see answers before `RetryMiddleware` does.

    Stat: ``newscrawl/rate_limited``, the refusals.
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

        :raises BadArgument: one is no number.
        """
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Stop what is for a site that is left alone.

        :raises TurnedAway: it is (`rate_limited`).
        :raises SiteHeld: the request is no page's, and nobody need wait for it while the site is held.
        """
        throttle = self._downloader.get_throttle(request)
        if throttle.is_blocked:
            raise RequestRejected(
                f"{throttle.name} refused too often to be asked again in this run", reason="rate_limited"
            )
        if request.callback is NO_CALLBACK and throttle.paused_until > monotonic():
            raise SitePaused(f"{throttle.name} asked for a pause")

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give what waited when the pause began back to the scheduler."""
        if isinstance(exception, SitePaused) and request.callback is not NO_CALLBACK:
            return request.replace(dont_filter=True)
        return None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Hold the site of an answer that refuses.

        :raises TurnedAway: it will not be asked for this again (`rate_limited`).
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
        # Of lower priority: if only this address is refused, others show after the pause that the site answers.
        meta, priority = {**request.meta, _ATTEMPTS_META_KEY: attempts}, request.priority + self._priority_adjust
        return request.replace(meta=meta, priority=priority, dont_filter=True)

    def _throttle_site(self, throttle: SiteThrottle, response: Response) -> None:
        throttle.throttled_count += 1
        # Requests that were under way when another was refused, and are refused in turn, are one refusal.
        if throttle.paused_until <= monotonic():
            throttle.throttled_in_a_row += 1
        if throttle.throttled_in_a_row >= self._max_throttled_in_a_row:
            throttle.is_blocked = True
            logger.warning("%s refused %d times in a row and is left alone", throttle.name, throttle.throttled_in_a_row)
            self._downloader.pause(throttle, 0)
            return
        header_value = _get_header(response, "Retry-After")
        requested_pause = parse_retry_after(
            header_value, date_header=_get_header(response, "Date"), now=datetime.now(UTC)
        )
        pause = min(requested_pause or self._initial_pause * 2 ** (throttle.throttled_in_a_row - 1), self._max_pause)
        logger.info("%s says %d: it is not asked for %.1f s", throttle.name, response.status, pause)
        self._downloader.pause(throttle, pause)

    @property
    def _downloader(self) -> SiteDownloader:
        return SiteDownloader.get(self._crawler)


def _get_header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
