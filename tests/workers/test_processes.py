"""Pipes that take a whole page before anybody reads."""

from __future__ import annotations

import os
import sys

import pytest

from newscrawl.workers.pool import LargePipeContext


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has pipes of another size")
def test_a_pipe_takes_a_page_that_nobody_reads_yet() -> None:
    reader, writer = LargePipeContext().Pipe(duplex=False)
    with reader, writer:
        os.set_blocking(writer.fileno(), False)
        assert os.write(writer.fileno(), b"x" * 300_000) == 300_000


def test_a_pipe_of_two_directions_is_a_pipe_all_the_same() -> None:
    one, other = LargePipeContext().Pipe()
    with one, other:
        one.send("page")
        assert other.recv() == "page"
