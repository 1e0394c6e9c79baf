"""Commands on a terminal of their own."""

from __future__ import annotations

import os
import pty
import subprocess
import termios
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from tests.crawling import running_process


def run_on_terminal(
    command: list[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    stream: Literal["stdout", "stderr"],
    columns: int = 100,
    watch: Callable[[bytes], None] = lambda printed: None,
) -> tuple[int, bytes]:
    """Run a command that has a terminal for one of its streams; return its exit code and what it printed there.

    `watch` is called with what has been printed so far whenever there is more. The other stream is thrown away.
    """
    own_end, other_end = pty.openpty()
    termios.tcsetwinsize(other_end, (24, columns))
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: other_end}
    with running_process(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, **streams) as process:
        os.close(other_end)
        printed = b""
        while part := _read(own_end):
            printed += part
            watch(printed)
    os.close(own_end)
    return process.returncode, printed


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""
