"""Keep pages out of the log: log lines contain no article text, no control characters and no forged records."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.logformatter import LogFormatter, LogFormatterResult

from newscrawl.text import escape_for_display, escape_for_log

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

_EXCEPTION_FORMATTER = logging.Formatter()


class SanitizedLogFormatter(LogFormatter):
    """Logs the URL of an item where Scrapy logs the whole item; logs a dropped item at INFO, not as a warning."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """One line, at DEBUG."""
        return {"level": logging.DEBUG, "msg": "Scraped %(url)s", "args": {"url": _item_url(item, response)}}

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line, at INFO: to drop a page for a good reason is normal in a crawl."""
        args = {"url": _item_url(item, response), "why": escape_for_log(exception)}
        return {"level": logging.INFO, "msg": "Dropped %(url)s: %(why)s", "args": args}

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """One line, at ERROR; Scrapy adds the traceback."""
        return {"level": logging.ERROR, "msg": "Error processing %(url)s", "args": {"url": _item_url(item, response)}}


class LogSanitizer:
    """Adds a filter to all handlers of the root logger during a crawl; the messages of libraries pass it, too.

    The filter escapes control characters in messages and tracebacks, because a terminal may obey them. It indents all
    lines of a record except the first: a line break in a page's title cannot forge a record, because each record starts
    at the left edge.
    """

    def __init__(self) -> None:
        self._handlers: list[logging.Handler] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the sanitizer, which starts with the spider: Scrapy installs its handler again before that."""
        sanitizer = cls()
        crawler.signals.connect(sanitizer.install, signals.spider_opened)
        crawler.signals.connect(sanitizer.remove, signals.engine_stopped)
        return sanitizer

    def install(self) -> None:
        """Add the filter to the handlers that exist now."""
        self._handlers = [handler for handler in logging.root.handlers if sanitize_record not in handler.filters]
        for handler in self._handlers:
            handler.addFilter(sanitize_record)

    def remove(self) -> None:
        """Remove the filter: the handlers of a test or of a larger program exist after the crawl."""
        for handler in self._handlers:
            handler.removeFilter(sanitize_record)


def sanitize_record(record: logging.LogRecord) -> bool:
    """Escape the message, the traceback and the stack of a record; return True, so that it is logged."""
    record.msg, record.args = _escape_lines(record.getMessage()), None
    if record.exc_info and not record.exc_text:
        record.exc_text = _EXCEPTION_FORMATTER.formatException(record.exc_info)
    if record.exc_text:
        record.exc_text = _escape_lines(record.exc_text)
    if record.stack_info:
        record.stack_info = _escape_lines(record.stack_info)
    return True


def _item_url(item: Any, response: Response | Failure | None) -> str:
    return escape_for_log(getattr(item, "url", None) or getattr(response, "url", None) or type(item).__name__)


def _escape_lines(text: str) -> str:
    first, *others = (escape_for_display(line) for line in text.replace("\t", "    ").split("\n"))
    return "\n".join([first, *(line if not line or line.startswith(" ") else f"  {line}" for line in others)])
