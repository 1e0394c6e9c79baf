"""Log lines that carry no page with them: neither an article's text nor its control characters.

Log records that no page can forge: whoever wrote them, they hold no control characters and no line of their own.

What the rules of single sites have to say of themselves, from all worker processes into one log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.logformatter import LogFormatter, LogFormatterResult

from newscrawl.rules.schema import RuleWarning
from newscrawl.text import escape_for_display, escape_for_log

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector
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


logger = logging.getLogger(__name__)


class RuleWarnings:
    """Counts what rules report, and logs the first of a kind.

    Stats: ``newscrawl/site_rules/missed`` (a page on which a rule's body or title selector found nothing: logged once a
    selector, at INFO) and ``newscrawl/site_config/not_understood`` (lines of ``NEWSCRAWL_SITE_CONFIG``, each logged at
    DEBUG; at the end, one line says how many).

    :param folder: the user's folder of site-config files.
    """

    def __init__(self, stats: StatsCollector, site_config_dir: str | None) -> None:
        self._stats = stats
        self.site_config_dir = site_config_dir
        self._seen: set[RuleWarning] = set()

    def add(self, rule_warnings: Iterable[RuleWarning], url: str | None) -> None:
        """Take the notes that the page at this address brought along."""
        for warning in rule_warnings:
            is_new = warning not in self._seen
            self._seen.add(warning)
            if warning.kind == "missed":
                self._stats.inc_value("newscrawl/site_rules/missed")
                if is_new:
                    logger.info(
                        "%s: %s, first on %s", escape_for_log(warning.location), warning.message, escape_for_log(url)
                    )
            elif is_new:  # every worker reads the file once
                self._stats.inc_value("newscrawl/site_config/not_understood")
                logger.debug(
                    "%s: not understood: %s", escape_for_log(warning.location), escape_for_log(warning.message)
                )

    def log_summary(self) -> None:
        """Say how much of the folder could not be used."""
        if count := self._stats.get_value("newscrawl/site_config/not_understood", 0):
            logger.info(
                "%s: %d lines not understood (each at DEBUG level)", escape_for_log(self.site_config_dir), count
            )
