"""How worker processes are started, and the pipe that feeds them."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any

from pebble import ProcessPool

from newscrawl.extensions import worker

_PIPE_BYTES = 2**20
"""Three to five pages: the most that Linux gives to a process without privileges."""


class LargePipeContext(ForkServerContext):
    """Python's context of processes that a fork server starts, whose pipes hold whole pages.

    The usual 64 KiB are a third of a page: its worker would wait until the crawling process, busy with other pages,
    has written the rest of it.
    """

    def Pipe(self, duplex: bool = True) -> tuple[Connection[Any, Any], Connection[Any, Any]]:  # noqa: N802 - as Python has it
        """Two ends of a pipe; as wide as usual where the system has no other."""
        reader, writer = super().Pipe(duplex)
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
            with suppress(OSError):  # a socket, or more than this user may have
                fcntl.fcntl(writer.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return reader, writer


def start_workers(count: int, *, max_pages: int, memory_mb: int, site_config: str | None) -> ProcessPool:
    """Worker processes that have their limits and their rules; this takes up to a second.

    :raises RuntimeError: they did not start.
    :raises OSError: the system has no room for them.
    """
    context = LargePipeContext()
    context.set_forkserver_preload(worker.PRELOAD_MODULES)
    pool = ProcessPool(
        max_workers=count,
        max_tasks=max_pages,
        initializer=worker.init_worker,
        initargs=(memory_mb, site_config),
        context=context,
    )
    if not pool.active:  # asking starts it
        raise RuntimeError("the pool did not start")
    return pool
