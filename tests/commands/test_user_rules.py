"""Rules of a user, site files and site-config files: read by the library, by commands and by crawls; broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newscrawl import extract
from newscrawl.cli.run import exit_usage_error, report_start_failure
from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.exit_codes import ExitCode
from tests.crawling import run_scrapy
from tests.mockserver import MockServer
from tests.pages import story

URL = "https://harbour.example/a"


@pytest.fixture(name="configs")
def site_configs(tmp_path: Path) -> Path:
    folder = tmp_path / "configs"
    folder.mkdir()
    for host in ("harbour.example", "127.0.0.1"):
        (folder / f"{host}.txt").write_text("title: //p[2]/b\nstrip: //p[3]\nbodi: //main\n")
    return folder


@pytest.fixture(name="page")
def saved_page(tmp_path: Path) -> str:
    page: str = story().replace("<p>Two.", "<p><b>Ferry and tram are one</b> Two.")
    (tmp_path / "page.html").write_text(page)
    return page


def test_a_saved_page_is_read_by_the_users_rules(tmp_path: Path, configs: Path, page: str) -> None:
    run = run_scrapy(
        "extract", "page.html", "--url", URL, cwd=tmp_path, settings={"NEWSCRAWL_SITE_CONFIG": configs.name}
    )  # fmt: skip
    assert (run.code, run.err) == (0, "")
    record = json.loads(run.out)
    assert record["title"] == "Ferry and tram are one"
    assert "site_config/harbour.example.txt:2" in {cut["rule"] for cut in record["removed"]}


def test_the_library_reads_by_them_too(configs: Path, page: str) -> None:
    assert extract(page, url=URL).title == "Ferry and tram share a ticket"
    assert extract(page, url=URL, site_config=str(configs)).title == "Ferry and tram are one"


def test_a_crawl_uses_site_config_files_in_its_workers_and_logs_what_it_did_not_understand(
    server: MockServer, tmp_path: Path, configs: Path, page: str
) -> None:
    server.routes |= {"/a": page}
    run = run_scrapy(
        "crawl", "article", "-a", f"url={server.url('/a')}", "--logfile", "crawl.log", cwd=tmp_path,
        settings={"NEWSCRAWL_SITE_CONFIG": configs, "NEWSCRAWL_WORKERS": 1},
    )  # fmt: skip
    assert (run.code, run.err) == (0, "")
    (record,) = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert record["title"] == "Ferry and tram are one"
    log = (tmp_path / "crawl.log").read_text()
    assert f"{configs}: 1 lines not understood (each at DEBUG level)" in log


@pytest.mark.parametrize(
    "command", [("crawl", "article", "-a", "url=http://127.0.0.1:9/"), ("extract", "page.html"), ("extract", URL)]
)
def test_a_folder_that_is_not_there_is_one_line_and_exit_code_2(
    tmp_path: Path, page: str, command: tuple[str, ...]
) -> None:
    run = run_scrapy(*command, cwd=tmp_path, settings={"NEWSCRAWL_SITE_CONFIG": "gone"})
    assert (run.code, run.out) == (ExitCode.BAD_ARGUMENTS, "")
    assert run.err == "newscrawl: NEWSCRAWL_SITE_CONFIG 'gone': No such file or directory\n"
    assert not (tmp_path / "articles.jsonl").exists()


@pytest.fixture(name="sites")
def user_sites(tmp_path: Path) -> Path:
    folder = tmp_path / "sites"
    folder.mkdir()
    for host in ("harbour.example", "127.0.0.1"):
        (folder / f"{host}.toml").write_text(
            'title = ["//p[2]/b"]\n[[cut]]\nid = "third"\nselect = ["//p[3]"]\nreason = "advert"\n'
        )
    return folder


def test_a_saved_page_is_read_by_the_users_site_files(tmp_path: Path, sites: Path, page: str) -> None:
    run = run_scrapy("extract", "page.html", "--url", URL, cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    record = json.loads(run.out)
    assert record["title"] == "Ferry and tram are one"
    assert ("advert", "sites/harbour.example:third") in {(cut["reason"], cut["rule"]) for cut in record["removed"]}
    assert extract(page, url=URL, sites=str(sites)).title == "Ferry and tram are one"


def test_a_crawl_reads_by_the_users_site_files_in_its_workers(
    server: MockServer, tmp_path: Path, sites: Path, page: str
) -> None:
    server.routes |= {"/a": page}
    run = run_scrapy(
        "crawl", "article", "-a", f"url={server.url('/a')}", "--nolog", cwd=tmp_path, settings={"NEWSCRAWL_WORKERS": 1}
    )
    assert (run.code, run.err) == (0, "")
    (record,) = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert record["title"] == "Ferry and tram are one"


def test_a_broken_site_file_is_one_line_and_exit_code_2(tmp_path: Path, sites: Path, page: str) -> None:
    (sites / "harbour.example.toml").write_text('titel = ["h1"]')
    for command in (("crawl", "article", "-a", "url=http://127.0.0.1:9/"), ("extract", "page.html"), ("sites",)):
        run = run_scrapy(*command, cwd=tmp_path)
        assert (run.code, run.out) == (ExitCode.BAD_ARGUMENTS, "")
        assert run.err.startswith("newscrawl: sites/harbour.example.toml: unknown key 'titel' (did you mean 'title'?)")
        assert run.err.count("\n") == 1


@pytest.mark.parametrize("error", [BadRule("sites/a.toml: body: broken"), BadArgument("no such folder")])
def test_a_broken_rule_ends_a_command_as_a_bad_argument_does(
    error: BadRule | BadArgument, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report_start_failure(error) == ExitCode.BAD_ARGUMENTS
    with pytest.raises(SystemExit) as end:
        exit_usage_error(error)
    assert end.value.code == ExitCode.BAD_ARGUMENTS
    assert capsys.readouterr().err == f"newscrawl: {error}\n" * 2
