"""How a pipeline says no."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from newscrawl.errors import RefusedReason


class ArticleDropped(DropItem):
    """The article gives no line, for a reason from the closed list, by which the run report counts it.

    This is expected, so it is logged at INFO.
    """

    def __init__(self, message: str, *, reason: RefusedReason) -> None:
        super().__init__(message, log_level="INFO")
        self.reason = reason
