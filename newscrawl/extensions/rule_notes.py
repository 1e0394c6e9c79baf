"""What the rules of single sites have to say of themselves, from all worker processes into one log."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from newscrawl.core.printable import escape_for_log
from newscrawl.rules.model import RuleWarning

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

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
