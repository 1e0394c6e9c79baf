"""The exceptions with which a pipeline drops an article."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from newscrawl.exceptions import RefusedReason, UnchangedReason


class ArticleDropped(DropItem):
    """The article is not written; its URL is counted as refused, with this reason.

    This is a normal event, so it is logged at INFO.
    """

    def __init__(self, message: str, *, reason: RefusedReason) -> None:
        super().__init__(message, log_level="INFO")
        self.reason = reason


class ArticleUnchanged(DropItem):
    """The article was written before and has not changed; its URL is counted as unchanged, with this reason.

    This is a normal event, so it is logged at DEBUG.
    """

    def __init__(self, message: str, *, reason: UnchangedReason) -> None:
        super().__init__(message, log_level="DEBUG")
        self.reason = reason
