"""Worker processes that make records anew: what a run of `reclean --archive` cannot show."""

from __future__ import annotations

import pytest

from newscrawl.archive.selection import CaptureIndex
from newscrawl.cli.re_extract import ExtractionLimits, ReExtractor
from newscrawl.exceptions import ExtractionFailed
from newscrawl.workers import pool


def test_workers_that_cannot_start_are_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_processes(**options: object) -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(pool, "ProcessPool", no_processes)
    workers = pool.WorkerSettings(count=1, timeout_seconds=1, memory_mb=0, max_pages=1)
    limits = ExtractionLimits(workers=workers, max_body_bytes=1)
    with pytest.raises(ExtractionFailed, match=r"no worker process can be started \(Resource"):
        ReExtractor(CaptureIndex(), limits)
