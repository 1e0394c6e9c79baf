"""Collect the warnings about site rules from all worker processes, count them, and log each once."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from newscrawl.rules.schema import RuleWarning
from newscrawl.text import escape_for_log

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)


class RuleWarnings:
    """Counts the warnings about site rules, and logs each different warning once.

    Stats: ``newscrawl/site_rules/missed`` (pages on which the body or title selector of a rule matched nothing; logged
    once for each selector, at INFO) and ``newscrawl/site_config/not_understood`` (lines of ``NEWSCRAWL_SITE_CONFIG``;
    each is logged at DEBUG, and their number at the end at INFO).

    :param site_config_dir: the user's folder of site-config files.
    """

    def __init__(self, stats: StatsCollector, site_config_dir: str | None) -> None:
        self._stats = stats
        self._site_config_dir = site_config_dir
        self._seen: set[RuleWarning] = set()

    def add(self, rule_warnings: Iterable[RuleWarning], url: str | None) -> None:
        """Add the warnings that came with a page.

        :param url: the URL of the page.
        """
        for warning in rule_warnings:
            is_new = warning not in self._seen
            self._seen.add(warning)
            if warning.kind == "missed":
                self._stats.inc_value("newscrawl/site_rules/missed")
                if is_new:
                    logger.info(
                        "%s: %s, first on %s", escape_for_log(warning.location), warning.message, escape_for_log(url)
                    )
            elif is_new:  # each worker reads the file, so the same warning comes from every worker
                self._stats.inc_value("newscrawl/site_config/not_understood")
                logger.debug(
                    "%s: not understood: %s", escape_for_log(warning.location), escape_for_log(warning.message)
                )

    def log_summary(self) -> None:
        """Log how many lines of the user's folder were not understood."""
        if count := self._stats.get_value("newscrawl/site_config/not_understood", 0):
            logger.info(
                "%s: %d lines not understood (each at DEBUG level)", escape_for_log(self._site_config_dir), count
            )
