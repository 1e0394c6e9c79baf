"""`scrapy crawlall` and `scrapy schedule` as a user runs them: real crawls of sites on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from newscrawl.state.site_runs import LastRun, SiteRunStore
from tests.crawling import (
    MAX_WAIT_SECONDS,
    Run,
    run_scrapy,
    running_process,
    scrapy_command,
    scrapy_environment,
    wait_until,
)
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

STATE = {"NEWSCRAWL_STATE": ".newscrawl"}


def describe(folder: Path, server: MockServer, host: str, feed: str, keys: str = "") -> None:
    """A site whose feed the server has, whatever host the site is named after."""
    (folder / "sites").mkdir(exist_ok=True)
    (folder / "sites" / f"{host}.toml").write_text(
        f'name = "{host}"\ncountry = "GB"\nlanguage = "en"\ngroups = ["islands"]\n'
        f'feeds = ["{server.url(feed)}"]\nfeed_hosts = ["127.0.0.1"]\n{keys}\n'
    )


def crawlall(*arguments: str, cwd: Path) -> Run:
    return run_scrapy("crawlall", "-a", "group=islands", *arguments, cwd=cwd, settings=STATE)


def titles(path: Path) -> set[str]:
    return {json.loads(line)["title"] for line in path.read_text().splitlines()}


def test_every_due_site_is_crawled_once_each_in_its_own_folder(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, "harbour.example", "/harbour")
    describe(tmp_path, server, "lough.example", "/lough")
    describe(tmp_path, server, "gone.example", "/gone")
    server.routes |= {"/harbour": rss("/a", "/b"), "/lough": rss("/c")}
    server.routes |= {f"/{name}": story(f"Story {name}") for name in "abc"}
    run = crawlall("--jobs", "3", cwd=tmp_path)
    crawls = tmp_path / "crawls"
    assert titles(crawls / "harbour.example" / "articles.jsonl") == {"Story a", "Story b"}
    assert titles(crawls / "lough.example" / "articles.jsonl") == {"Story c"}
    assert json.loads((crawls / "gone.example" / "report.json").read_text())["exit_code"] == 4
    assert "Run report (finished)" in (crawls / "harbour.example" / "crawl.log").read_text()
    assert [line.split()[:3] for line in run.out.splitlines()] == [
        ["gone.example", "failed", "0"],
        ["harbour.example", "done", "2"],
        ["lough.example", "done", "1"],
    ]
    assert f"{server.url('/gone')}: HTTP status 404" in run.out
    assert run.code == 1
    assert run.err == "newscrawl: 3 sites crawled, 1 of them failed; 0 not due; 3 articles written\n"

    server.requests.clear()
    again = crawlall(cwd=tmp_path)
    assert (again.code, again.out, server.requests) == (0, "", [])
    assert again.err == "newscrawl: 0 sites crawled, 0 of them failed; 3 not due; 0 articles written\n"


@pytest.mark.parametrize("command", ["crawlall", "schedule"])
def test_a_wrong_argument_is_one_line_and_exit_code_2(tmp_path: Path, command: str) -> None:
    run = run_scrapy(command, "-a", "group=gazettes", cwd=tmp_path, settings=STATE)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("newscrawl: no site of group 'gazettes'; there are: africa, agency, ")
    assert run.err.count("\n") == 1


def running(*arguments: str, cwd: Path) -> AbstractContextManager[subprocess.Popen[str]]:
    """A command in a process beside the test."""
    return running_process(
        scrapy_command(*arguments, "-a", "group=islands", settings=STATE),
        cwd=cwd,
        env=scrapy_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_after_a_kill_the_crawl_goes_on_alone_and_the_site_is_due_again(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, "harbour.example", "/feed")
    may_go_on = Event()
    server.routes |= {"/feed": Reply(body=rss("/a"), wait_for=may_go_on.is_set), "/a": story("Story a")}
    with running("crawlall", cwd=tmp_path) as killed:
        wait_until(lambda: "/feed" in server.requested_paths())
        killed.kill()
    meanwhile = crawlall(cwd=tmp_path)
    assert meanwhile.out.split(maxsplit=3)[:3] == ["harbour.example", "not", "begun"]
    assert "another process crawls it" in meanwhile.out
    may_go_on.set()
    output = tmp_path / "crawls" / "harbour.example" / "articles.jsonl"
    wait_until(lambda: (tmp_path / "crawls" / "harbour.example" / "report.json").exists())
    assert titles(output) == {"Story a"}
    assert server.requested_paths() == ["/feed", "/a"]


def test_sigterm_ends_the_crawls_too_and_they_go_on_the_next_time(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, "harbour.example", "/feed")
    log = tmp_path / "crawls" / "harbour.example" / "crawl.log"
    slow_feed = Reply(body=rss("/a"), wait_for=lambda: "Received SIGTERM" in log.read_text())
    server.routes |= {"/feed": slow_feed, "/a": story("Story a")}
    with running("crawlall", cwd=tmp_path) as stopped:
        wait_until(lambda: "/feed" in server.requested_paths())
        stopped.send_signal(signal.SIGTERM)
        out, _ = stopped.communicate(timeout=MAX_WAIT_SECONDS)
    assert stopped.returncode == 11
    assert "stopped by a signal" in out
    server.routes["/feed"] = rss("/a")
    assert crawlall(cwd=tmp_path).code == 0
    assert titles(tmp_path / "crawls" / "harbour.example" / "articles.jsonl") == {"Story a"}


def test_the_schedule_catches_up_what_was_missed_and_stops_cleanly(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, "missed.example", "/missed", 'schedule = "0 * * * *"')
    describe(tmp_path, server, "done.example", "/done", 'schedule = "0 0 1 1 *"')
    server.routes |= {"/missed": rss("/a"), "/done": rss("/a"), "/a": story("Story a")}
    now, runs = datetime.now(UTC), SiteRunStore(tmp_path / ".newscrawl" / "sites")
    for host, ago in (("missed.example", timedelta(days=3)), ("done.example", timedelta(seconds=1))):
        runs.save(host, LastRun(started_at=now - ago, ended_at=now - ago, exit_code=0))
    with running("schedule", cwd=tmp_path) as schedule:
        assert schedule.stderr is not None
        assert schedule.stderr.readline() == "newscrawl: crawling by their schedules: 2 sites\n"
        assert schedule.stderr.readline().startswith("newscrawl: missed.example: 1 written in ")
        last = runs.read_last("missed.example")
        assert last is not None
        assert last.started_at >= now
        assert last.exit_code == 0
        schedule.send_signal(signal.SIGTERM)
        out, err = schedule.communicate(timeout=MAX_WAIT_SECONDS)
    assert (schedule.returncode, out, err) == (0, "", "newscrawl: stopped\n")
    assert "/done" not in server.requested_paths()
