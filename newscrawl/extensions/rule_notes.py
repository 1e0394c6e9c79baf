"""What the rules of single sites have to say of themselves, from all worker processes into one log."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from newscrawl.core.printable import printable
from newscrawl.rules.model import RuleNote

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)


class RuleNotes:
    """Counts what rules report, and logs the first of a kind.

    Stats: ``newscrawl/site_rules/missed`` (a page on which a rule's body or title selector found nothing: logged once a
    selector, at INFO) and ``newscrawl/site_config/not_understood`` (lines of ``NEWSCRAWL_SITE_CONFIG``, each logged at
    DEBUG; at the end, one line says how many).

    :param folder: the user's folder of site-config files.
    """

    def __init__(self, stats: StatsCollector, folder: str | None) -> None:
        self._stats = stats
        self.folder = folder
        self._known: set[RuleNote] = set()

    def take(self, notes: Iterable[RuleNote], url: str | None) -> None:
        """Take the notes that the page at this address brought along."""
        for note in notes:
            new = note not in self._known
            self._known.add(note)
            if note.kind == "missed":
                self._stats.inc_value("newscrawl/site_rules/missed")
                if new:
                    logger.info("%s: %s, first on %s", printable(note.where), note.what, printable(url))
            elif new:  # every worker reads the file once
                self._stats.inc_value("newscrawl/site_config/not_understood")
                logger.debug("%s: not understood: %s", printable(note.where), printable(note.what))

    def close(self) -> None:
        """Say how much of the folder could not be used."""
        if count := self._stats.get_value("newscrawl/site_config/not_understood", 0):
            logger.info("%s: %d lines not understood (each at DEBUG level)", printable(self.folder), count)
