"""Write each article as a line to a JSON Lines file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from newscrawl.exceptions import OutputFailed
from newscrawl.extensions.crawler import require_extension
from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.extensions.setting_values import get_number, get_output_template
from newscrawl.items import Article
from newscrawl.outputs.jsonl_files import OutputFiles
from newscrawl.outputs.record import encode_record
from newscrawl.text import escape_for_log

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class WriteJsonlPipeline:
    """Writes the records to JSON Lines files, each line in one step with the outcome of its URL in the ledger.

    Settings: ``NEWSCRAWL_OUTPUT``, the path of the file (`newscrawl.outputs.jsonl_files`). If it is not set, the file
    is ``articles.jsonl`` in the current folder, unless Scrapy's own feeds are in use (``-o``, ``-O``, ``FEEDS``). If it
    is empty, no file is written. ``NEWSCRAWL_OUTPUT_MAX_MB``: the size at which a new file is started.

    If lines cannot be written any more, the crawl ends with the reason ``write_error`` or ``disk_full``. The lines
    written before are complete, and the next run continues after them.
    """

    def __init__(self, ledger: LedgerExtension, output_files: OutputFiles) -> None:
        self._ledger = ledger
        self._output_files = output_files
        ledger.set_output(output_files)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the file; if that fails, the crawl does not start.

        :raises NotConfigured: newscrawl writes no file of its own.
        :raises BadArgument: a setting is invalid.
        :raises OutputFailed: the file cannot be written, or another crawl writes to it.
        """
        template = get_output_template(crawler.settings)
        if not template:
            raise NotConfigured  # without a message: Scrapy would log it as a warning at every start
        ledger = require_extension(crawler, LedgerExtension)
        max_mb = get_number(crawler.settings, "NEWSCRAWL_OUTPUT_MAX_MB", default=0, minimum=0)
        output_files = OutputFiles(
            template,
            spider=(crawler.spider or crawler.spidercls).name,
            ledger_id=ledger.ledger.ledger_id,
            committed_lengths=ledger.ledger.output_lengths,
            max_bytes=int(max_mb * 2**20),
        )
        logger.info("Writing articles to %s", escape_for_log(template))
        return cls(ledger, output_files)

    def process_item(self, item: Article) -> Article:
        """Write the line of the article."""
        self._ledger.write_line(item, encode_record(item))
        return item

    def close_spider(self) -> None:
        """Commit the last lines and close the files."""
        self._ledger.commit()
        try:
            self._output_files.close()
        except OutputFailed as error:
            logger.critical("%s", error)
