"""A signal of the system that several crawls of a process may listen to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any


class SignalHandler:
    """Calls back when a signal comes, in the crawl's own thread, and lets whoever listened before hear it, too.

    :param name: such as SIGUSR1; where the system has none of that name, nothing is ever heard.
    """

    def __init__(self, signal_name: str, callback: Callable[[], None]) -> None:
        self._signal_number = getattr(signal, signal_name, None)
        self._callback = callback
        self._previous_handler: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def install(self) -> None:
        """Begin; outside the main thread, where Python hears no signals, nothing happens."""
        if self._signal_number is None:
            return
        self._loop = asyncio.get_running_loop()
        try:
            self._previous_handler = signal.signal(self._signal_number, self._handle)
        except ValueError:
            self._loop = None

    def remove(self) -> None:
        """End, and leave things as they were, unless another has begun to listen since: that one goes on."""
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
    """What is called when the crawl that listened is over."""
