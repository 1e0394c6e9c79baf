"""How a pipeline says no.

How a pipeline says that there is nothing new.
"""

from __future__ import annotations

from scrapy.exceptions import DropItem

from newscrawl.exceptions import RefusedReason, UnchangedReason


class ArticleDropped(DropItem):
    """The article gives no line, for a reason from the closed list, by which the run report counts it.

    This is expected, so it is logged at INFO.
    """

    def __init__(self, message: str, *, reason: RefusedReason) -> None:
        super().__init__(message, log_level="INFO")
        self.reason = reason


class ArticleUnchanged(DropItem):
    """The article has its line, and needs no other.

    This is expected, so it is logged at DEBUG.
    """

    def __init__(self, message: str, *, reason: UnchangedReason) -> None:
        super().__init__(message, log_level="DEBUG")
        self.reason = reason
