"""The last run of each site, and its lock."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.state.site_runs import LastRun, SiteRunStore
from tests.crawling import running_process

STARTED_AT = datetime(2026, 11, 22, 15, tzinfo=UTC)
ENDED_AT = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)


@pytest.fixture
def runs(tmp_path: Path) -> SiteRunStore:
    return SiteRunStore(tmp_path / "state" / "sites")


@pytest.mark.parametrize(
    "run", [LastRun(started_at=STARTED_AT), LastRun(started_at=STARTED_AT, ended_at=ENDED_AT, exit_code=4)]
)
def test_a_saved_run_is_read_again(tmp_path: Path, run: LastRun) -> None:
    SiteRunStore(tmp_path / "a").save("harbour.example", run)
    again = SiteRunStore(tmp_path / "a")
    assert again.read_last("harbour.example") == run
    assert again.read_last("lough.example") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"began": 7, "ended": null, "code": 0}', '{"ended": null}'])
def test_a_file_that_is_not_a_run_counts_as_none(runs: SiteRunStore, tmp_path: Path, text: str) -> None:
    (tmp_path / "state" / "sites" / "harbour.example.json").write_text(text)
    assert runs.read_last("harbour.example") is None


def test_a_time_without_a_zone_is_taken_as_utc(runs: SiteRunStore, tmp_path: Path) -> None:
    text = '{"began": "2026-11-22T15:00:00", "ended": null, "code": null}'
    (tmp_path / "state" / "sites" / "harbour.example.json").write_text(text)
    assert runs.read_last("harbour.example") == LastRun(started_at=STARTED_AT)


def test_a_site_is_locked_for_one_at_a_time(runs: SiteRunStore) -> None:
    fd = runs.try_lock("harbour.example")
    assert fd is not None
    assert runs.try_lock("harbour.example") is None
    other = runs.try_lock("lough.example")
    assert other is not None
    os.close(fd)
    again = runs.try_lock("harbour.example")
    assert again is not None
    os.close(again)
    os.close(other)


def test_a_lock_lasts_as_long_as_the_process_that_inherits_it(runs: SiteRunStore) -> None:
    fd = runs.try_lock("harbour.example")
    assert fd is not None
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with running_process(command, stdin=subprocess.PIPE, pass_fds=[fd]) as process:
        os.close(fd)
        assert runs.try_lock("harbour.example") is None
        process.communicate(b"")
    again = runs.try_lock("harbour.example")
    assert again is not None
    os.close(again)


def test_a_folder_that_cannot_be_created_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CrawlStateFailed, match=r"file/sites: cannot be made: Not a directory"):
        SiteRunStore(tmp_path / "file" / "sites")


def test_a_run_that_cannot_be_saved_is_one_line_and_leaves_no_file(runs: SiteRunStore, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "sites"
    (folder / "harbour.example.json").mkdir()
    with pytest.raises(CrawlStateFailed, match=r"harbour\.example\.json: cannot be written: Is a directory"):
        runs.save("harbour.example", LastRun(started_at=STARTED_AT))
    assert [path.name for path in folder.iterdir()] == ["harbour.example.json"]


def test_a_lock_that_cannot_be_created_is_one_line(runs: SiteRunStore, tmp_path: Path) -> None:
    (tmp_path / "state" / "sites" / "harbour.example.lock").mkdir()
    with pytest.raises(CrawlStateFailed, match=r"harbour\.example\.lock: cannot be written: Is a directory"):
        runs.try_lock("harbour.example")
