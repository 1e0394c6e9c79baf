"""Crawls of many sites side by side: turns, locks, codes and signals, with a small program in the place of Scrapy."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.cli.multi_site import crawl_due_sites
from newscrawl.cli.site_processes import SiteCrawlPool
from newscrawl.exit_codes import ExitCode
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.state.site_runs import LastRun, SiteRunStore
from tests.crawling import wait_until_async

pytestmark = pytest.mark.asyncio

PROGRAM = """
import json, os, pathlib, signal, sys, time

settings = dict(part.split("=", 1) for at, part in enumerate(sys.argv) if sys.argv[at - 1] == "-s")
host = sys.argv[sys.argv.index("-a") + 1].removeprefix("site=")
folder = pathlib.Path(settings["LOG_FILE"]).parent
(folder / "pid").write_text(str(os.getpid()))
pathlib.Path(settings["LOG_FILE"]).write_text(json.dumps(sys.argv[1:]))
print("newscrawl: " + settings.get("SAYS", "it went well"), file=sys.stderr)
deadline = time.monotonic() + 300
told = []
signal.signal(signal.SIGTERM, lambda *_: told.append(1))
(folder / "ready").touch()
while "WAIT_FOR" in settings and not pathlib.Path(settings["WAIT_FOR"]).exists() and not told:
    assert time.monotonic() < deadline
    time.sleep(0.01)
