"""`scrapy explain` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import run_scrapy, scrapy_command, scrapy_environment
from tests.mockserver import MockServer, Reply
from tests.pages import story
from tests.terminal import run_on_terminal

LISTEN = "LISTEN: What the fog knew"


def page(title: str = "Ferry is late") -> str:
    return story(title).replace("<p>Two", f"<p>{LISTEN}</p><p>Two")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.html").write_text(page())
    (tmp_path / "login.html").write_text("<html><body><nav><p>Log in</p></nav></body></html>")
    return tmp_path


def test_a_saved_page_is_shown_with_what_was_cut_and_why(folder: Path) -> None:
    run = run_scrapy("explain", "ferry.html", "--url", "harbour.example/1", cwd=folder)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith("title          Ferry is late\n               from h1, title\n")
    assert f"\n- {LISTEN}\n    [teaser] phrases/en:watch-listen\n" in run.out
    assert "url            https://harbour.example/1\n" in run.out
    assert "\x1b" not in run.out


def test_a_terminal_gets_colour_and_lines_that_fit(folder: Path) -> None:
    text = explain_on_terminal(folder, {"COLUMNS": "50", "TERM": "xterm"})
    assert f"- \x1b[31m{LISTEN}\x1b[0m" in text
    plain = explain_on_terminal(folder, {"COLUMNS": "50", "TERM": "xterm", "NO_COLOR": "1"})
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 50


def explain_on_terminal(folder: Path, environment: dict[str, str]) -> str:
    """What the command prints on a terminal."""
    inherited = {name: value for name, value in scrapy_environment().items() if name != "NO_COLOR"}
    command = scrapy_command("explain", "ferry.html")
    code, printed = run_on_terminal(command, cwd=folder, environment=inherited | environment, stream="stdout")
    assert code == 0
    return printed.decode()


def test_a_web_page_is_written_instead(folder: Path) -> None:
    (folder / "out.html").write_text("old")
    run = run_scrapy("explain", "-", "--html", "out.html", cwd=folder, stdin=page("Größe").encode())
    assert (run.code, run.out, run.err) == (0, "", "")
    written = (folder / "out.html").read_text()
    assert written.startswith("<!DOCTYPE html>")
    assert "Größe</h1>" in written
    assert LISTEN in written


def test_a_page_without_an_article_shows_what_was_cut_and_fails(folder: Path) -> None:
    run = run_scrapy("explain", "login.html", "--html", "out.html", cwd=folder)
    assert run.code == 1
    assert run.err == "newscrawl: login.html: no article: no text of an article on the page\n"
    assert "No line of the page is left." in (folder / "out.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        pytest.param([], 2, "name one file or URL", id="nothing"),
        pytest.param(["ferry.html", "ferry.html"], 2, "name one file or URL", id="two files"),
        pytest.param(["ferry.html", "--url", "mailto:x"], 2, "not a web URL: mailto:x", id="bad URL of a page"),
        pytest.param(["http://"], 2, "not a web URL: http://", id="bad URL"),
        pytest.param(["https://a.example", "--url", "b.example"], 2, "--url gives the URL of a", id="two URLs"),
        pytest.param(["ferry.html", "--html", "no/out.html"], 2, "--html no/out.html: cannot be wri", id="no folder"),
        pytest.param(["ferry.html", "--html", "."], 2, "--html .: it is a folder", id="a folder to write"),
        pytest.param(["ferry.html", "--html", ""], 2, "--html ", id="no name to write"),
        pytest.param(["ferry.html", "--html", "/dev/full"], 3, "--html /dev/full: cannot be written: No ", id="full"),
        pytest.param(["gone.html"], 2, "gone.html: No such file or directory", id="no file"),
        pytest.param(["."], 2, ".: Is a directory", id="a folder to read"),
        pytest.param(["/dev/null"], 1, "/dev/null: no article: the page is empty", id="empty"),
    ],
)
def test_an_error_is_one_line_with_its_exit_code(folder: Path, arguments: list[str], code: int, line: str) -> None:
    run = run_scrapy("explain", *arguments, cwd=folder)
    assert (run.code, run.out) == (code, "")
    assert run.err.startswith(f"newscrawl: {line}")
    assert len(run.err.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["ferry.html", "login.html"]


def test_a_url_is_crawled_politely_and_nothing_is_written(server: MockServer, folder: Path) -> None:
    server.routes["/a"] = page("First")
    run = run_scrapy("explain", server.url("/a"), "-s", "NEWSCRAWL_OUTPUT=own.jsonl", cwd=folder)
    assert run.code == 0
    assert run.out.startswith("title          First\n")
    assert f"- {LISTEN}\n" in run.out
    assert [seen.path for seen in server.requests] == ["/robots.txt", "/a"]
    assert sorted(path.name for path in folder.iterdir()) == ["ferry.html", "login.html"]


@pytest.mark.parametrize(
    ("path", "problem", "shown"),
    [
        pytest.param("/gone", "HTTP status 404", False, id="not found"),
        pytest.param("/secret", "forbidden by robots.txt", False, id="forbidden"),
        pytest.param("/text", "not HTML but text/plain", False, id="no page"),
        pytest.param("/empty", "the page is empty", False, id="empty"),
        pytest.param("/login", "no text of an article on the page", True, id="no article"),
    ],
)
def test_a_url_without_an_article_is_reported_with_its_reason(
    server: MockServer, folder: Path, path: str, problem: str, shown: bool
) -> None:
    server.routes |= {
        "/login": (folder / "login.html").read_text(),
        "/text": Reply(body="x", content_type="text/plain"),
        "/empty": "",
    }
    run = run_scrapy("explain", server.url(path), cwd=folder)
    assert run.code == 1
    assert [line for line in run.err.splitlines() if line.startswith("newscrawl: ")] == [
        f"newscrawl: {server.url(path)}: {problem}"
    ]
    assert bool(run.out) == shown
    assert run.out.startswith(f"{server.url(path)}: {problem}\n" if shown else "")
