"""A crawl's way with its output, without the crawl: numbered lines, and a ledger that commits them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from newscrawl.outputs.compression import get_compression
from newscrawl.outputs.jsonl_files import OutputFiles

LEDGER = "the ledger"


def line(number: int) -> bytes:
    return json.dumps({"id": number, "crawled_at": f"2026-03-01T00:00:{number:02}Z", "text": "a b " * 5}).encode()


def read(ledger: Path) -> dict[str, Any]:
    """How many lines are committed, and how long the files are."""
    found: dict[str, Any] = json.loads(ledger.read_bytes()) if ledger.exists() else {"lines": 0, "lengths": {}}
    return found


def write(
    template: Path,
    ledger: Path,
    *,
    until: int,
    a_commit: int = 3,
    max_bytes: int = 0,
    name: str = LEDGER,
    clock: Callable[[], date] | None = None,
) -> None:
    """Go on where the ledger leaves off, up to so many lines, so many a commit; the sites take turns."""
    known = read(ledger)
    given = {"clock": clock} if clock else {}
    with OutputFiles(
        str(template), spider="feed", ledger_id=name, committed_lengths=known["lengths"], max_bytes=max_bytes, **given
    ) as files:
        for number in range(known["lines"], until):
            files.append(line(number), site=f"site-{number % 2}.example")
            if (number + 1) % a_commit == 0 or number + 1 == until:
                known = {"lines": number + 1, "lengths": known["lengths"] | files.sync()}
                partial = ledger.with_suffix(".part")
                partial.write_text(json.dumps(known))
                os.replace(partial, ledger)  # noqa: PTH105 - counted by the test that dies at each call


def unpacked(path: Path) -> bytes:
    return b"".join(text for _, text in get_compression(path).decompress([path.read_bytes()], 0))


def ids(path: Path) -> list[int]:
    return [json.loads(one)["id"] for one in unpacked(path).splitlines()]


def manifests(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted(folder.rglob("*.manifest.json"))]


def check(folder: Path, *, lines: int) -> None:
    """Every line is there once, and every manifest says what the files hold."""
    told: list[int] = []
    for path in sorted(folder.rglob("*.manifest.json")):
        manifest = json.loads(path.read_bytes())
        for part in [*manifest["sealed"], *([manifest["open"]] if manifest["open"] else [])]:
            file = path.with_name(part["file"])
            found = ids(file)
            assert (part["bytes"], part["lines"]) == (file.stat().st_size, len(found))
            times = [json.loads(line(number))["crawled_at"] for number in found]
            assert [part["first"], part["last"]] == ([times[0], times[-1]] if times else [None, None])
            if "sha256" in part:
                assert part["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
            told += found
    assert sorted(told) == [*range(lines)]
