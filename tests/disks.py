"""Full disks: a limit for the files of this process, and a small file system."""

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
    """Let no file of this process grow larger than `size` bytes.

    This is not a fixture: pytest's own output may be a file, and it is written before the fixtures of a test end.
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
    """Mount a small file system in a folder; the yielded function changes its size, in kilobytes."""

    def mount(*options: str) -> bool:
        tool = shutil.which("mount")
        return (
            tool is not None
            and not subprocess.run([tool, *options, folder], capture_output=True, check=False).returncode
        )

    folder.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"):
        pytest.skip("only root may mount a file system here")
    try:
        yield lambda size: None if mount("-o", f"remount,size={size}k") else pytest.fail("cannot change its size")
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607 - found in PATH
