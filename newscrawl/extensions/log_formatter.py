"""Log lines that carry no page with them: neither an article's text nor its control characters."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter, LogFormatterResult

from newscrawl.core.printable import escape_for_log

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class SanitizedLogFormatter(LogFormatter):
    """Names an item by its address, where Scrapy prints it whole; a dropped item is no warning."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """One line, at DEBUG."""
        return {"level": logging.DEBUG, "msg": "Scraped %(url)s", "args": {"url": _item_url(item, response)}}

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line, at INFO: leaving a page out for a reason is this crawler's work."""
        args = {"url": _item_url(item, response), "why": escape_for_log(exception)}
        return {"level": logging.INFO, "msg": "Dropped %(url)s: %(why)s", "args": args}

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """At ERROR; Scrapy adds the traceback."""
        return {"level": logging.ERROR, "msg": "Error processing %(url)s", "args": {"url": _item_url(item, response)}}


def _item_url(item: Any, response: Response | Failure | None) -> str:
    return escape_for_log(getattr(item, "url", None) or getattr(response, "url", None) or type(item).__name__)