pathlib.Path(settings["NEWSCRAWL_REPORT"]).write_text(json.dumps({"written": 7}))
sys.exit(11 if told else int(settings.get("CODE", 0)))
"""


def site(host: str = "harbour.example", schedule: str = "0 * * * *") -> SiteConfig:
    return SiteConfig(host=host, name=host, country="GB", language="en", domains=(host,), schedule=schedule)


def crawls_in(folder: Path, *settings: str, jobs: int = 2) -> SiteCrawlPool:
    """The crawls of one command; each runs `PROGRAM`."""
    program = folder / "program.py"
    program.write_text(PROGRAM)
    options = [part for one in settings for part in ("-s", one)]
    return SiteCrawlPool(
        SiteRunStore(folder / "state"),
        folder / "crawls",
        jobs=jobs,
        options=options,
        program=(sys.executable, str(program)),
    )


def last(folder: Path, host: str = "harbour.example") -> LastRun:
    found = SiteRunStore(folder / "state").read_last(host)
    assert found is not None
    return found


async def ready(folder: Path, host: str = "harbour.example") -> None:
    """Wait until the program of a site runs."""
    await wait_until_async((folder / "crawls" / host / "ready").exists)


async def test_a_crawl_is_given_the_paths_of_its_output_log_and_report(tmp_path: Path) -> None:
    done = await crawls_in(tmp_path, "DOWNLOAD_DELAY=3").crawl(site())
    folder = tmp_path / "crawls" / "harbour.example"
    assert (done.exit_code, done.written, done.message, done.has_failed) == (0, 7, "it went well", False)
    told = json.loads((folder / "crawl.log").read_text())
    assert told[:4] == ["crawl", "site", "-a", "site=harbour.example"]
    assert [part for part in told[4:] if part != "-s"] == [
        f"NEWSCRAWL_OUTPUT={folder / 'articles.jsonl'}",
        f"NEWSCRAWL_REPORT={folder / 'report.json'}",
        f"LOG_FILE={folder / 'crawl.log'}",
        "DOWNLOAD_DELAY=3",
    ]
    assert (last(tmp_path).exit_code, last(tmp_path).ended_at is None) == (0, False)


async def test_the_log_and_the_report_of_the_crawl_before_are_kept(tmp_path: Path) -> None:
    for says in ("first", "second", "third"):
        await crawls_in(tmp_path, f"SAYS={says}").crawl(site())
    folder = tmp_path / "crawls" / "harbour.example"
    assert "SAYS=third" in (folder / "crawl.log").read_text()
    assert "SAYS=second" in (folder / "crawl.log.1").read_text()
    assert (folder / "report.json.1").exists()


@pytest.mark.parametrize(("code", "failed"), [(0, False), (1, True), (4, True), (11, False), (18, True)])
async def test_the_exit_code_shows_whether_the_crawl_failed(tmp_path: Path, code: int, failed: bool) -> None:
    done = await crawls_in(tmp_path, f"CODE={code}", "SAYS=no such host").crawl(site())
    assert (done.exit_code, done.has_failed, done.message) == (code, failed, "no such host")


async def test_no_more_crawls_run_at_once_than_there_are_jobs(tmp_path: Path) -> None:
    may_end = tmp_path / "may_end"
    crawls = crawls_in(tmp_path, f"WAIT_FOR={may_end}", jobs=2)
    sites = [site(f"{name}.example") for name in ("a", "b", "c")]
    tasks = [asyncio.create_task(crawls.crawl(one)) for one in sites]
    await asyncio.gather(ready(tmp_path, "a.example"), ready(tmp_path, "b.example"))
    assert crawls.running_hosts == ["a.example", "b.example"]
    may_end.touch()
    await asyncio.gather(*tasks)
    spans = [(last(tmp_path, one.host).started_at, last(tmp_path, one.host).ended_at) for one in sites]
    assert spans[2][0] >= min(end for _, end in spans[:2] if end)


async def test_a_site_that_another_process_crawls_is_let_alone(tmp_path: Path) -> None:
    crawls = crawls_in(tmp_path, "WAIT_FOR=never")
    held = SiteRunStore(tmp_path / "state").try_lock("harbour.example")
    assert held is not None
    done = await crawls.crawl(site())
    os.close(held)
    assert (done.exit_code, done.has_failed, done.message) == (None, False, "another process crawls it")
    assert not (tmp_path / "crawls").exists()


async def test_the_crawl_itself_holds_the_lock(tmp_path: Path) -> None:
    crawls = crawls_in(tmp_path, "WAIT_FOR=never")
    task = asyncio.create_task(crawls.crawl(site()))
    await ready(tmp_path)
    assert SiteRunStore(tmp_path / "state").try_lock("harbour.example") is None
    os.kill(int((tmp_path / "crawls" / "harbour.example" / "pid").read_text()), signal.SIGKILL)
    done = await task
    assert (done.exit_code, done.has_failed) == (-signal.SIGKILL, True)
    free = SiteRunStore(tmp_path / "state").try_lock("harbour.example")
    assert free is not None
    os.close(free)


async def test_stop_ends_what_runs_and_begins_nothing_more(tmp_path: Path) -> None:
    crawls = crawls_in(tmp_path, "WAIT_FOR=never", jobs=1)
    tasks = [asyncio.create_task(crawls.crawl(site(host))) for host in ("a.example", "b.example")]
    await ready(tmp_path, "a.example")
    crawls.stop()
    first, second = await asyncio.gather(*tasks)
    assert (first.exit_code, first.has_failed, first.written) == (ExitCode.SIGNAL, False, 7)
    assert (second.exit_code, second.message) == (None, "not begun")
    assert crawls.running_hosts == []


async def test_a_folder_that_cannot_be_written_fails_only_its_site(tmp_path: Path) -> None:
    crawls = crawls_in(tmp_path)
    (tmp_path / "crawls").mkdir()
    (tmp_path / "crawls" / "a.example").write_text("")
    (tmp_path / "state" / "b.example.lock").mkdir()
    done = [await crawls.crawl(site(host)) for host in ("a.example", "b.example", "c.example")]
    assert [(one.exit_code, one.has_failed) for one in done] == [(1, True), (1, True), (0, False)]
    assert done[0].message.endswith("a.example: File exists")
    assert done[1].message.endswith("b.example.lock: cannot be written: Is a directory")


@pytest.mark.parametrize("watched", [True, False])
async def test_crawlall_shows_its_progress_only_on_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, watched: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    code = await crawl_due_sites(
        [site("a.example"), site("b.example")], crawls_in(tmp_path, jobs=1), ignore_schedule=False
    )
    said = capsys.readouterr().err
    assert code == ExitCode.DONE
    assert ("crawlall:" in said, "/2 [" in said, "b.example" in said) == (watched, watched, watched)
    assert said.endswith("newscrawl: 2 sites crawled, 0 of them failed; 0 not due; 14 articles written\n")


@pytest.mark.parametrize(
    ("everything", "settings", "code", "crawled"),
    [(False, [], 0, 1), (True, [], 0, 2), (False, ["CODE=4"], 1, 1), (True, ["CODE=11"], 0, 2)],
    ids=["what is due", "all", "one fails", "one is stopped"],
)
async def test_crawlall_ends_with_1_only_where_a_crawl_failed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    everything: bool,
    settings: list[str],
    code: int,
    crawled: int,
) -> None:
    now = datetime.now(UTC)
    SiteRunStore(tmp_path / "state").save("b.example", LastRun(started_at=now, ended_at=now, exit_code=0))
    sites = [site("a.example"), site("b.example", "0 0 1 1 *")]
    assert await crawl_due_sites(sites, crawls_in(tmp_path, *settings), ignore_schedule=everything) == code
    assert f"{crawled} sites crawled" in capsys.readouterr().err


NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
TIMELY, MISSED = NOW - timedelta(minutes=10), NOW - timedelta(hours=5)


@pytest.mark.parametrize(
    ("run", "due_in"),
    [
        (None, 0),
        (LastRun(started_at=TIMELY, ended_at=NOW, exit_code=0), 30),
        (LastRun(started_at=TIMELY, ended_at=NOW, exit_code=1), 30),
        (LastRun(started_at=TIMELY, ended_at=NOW, exit_code=-9), 30),
        (LastRun(started_at=MISSED, ended_at=NOW, exit_code=0), 0),
        (LastRun(started_at=TIMELY, ended_at=NOW, exit_code=11), 0),
        (LastRun(started_at=TIMELY), 0),
    ],
    ids=["never", "done", "failed", "killed", "missed since", "stopped by a signal", "broken off"],
)
async def test_a_site_is_due_by_its_schedule_and_at_once_where_it_was_not_crawled_to_the_end(
    tmp_path: Path, run: LastRun | None, due_in: int
) -> None:
    crawls = crawls_in(tmp_path)
    if run:
        SiteRunStore(tmp_path / "state").save("harbour.example", run)
    assert crawls.next_crawl_at(site(), NOW) == NOW + timedelta(minutes=due_in)
