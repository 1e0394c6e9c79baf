"""Log records that no page can forge: whoever wrote them, they hold no control characters and no line of their own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals

from newscrawl.core.printable import escape_for_display

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_EXCEPTION_FORMATTER = logging.Formatter()


class LogSanitizer:
    """Filters what all handlers of the root logger write while a crawl runs, that of libraries, too.

    What a terminal would obey is escaped, in messages and tracebacks. Lines after a record's first are moved in, so
    that a title with a line break in it makes no second record: each of those begins at the left edge.
    """

    def __init__(self) -> None:
        self._handlers: list[logging.Handler] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Begin with the spider: between this call and that, Scrapy sets up its handler once more."""
        sanitizer = cls()
        crawler.signals.connect(sanitizer.install, signals.spider_opened)
        crawler.signals.connect(sanitizer.remove, signals.engine_stopped)
        return sanitizer

    def install(self) -> None:
        """Filter the handlers that there are."""
        self._handlers = [handler for handler in logging.root.handlers if sanitize_record not in handler.filters]
        for handler in self._handlers:
            handler.addFilter(sanitize_record)

    def remove(self) -> None:
        """Leave the handlers as they were: those of a test or of a larger program outlive the crawl."""
        for handler in self._handlers:
            handler.removeFilter(sanitize_record)


def sanitize_record(record: logging.LogRecord) -> bool:
    """Escape the record's message, its traceback and its stack; it is always logged."""
    record.msg, record.args = _escape_lines(record.getMessage()), None
    if record.exc_info and not record.exc_text:
        record.exc_text = _EXCEPTION_FORMATTER.formatException(record.exc_info)
    if record.exc_text:
        record.exc_text = _escape_lines(record.exc_text)
    if record.stack_info:
        record.stack_info = _escape_lines(record.stack_info)
    return True


def _escape_lines(text: str) -> str:
    first, *others = (escape_for_display(line) for line in text.replace("\t", "    ").split("\n"))
    return "\n".join([first, *(line if not line or line.startswith(" ") else f"  {line}" for line in others)])
