"""Several crawls of one process handle the same signal, and restore the handler before them."""

from __future__ import annotations

import asyncio
import signal
from threading import Thread

import pytest

from newscrawl.extensions.signal_handler import SignalHandler

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signal here")


@pytest.mark.asyncio
@pytest.mark.parametrize("removed_first", [0, 1])
async def test_all_handlers_are_called_and_all_can_be_removed(removed_first: int) -> None:
    before, calls = signal.getsignal(signal.SIGUSR1), list[int]()
    handlers = [SignalHandler("SIGUSR1", lambda: calls.append(0)), SignalHandler("SIGUSR1", lambda: calls.append(1))]
    for handler in handlers:
        handler.install()
    signal.raise_signal(signal.SIGUSR1)
    await asyncio.sleep(0)
    assert sorted(calls) == [0, 1]
    handlers[removed_first].remove()
    signal.raise_signal(signal.SIGUSR1)
    await asyncio.sleep(0)
    assert sorted(calls) == sorted([0, 1, 1 - removed_first])
    handlers[1 - removed_first].remove()
    if removed_first == 1:
        assert signal.getsignal(signal.SIGUSR1) == before
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.asyncio
async def test_a_signal_that_the_system_does_not_have_is_ignored() -> None:
    handler = SignalHandler("SIGNEVER", pytest.fail)
    handler.install()
    handler.remove()


def test_outside_the_main_thread_nothing_happens() -> None:
    before, problems = signal.getsignal(signal.SIGUSR1), list[Exception]()

    async def install_and_remove() -> None:
        handler = SignalHandler("SIGUSR1", pytest.fail)
        handler.install()
        handler.remove()

    def run() -> None:
        try:
            asyncio.run(install_and_remove())
        except (RuntimeError, ValueError) as error:
            problems.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert not problems
    assert signal.getsignal(signal.SIGUSR1) == before
