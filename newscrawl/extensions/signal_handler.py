"""Handle a signal of the operating system in a crawl; several crawls of one process can handle the same signal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any


class SignalHandler:
    """Calls a function in the event loop of the crawl when a signal arrives, then the handler installed before.

    :param signal_name: such as SIGUSR1; if the system does not have this signal, the function is never called.
    """

    def __init__(self, signal_name: str, callback: Callable[[], None]) -> None:
        self._signal_number = getattr(signal, signal_name, None)
        self._callback = callback
        self._previous_handler: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def install(self) -> None:
        """Install the handler; outside the main thread, where Python cannot handle signals, do nothing."""
        if self._signal_number is None:
            return
        self._loop = asyncio.get_running_loop()
        try:
            self._previous_handler = signal.signal(self._signal_number, self._handle)
        except ValueError:
            self._loop = None

    def remove(self) -> None:
        """Restore the previous handler, unless another handler was installed since: that one stays."""
        own_handler, self._callback = self._handle, _do_nothing
        if (
            self._loop is not None
            and self._signal_number is not None
            and signal.getsignal(self._signal_number) == own_handler
        ):
            signal.signal(self._signal_number, self._previous_handler)

    def _handle(self, signal_number: int, frame: FrameType | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._callback)
        if callable(self._previous_handler):
            self._previous_handler(signal_number, frame)


def _do_nothing() -> None:
    """The callback after the end of the crawl."""
