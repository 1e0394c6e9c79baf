"""A peer in a Python of its own: some cannot be installed beside newscrawl, or only with other versions than they want.

The other process times itself, a page at a time, when it is asked: what else the machine does hits both alike.
Run as `python -m benchmarks.peer_process NAME`, it is that process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO

from benchmarks.measure import settle_memory
from benchmarks.peers import PEERS, load_peer
from benchmarks.timing import Taken, timed

_ROOT = str(Path(__file__).parent.parent)
_TOLD = ("lxml",)
"""What else decides how fast it is."""


class Elsewhere:
    """Reads pages with another Python; called as every timed reader is.

    :param python: the other's interpreter.
    :param name: of the peer.
    :raises SystemExit: it cannot be started, or has no such peer.
    """

    def __init__(self, python: str, name: str) -> None:
        self._name = name
        command, found = [python, "-m", "benchmarks.peer_process", name], {**os.environ, "PYTHONPATH": _ROOT}
        try:
            self._process = subprocess.Popen(command, env=found, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise SystemExit(f"{name}: {python}: {error.strerror}") from None
        self.versions: dict[str, str] = json.loads(self._line())

    def __call__(self, body: bytes) -> Taken:
        """Have one page read."""
        assert self._process.stdin is not None  # noqa: S101 - it is piped
        self._process.stdin.write(f"{len(body)}\n".encode() + body)
        self._process.stdin.flush()
        return Taken(**json.loads(self._line()))

    def settle(self) -> None:
        """Do in the other process what `settle_memory` does in this one."""
        self(b"")

    def close(self) -> None:
        """End the other process."""
        self._process.communicate()

    def _line(self) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - it is piped
        line = self._process.stdout.readline()
        if not line:
            self.close()
            raise SystemExit(f"{self._name}: the other Python ended with {self._process.returncode}, see above")
        return line


def serve(name: str, asked: IO[bytes], answers: IO[bytes]) -> None:
    """Read pages until there are no more.

    :raises SystemExit: the peer is not installed.
    """
    reader = load_peer(name)
    if reader is None:
        raise SystemExit(f"{name} is not installed in {sys.prefix}")
    take = timed(reader)
    _answer(answers, _versions(PEERS[name], *_TOLD))
    while line := asked.readline():
        if line == b"0\n":
            settle_memory()
        _answer(answers, asdict(take(asked.read(int(line)))))


def _answer(answers: IO[bytes], said: dict[str, object]) -> None:
    answers.write(json.dumps(said).encode() + b"\n")
    answers.flush()


def _versions(*packages: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    own, sys.stdout = sys.stdout.buffer, sys.stderr  # what the peer prints must not stand between the answers
    serve(sys.argv[1], sys.stdin.buffer, own)
