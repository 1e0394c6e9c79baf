"""Functions that misbehave in a worker as pages and libraries do."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from typing import NoReturn

from newscrawl.exceptions import NotAnArticle


class Unreadable(Exception):
    """An exception that can be pickled, and not read again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one}\n{two}")


def double(number: int) -> int:
    return 2 * number


def double_slowly(number: int) -> int:
    time.sleep(1)
    return 2 * number


def process_id() -> int:
    return os.getpid()


def abort() -> NoReturn:
    os.abort()


def exit_silently() -> NoReturn:
    os._exit(0)


def hang() -> NoReturn:
    while True:
        pass


def hang_in_c() -> None:
    """Blocks in a C call, during which no Python signal handler runs."""
    ctypes.PyDLL(None).sleep(600)


def hog() -> int:
    return len([bytearray(2**26) for _ in range(2**10)])


def fail_badly() -> NoReturn:
    raise Unreadable("first line", "second line")


def leave() -> NoReturn:
    raise SystemExit(3)


def refuse() -> NoReturn:
    raise NotAnArticle("nothing here", reason="no_text")


def terminate_itself_once(marker: str) -> str:
    """What systemd does to every process of a service that it stops."""
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "second try"
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(600)
    return "first try"
