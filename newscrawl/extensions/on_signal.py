"""A signal of the system that several crawls of a process may listen to."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any


class OnSignal:
    """Calls back when a signal comes, in the crawl's own thread, and lets whoever listened before hear it, too.

    :param name: such as SIGUSR1; where the system has none of that name, nothing is ever heard.
    """

    def __init__(self, name: str, call: Callable[[], None]) -> None:
        self._number = getattr(signal, name, None)
        self._call = call
        self._before: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self) -> None:
        """Begin; outside the main thread, where Python hears no signals, nothing happens."""
        if self._number is None:
            return
        self._loop = asyncio.get_running_loop()
        try:
            self._before = signal.signal(self._number, self._heard)
        except ValueError:
            self._loop = None

    def ignore(self) -> None:
        """End, and leave things as they were, unless another has begun to listen since: that one goes on."""
        heard, self._call = self._heard, _nothing
        if self._loop is not None and self._number is not None and signal.getsignal(self._number) == heard:
            signal.signal(self._number, self._before)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._call)
        if callable(self._before):
            self._before(number, frame)


def _nothing() -> None:
    """What is called when the crawl that listened is over."""
