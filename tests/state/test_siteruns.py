"""When each site was crawled last, and that nobody crawls one twice at once."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.errors import StateFailed
from newscrawl.state.siteruns import LastRun, SiteRuns

BEGAN = datetime(2026, 11, 22, 15, tzinfo=UTC)
ENDED = datetime(2026, 11, 22, 15, 5, tzinfo=UTC)


@pytest.fixture
def runs(tmp_path: Path) -> SiteRuns:
    return SiteRuns(tmp_path / "state" / "sites")


@pytest.mark.parametrize("run", [LastRun(began=BEGAN), LastRun(began=BEGAN, ended=ENDED, code=4)])
def test_what_is_noted_of_a_run_is_known_later(tmp_path: Path, run: LastRun) -> None:
    SiteRuns(tmp_path / "a").note("harbour.example", run)
    again = SiteRuns(tmp_path / "a")
    assert again.last("harbour.example") == run
    assert again.last("lough.example") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"began": 7, "ended": null, "code": 0}', '{"ended": null}'])
def test_what_is_no_account_is_taken_for_none(runs: SiteRuns, tmp_path: Path, text: str) -> None:
    (tmp_path / "state" / "sites" / "harbour.example.json").write_text(text)
    assert runs.last("harbour.example") is None


def test_a_time_without_a_zone_is_taken_as_utc(runs: SiteRuns, tmp_path: Path) -> None:
    text = '{"began": "2026-11-22T15:00:00", "ended": null, "code": null}'
    (tmp_path / "state" / "sites" / "harbour.example.json").write_text(text)
    assert runs.last("harbour.example") == LastRun(began=BEGAN)


def test_a_site_is_locked_for_one_at_a_time(runs: SiteRuns) -> None:
    held = runs.lock("harbour.example")
    assert held is not None
    assert runs.lock("harbour.example") is None
    other = runs.lock("lough.example")
    assert other is not None
    os.close(held)
    again = runs.lock("harbour.example")
    assert again is not None
    os.close(again)
    os.close(other)


def test_a_lock_lasts_as_long_as_the_process_that_inherits_it(runs: SiteRuns) -> None:
    held = runs.lock("harbour.example")
    assert held is not None
    command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[held]) as process:
        os.close(held)
        assert runs.lock("harbour.example") is None
        process.communicate(b"")
    again = runs.lock("harbour.example")
    assert again is not None
    os.close(again)


def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StateFailed, match=r"file/sites: cannot be made: Not a directory"):
        SiteRuns(tmp_path / "file" / "sites")


def test_an_account_that_cannot_be_written_is_one_line_and_leaves_nothing(runs: SiteRuns, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "sites"
    (folder / "harbour.example.json").mkdir()
    with pytest.raises(StateFailed, match=r"harbour\.example\.json: cannot be written: Is a directory"):
        runs.note("harbour.example", LastRun(began=BEGAN))
    assert [path.name for path in folder.iterdir()] == ["harbour.example.json"]


def test_a_lock_that_cannot_be_made_is_one_line(runs: SiteRuns, tmp_path: Path) -> None:
    (tmp_path / "state" / "sites" / "harbour.example.lock").mkdir()
    with pytest.raises(StateFailed, match=r"harbour\.example\.lock: cannot be written: Is a directory"):
        runs.lock("harbour.example")
