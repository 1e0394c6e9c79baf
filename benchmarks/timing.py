"""What one page takes one reader, and whether anything came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["read", "failed", "unknown"]
"""Something of an article was found; nothing was, or the reader gave up; it does not know pages of this publisher."""

Reader = Callable[[bytes], Callable[[], object] | None]
"""Given a page, what reads it; None where the reader does not know pages of its publisher. What the call gives is false
where it found no article."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One page read once."""

    outcome: Outcome
    seconds: float = 0.0
    """Of processor time."""
    why: str = ""
    """What kind of error ended it, where one did."""


Timed = Callable[[bytes], Taken]


def timed(reader: Reader) -> Timed:
    """The reader with a clock: what it must know before it can read a page is not counted."""

    def take(body: bytes) -> Taken:
        call = reader(body)
        if call is None:
            return Taken("unknown")
        started, why = time.process_time(), ""
        try:
            found = call()
        except Exception as error:  # noqa: BLE001 - others fail in many ways, and each is a page not read
            found, why = None, type(error).__name__
        return Taken("read" if found else "failed", time.process_time() - started, why)

    return take
