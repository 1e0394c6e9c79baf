"""Functions for worker processes that misbehave as pages and libraries do."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import NoReturn


class Unreadable(Exception):
    """An exception that can be pickled but not unpickled."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one}\n{two}")


def double(number: int) -> int:
    return 2 * number


def double_when_allowed(number: int, started: Path, allowed: Path) -> int:
    """Create one file, and wait for another."""
    started.touch()
    while not allowed.exists():
        time.sleep(0.01)
    return 2 * number


def process_id() -> int:
    return os.getpid()


def terminates_at_once() -> bool:
    """Whether SIGTERM ends this process even while C code runs: no handler in Python would."""
    return signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def abort() -> NoReturn:
    os.abort()


def exit_silently() -> NoReturn:
    os._exit(0)


def hang() -> NoReturn:
    while True:
        pass


def hang_in_c(started: Path | None = None) -> None:
    """Block in a C function, during which no signal handler in Python runs."""
    if started:
        started.touch()
    ctypes.PyDLL(None).sleep(3600)


def use_too_much_memory() -> int:
    return len([bytearray(2**26) for _ in range(2**10)])


def fail_badly() -> NoReturn:
    raise Unreadable("first line", "second line")


def exit_with_code() -> NoReturn:
    raise SystemExit(3)


def terminate_itself_once(marker: str) -> str:
    """End as systemd ends every process of a service that it stops, at the first call only."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "second try"
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(3600)
    return "first try"
