"""How a pipeline says that there is nothing new."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from newscrawl.errors import UnchangedReason


class ArticleUnchanged(DropItem):
    """The article has its line, and needs no other.

    This is expected, so it is logged at DEBUG.
    """

    def __init__(self, message: str, *, reason: UnchangedReason) -> None:
        super().__init__(message, log_level="DEBUG")
        self.reason = reason
