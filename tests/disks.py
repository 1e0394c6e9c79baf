"""Disks that are full: for a test's own process, and for all."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process may grow over that many bytes.

    Not a fixture: pytest's own output may be a file, and it writes between a test and its fixtures' end.
    """
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """A disk of its own in a folder; what comes is called to make it larger, with its kilobytes."""

    def mount(*options: str) -> bool:
        tool = shutil.which("mount")
        return (
            tool is not None
            and not subprocess.run([tool, *options, folder], capture_output=True, check=False).returncode
        )

    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"):
        pytest.skip("only root may mount a disk here")
    try:
        yield lambda larger: None if mount("-o", f"remount,size={larger}k") else pytest.fail("cannot be made larger")
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607 - as found
