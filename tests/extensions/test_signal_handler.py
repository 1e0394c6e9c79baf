"""Several crawls of a process hear one signal, and leave it as it was."""

from __future__ import annotations

import asyncio
import signal
from threading import Thread

import pytest

from newscrawl.extensions.signal_handler import SignalHandler

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signal here")


@pytest.mark.asyncio
@pytest.mark.parametrize("first_to_end", [0, 1])
async def test_everyone_who_listens_hears_and_nothing_is_left(first_to_end: int) -> None:
    before, heard = signal.getsignal(signal.SIGUSR1), list[int]()
    ears = [SignalHandler("SIGUSR1", lambda: heard.append(0)), SignalHandler("SIGUSR1", lambda: heard.append(1))]
    for ear in ears:
        ear.install()
    signal.raise_signal(signal.SIGUSR1)
    await asyncio.sleep(0)
    assert sorted(heard) == [0, 1]
    ears[first_to_end].remove()
    signal.raise_signal(signal.SIGUSR1)
    await asyncio.sleep(0)
    assert sorted(heard) == sorted([0, 1, 1 - first_to_end])
    ears[1 - first_to_end].remove()
    if first_to_end == 1:
        assert signal.getsignal(signal.SIGUSR1) == before
    signal.signal(signal.SIGUSR1, before)


@pytest.mark.asyncio
async def test_a_signal_that_the_system_has_not_is_never_heard() -> None:
    ear = SignalHandler("SIGNEVER", pytest.fail)
    ear.install()
    ear.remove()


def test_in_another_thread_nothing_happens() -> None:
    before, problems = signal.getsignal(signal.SIGUSR1), list[Exception]()

    async def listen() -> None:
        ear = SignalHandler("SIGUSR1", pytest.fail)
        ear.install()
        ear.remove()

    def run() -> None:
        try:
            asyncio.run(listen())
        except (RuntimeError, ValueError) as error:
            problems.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert not problems
    assert signal.getsignal(signal.SIGUSR1) == before
