"""Writes output files as a crawl does, without a crawl: numbered lines, and a JSON file as the ledger."""

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

LEDGER_ID = "the ledger"


def make_line(number: int) -> bytes:
    return json.dumps({"id": number, "crawled_at": f"2026-03-01T00:00:{number:02}Z", "text": "a b " * 5}).encode()


def read_ledger(ledger: Path) -> dict[str, Any]:
    """The number of committed lines (`lines`), and the length of each file by its key (`lengths`)."""
    committed: dict[str, Any] = json.loads(ledger.read_bytes()) if ledger.exists() else {"lines": 0, "lengths": {}}
    return committed


def write_lines(
    template: Path,
    ledger: Path,
    *,
    until: int,
    lines_per_commit: int = 3,
    max_bytes: int = 0,
    ledger_id: str = LEDGER_ID,
    clock: Callable[[], date] | None = None,
) -> None:
    """Continue after the last committed line, up to `until` lines in all; the lines are of two sites in turn."""
    committed = read_ledger(ledger)
    options = {"clock": clock} if clock else {}
    with OutputFiles(
        str(template),
        spider="feed",
        ledger_id=ledger_id,
        committed_lengths=committed["lengths"],
        max_bytes=max_bytes,
        **options,
    ) as files:
        for number in range(committed["lines"], until):
            files.append(make_line(number), site=f"site-{number % 2}.example")
            if (number + 1) % lines_per_commit == 0 or number + 1 == until:
                committed = {"lines": number + 1, "lengths": committed["lengths"] | files.sync()}
                partial = ledger.with_suffix(".part")
                partial.write_text(json.dumps(committed))
                os.replace(partial, ledger)  # noqa: PTH105 - the test that dies at each call counts it


def decompress(path: Path) -> bytes:
    return b"".join(text for _, text in get_compression(path).decompress([path.read_bytes()], 0))


def read_ids(path: Path) -> list[int]:
    return [json.loads(record)["id"] for record in decompress(path).splitlines()]


def read_manifests(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_bytes()) for path in sorted(folder.rglob("*.manifest.json"))]


def check_files(folder: Path, *, lines: int) -> None:
    """Assert that every line is in the files once, and that the manifests describe the files."""
    all_ids: list[int] = []
    for path in sorted(folder.rglob("*.manifest.json")):
        manifest = json.loads(path.read_bytes())
        for part in [*manifest["sealed"], *([manifest["open"]] if manifest["open"] else [])]:
            file = path.with_name(part["file"])
            ids = read_ids(file)
            assert (part["bytes"], part["lines"]) == (file.stat().st_size, len(ids))
            times = [json.loads(make_line(number))["crawled_at"] for number in ids]
            assert [part["first"], part["last"]] == ([times[0], times[-1]] if times else [None, None])
            if "sha256" in part:
                assert part["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
            all_ids += ids
    assert sorted(all_ids) == [*range(lines)]
