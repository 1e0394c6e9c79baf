"""When each site was crawled last, and that nobody crawls one twice at once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.state.site_runs import LastRun, SiteRunStore

BEGAN = datetime(2026, 11, 22, 15, tzinfo=UTC)
ENDED = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)


@pytest.fixture
def runs(tmp_path: Path) -> SiteRunStore:
    return SiteRunStore(tmp_path / "state" / "sites")


@pytest.mark.parametrize("run", [LastRun(started_at=BEGAN), LastRun(started_at=BEGAN, ended_at=ENDED, exit_code=4)])
def test_what_is_noted_of_a_run_is_known_later(tmp_path: Path, run: LastRun) -> None:
    SiteRunStore(tmp_path / "a").save("harbour.example", run)
    again = SiteRunStore(tmp_path / "a")
    assert again.read_last("harbour.example") == run
    assert again.read_last("lough.example") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"began": 7, "ended": null, "code": 0}', '{"ended": null}'])
def test_what_is_no_account_is_taken_for_none(runs: SiteRunStore, tmp_path: Path, text: str) -> None:
    (tmp_path / "state" / "sites" / "harbour.example.json").write_text(text)
    assert runs.read_last("harbour.example") is None


def test_a_time_without_a_zone_is_taken_as_utc(runs: SiteRunStore, tmp_path: Path) -> None:
    text = '{"began": "2026-11-22T15:00:00", "ended": null, "code": null}'
    (tmp_path / "state" / "sites" / "harbour.example.json").write_text(text)
    assert runs.read_last("harbour.example") == LastRun(started_at=BEGAN)


def test_a_site_is_locked_for_one_at_a_time(runs: SiteRunStore) -> None:
    held = runs.try_lock("harbour.example")
    assert held is not None
    assert runs.try_lock("harbour.example") is None
    other = runs.try_lock("lough.example")
    assert other is not None
    os.close(held)
    again = runs.try_lock("harbour.example")
    assert again is not None
    os.close(again)
    os.close(other)


def test_a_lock_lasts_as_long_as_the_process_that_inherits_it(runs: SiteRunStore) -> None:
    held = runs.try_lock("harbour.example")
    assert held is not None
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[held]) as process:
        os.close(held)
        assert runs.try_lock("harbour.example") is None
        process.communicate(b"")
    again = runs.try_lock("harbour.example")
    assert again is not None
    os.close(again)


def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CrawlStateFailed, match=r"file/sites: cannot be made: Not a directory"):
        SiteRunStore(tmp_path / "file" / "sites")


def test_an_account_that_cannot_be_written_is_one_line_and_leaves_nothing(runs: SiteRunStore, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "sites"
    (folder / "harbour.example.json").mkdir()
    with pytest.raises(CrawlStateFailed, match=r"harbour\.example\.json: cannot be written: Is a directory"):
        runs.save("harbour.example", LastRun(started_at=BEGAN))
    assert [path.name for path in folder.iterdir()] == ["harbour.example.json"]


def test_a_lock_that_cannot_be_made_is_one_line(runs: SiteRunStore, tmp_path: Path) -> None:
    (tmp_path / "state" / "sites" / "harbour.example.lock").mkdir()
    with pytest.raises(CrawlStateFailed, match=r"harbour\.example\.lock: cannot be written: Is a directory"):
        runs.try_lock("harbour.example")
