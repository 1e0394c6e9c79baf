"""`scrapy crawl` as a user runs it: what is written, what is said, and how it ends."""

from __future__ import annotations

import fcntl
import json
import re
from pathlib import Path

import pytest

from newscrawl.exit_codes import ExitCode
from tests.crawling import check_sum, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

ADDRESS = "https://harbour.example/"


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_feed_becomes_json_lines_both_ways_with_the_same_record(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a", "/gone", "/secret"), "/a": story("Ferry is late – spät")}
    output = tmp_path / "own" / "articles.jsonl"
    run = run_scrapy(
        "crawl", "feed", "-a", f"url={server.url('/feed')}", "-O", "scrapy.jsonl", "--logfile", "crawl.log",
        cwd=tmp_path, settings={"NEWSCRAWL_OUTPUT": output},
    )  # fmt: skip
    assert (run.code, run.out, run.err) == (0, "", "")
    (record,) = records(output)
    assert records(tmp_path / "scrapy.jsonl") == [record]
    assert record["title"] == "Ferry is late – spät"
    log = (tmp_path / "crawl.log").read_text()
    check_sum({name: int(value) for name, value in re.findall(r"'newscrawl/([\w/]+)': (\d+)", log)})
    assert "Traceback" not in log


def test_without_a_word_about_output_articles_go_to_a_file_in_the_current_folder(
    server: MockServer, tmp_path: Path
) -> None:
    server.routes["/a"] = story()
    assert (
        run_scrapy(
            "crawl", "article", "-a", "urls=-", cwd=tmp_path, stdin=f"# list\n{server.url('/a')}\n".encode()
        ).code
        == 0
    )
    assert len(records(tmp_path / "articles.jsonl")) == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param(["feed"], "spider feed needs -a url=…", id="no argument"),
        pytest.param(
            ["feed", "-a", "urI=x"], "spider feed takes no argument 'urI'; it takes: url", id="unknown argument"
        ),
        pytest.param(["feed", "-a", "url=ftp://x/"], "not a web URL: ftp://x/", id="not the web"),
        pytest.param(["article", "-a", "urls=gone.txt"], "urls=gone.txt: No such file or directory", id="no list"),
        pytest.param(
            ["feed", "-a", f"url={ADDRESS}", "-o", "file/x.jsonl"],
            "output file/x.jsonl: cannot be written: Not a directory",
            id="no output folder",
        ),
        pytest.param(
            ["feed", "-a", f"url={ADDRESS}", "-O", ".:jsonl"], "output .: it is a folder", id="the output is a folder"
        ),
        pytest.param(
            ["feed", "-a", f"url={ADDRESS}", "-s", "NEWSCRAWL_OUTPUT=file/x.jsonl"],
            "NEWSCRAWL_OUTPUT file/x.jsonl: cannot be written: Not a directory",
            id="no own output folder",
        ),
        pytest.param(
            ["feed", "-a", f"url={ADDRESS}", "--logfile", "gone/crawl.log"],
            "LOG_FILE gone/crawl.log: cannot be written: No such file or directory",
            id="no log folder",
        ),
        pytest.param(
            ["feed", "-a", f"url={ADDRESS}", "--pidfile", "gone/pid"],
            "--pidfile gone/pid: cannot be written: No such file or directory",
            id="no pid folder",
        ),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(arguments: list[str], line: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    run = run_scrapy("crawl", *arguments, cwd=tmp_path)
    assert (run.code, run.out, run.err) == (2, "", f"newscrawl: {line}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_unknown_spider_is_an_error_that_lists_the_spiders(tmp_path: Path) -> None:
    run = run_scrapy("crawl", "gazette", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert re.fullmatch(r"newscrawl: no spider named 'gazette'; there are: article, feed, .*\n", run.err)


def test_a_crawl_that_writes_nothing_ends_with_one_line_and_an_exit_code(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/html": story(), "/empty": rss(), "/login": "<p>Log in</p>"}
    feed, article = "crawl feed -a url={}", "crawl article -a url={}"
    for command, url, code, line in [
        (feed, "http://127.0.0.1:1/feed", 4, ""),
        (feed, server.url("/gone"), 4, "HTTP status 404"),
        (feed, server.url("/html"), 1, "no feed: it is an HTML page, and links no feed"),
        (feed, server.url("/empty"), 1, "the feed links no article"),
        (article, server.url("/secret"), 1, "forbidden by robots.txt"),
        (article, server.url("/login"), 1, "no article but a page of another kind: login_page"),
    ]:
        run = run_scrapy(*command.format(url).split(), "-O", "out.jsonl", cwd=tmp_path)
        assert run.code == code
        assert run.last.startswith(f"newscrawl: {url}: {line}")
        assert "Traceback" not in run.err


def test_several_reasons_are_counted_in_the_last_line(server: MockServer, tmp_path: Path) -> None:
    server.routes["/feed"] = rss("/1", "/2", "/3")
    run = run_scrapy("crawl", "feed", "-a", f"url={server.url('/feed')}", "--nolog", cwd=tmp_path)
    assert run.code == 1
    assert re.fullmatch(r"newscrawl: http://\S+/\d: HTTP status 404 \(and 2 more, see the log\)\n", run.err)


def test_an_empty_list_is_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# nothing yet\n")
    run = run_scrapy("crawl", "article", "-a", "urls=list.txt", "--nolog", cwd=tmp_path)
    assert (run.code, run.err) == (1, "newscrawl: nothing was written: there was no URL to request\n")


def test_something_done_is_exit_code_0_whatever_failed(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a", "/gone"), "/a": story()}
    urls = f"{server.url('/feed')},http://127.0.0.1:1/feed"
    run = run_scrapy("crawl", "feed", "-a", f"url={urls}", "--nolog", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")


def test_what_was_written_before_stays(server: MockServer, tmp_path: Path) -> None:
    output = tmp_path / "articles.jsonl"
    output.write_text('{"id": "before"}\n')
    run_scrapy("crawl", "feed", "-a", f"url={server.url('/gone')}", cwd=tmp_path)
    assert output.read_text() == '{"id": "before"}\n'


def test_an_output_that_another_crawl_writes_is_left_to_it(server: MockServer, tmp_path: Path) -> None:
    server.routes["/a"] = story()
    with (tmp_path / "articles.jsonl").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        run = run_scrapy("crawl", "article", "-a", f"url={server.url('/a')}", "--nolog", cwd=tmp_path)
    assert (run.code, run.err) == (1, "newscrawl: articles.jsonl: another crawl is writing to it\n")
    assert server.requested_paths() == []


def test_a_setting_that_cannot_be_read_ends_in_one_line(tmp_path: Path) -> None:
    run = run_scrapy("crawl", "feed", "-a", f"url={ADDRESS}", cwd=tmp_path, settings={"NEWSCRAWL_WORKERS": "two"})
    assert run.code == 2
    assert run.last == "newscrawl: NEWSCRAWL_WORKERS is 'two': a number is wanted"


def test_pages_are_read_in_worker_processes(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": Reply(body=rss("/a", "/login")), "/a": story(), "/login": "<p>Log in</p>"}
    run = run_scrapy(
        "crawl", "feed", "-a", f"url={server.url('/feed')}", cwd=tmp_path, settings={"NEWSCRAWL_WORKERS": 1}
    )
    assert run.code == 0
    assert len(records(tmp_path / "articles.jsonl")) == 1
    assert "refused          1" in run.err


def test_help_explains_the_exit_codes() -> None:
    run = run_scrapy("crawl", "--help")
    assert run.code == 0
    text = " ".join(run.out.split())
    assert "exit code is 0 if something was written" in text
    assert all(re.search(rf"\b{code:d}\b", text) for code in ExitCode)


def test_articles_that_are_written_nowhere_are_reported(server: MockServer, tmp_path: Path) -> None:
    server.routes["/a"] = story()
    arguments = ["crawl", "article", "-a", f"url={server.url('/a')}", "--nolog"]
    nowhere = (
        "newscrawl: NEWSCRAWL_OUTPUT is set to nothing, and there is no -o and no -O: articles are written nowhere\n"
    )
    assert run_scrapy(*arguments, cwd=tmp_path, settings={"NEWSCRAWL_OUTPUT": ""}).err == nowhere
    assert run_scrapy(*arguments, "-O", "all.json", cwd=tmp_path, settings={"NEWSCRAWL_OUTPUT": ""}).err == ""


@pytest.mark.parametrize("name", ["%(time)s.jsonl", "all.jsonl.bz2"])
def test_an_output_whose_name_cannot_be_used_is_refused_before_anything_is_asked(
    server: MockServer, tmp_path: Path, name: str
) -> None:
    run = run_scrapy(
        "crawl", "feed", "-a", f"url={server.url('/feed')}", cwd=tmp_path, settings={"NEWSCRAWL_OUTPUT": name}
    )
    assert run.code == 2
    assert run.last.startswith(f"newscrawl: NEWSCRAWL_OUTPUT {name}: ")
    assert not server.requests


@pytest.mark.parametrize("arguments", [[], ["feed", "article"]], ids=["no spider", "two spiders"])
def test_scrapys_own_usage_errors_stay(arguments: list[str]) -> None:
    run = run_scrapy("crawl", *arguments)
    assert run.code == 2
    assert "Traceback" not in run.err
