"""How far a long job is, for whoever watches."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

_SECONDS_A_STEP = 0.2


class Progress:
    """A line on standard error while a job runs, on a terminal only; nothing of it stays.

    :param whole: how much there is to do, in any unit.
    """

    def __init__(self, what: str, whole: int) -> None:
        self._what = what
        self._whole = max(whole, 1)
        self._done = 0
        self._shown = time.monotonic()
        self._on = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._on:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def add(self, amount: int) -> None:
        """So much more is done."""
        self._done += amount
        if self._on and time.monotonic() - self._shown >= _SECONDS_A_STEP:
            self._shown = time.monotonic()
            percent = min(100, 100 * self._done // self._whole)
            print(f"\r{self._what} … {percent:3} %", end="", file=sys.stderr, flush=True)
