"""How a middleware says why it does not let a request through."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from newscrawl.exceptions import FailedReason, RefusedReason


class RequestRejected(IgnoreRequest):
    """A request that is not sent, or whose answer is not taken.

    Scrapy's own middlewares raise `IgnoreRequest` for all that they turn away. This one carries the reason under which
    the address is counted: with a `RefusedReason` it ends as refused, with a `FailedReason` as failed.

    :param message: one line for a person.
    :param reason: one word from the closed lists of `newscrawl.exceptions`.
    """

    def __init__(self, message: str, *, reason: RefusedReason | FailedReason) -> None:
        super().__init__(message)
        self.reason = reason
