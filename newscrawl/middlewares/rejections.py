"""The exception with which a middleware rejects a request for a known reason."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from newscrawl.exceptions import FailedReason, RefusedReason


class RequestRejected(IgnoreRequest):
    """A request that is not sent, or whose response is not used.

    Scrapy's own middlewares raise a plain `IgnoreRequest`, which has no reason. This exception carries the reason of
    the outcome: a `RefusedReason` makes the URL refused, a `FailedReason` makes it failed.

    :param message: one line for the user.
    :param reason: a word from the lists of `newscrawl.exceptions`.
    """

    def __init__(self, message: str, *, reason: RefusedReason | FailedReason) -> None:
        super().__init__(message)
        self.reason = reason
