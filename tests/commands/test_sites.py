"""`scrapy sites`: the list, the check of every source, and the first file of a new site."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newscrawl.cli.sites import format_table
from newscrawl.rules.site_registry import SiteConfig, read_site_configs
from newscrawl.rules.site_scaffold import SiteScaffold, guess_country, render_site_toml
from tests.crawling import Run, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

TODAY = datetime.now(UTC).date()
HOME = f"""<html lang="de-AT"><head><title>Hafenpost</title><meta property="og:site_name" content="Hafenpost">
<link rel="alternate" type="application/rss+xml" href="/feed">
<link rel="alternate" type="application/rss+xml" href="https://feeds.example/hafenpost"></head><body>
<nav><a href="/politik/">Politik</a><a href="/inseln/">Inseln</a><a href="https://tickets.example/">Karten</a></nav><main>
<article><h2><a href="/{TODAY:%Y/%m/%d}/faehre-1">Die Fähre fährt wieder nach allen Inseln</a></h2></article>
<article><h2><a href="/{TODAY:%Y/%m/%d}/rat-2">Der Rat streitet um das Geld für den Hafen</a></h2></article>
</main></body></html>"""
ROBOTS = "User-agent: *\nDisallow: /secret\nSitemap: /sitemap.xml\nSitemap: {origin}/news-sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def dated(days: int) -> str:
    """An RSS feed whose only article is so old."""
    date = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    return rss("/a").replace("<link>/a</link>", f"<link>/a</link><pubDate>{date}</pubDate>")


def plain(text: str) -> Reply:
    return Reply(body=text, content_type="text/plain")


def describe(folder: Path, server: MockServer, **sources: list[str]) -> None:
    """A file for the server on loopback."""
    (folder / "sites").mkdir(exist_ok=True)
    lines = [f"{kind} = {[server.url(path) for path in paths]}" for kind, paths in sources.items()]
    head = ['name = "Harbour Post"', 'country = "GB"', 'language = "en"', 'groups = ["islands"]']
    (folder / "sites" / "127.0.0.1.toml").write_text("\n".join([*head, *lines]))


def sites(*arguments: str, cwd: Path) -> Run:
    return run_scrapy("sites", *arguments, "--nolog", cwd=cwd)


def test_all_sites_are_listed_in_columns(tmp_path: Path) -> None:
    run = sites(cwd=tmp_path)
    head, *lines = run.out.splitlines()
    assert head.split()[:4] == ["SITE", "NAME", "COUNTRY", "LANGUAGE"]
    assert len(lines) >= 90
    assert any(
        re.match(r"theguardian\.com +The Guardian +GB +en +2 +1 +1 +\S+ \S+ \* \* \* +europe newspaper$", x)
        for x in lines
    )
    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize(
    ("choice", "hosts"),
    [
        (["country=IS"], {"ruv.is"}),
        (["country=at", "group=broadcaster"], {"orf.at"}),
        (["language=ko"], {"hani.co.kr", "yna.co.kr"}),
        (["site=The Guardian"], {"theguardian.com"}),
    ],
    ids=["country", "country and group", "language", "name"],
)
def test_the_list_is_narrowed(tmp_path: Path, choice: list[str], hosts: set[str]) -> None:
    run = sites(*(part for one in choice for part in ("-a", one)), cwd=tmp_path)
    assert {line.split()[0] for line in run.out.splitlines()[1:]} == hosts


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["look"], "write `scrapy sites`, `scrapy sites check [NAME…]`, `scrapy sites check --cases [HOST…]`, "),
        (["new"], "write `scrapy sites`, `scrapy sites check [NAME…]`, `scrapy sites check --cases [HOST…]`, "),
        (["new", "https://harbour.example/", "--cases"], "write `scrapy sites`, `scrapy sites check [NAME…]`, "),
        (["check", "--cases"], "NEWSCRAWL_SITES 'sites': no such folder"),
        (["case", "ftp://harbour.example/"], "not a web URL: ftp://harbour.example/"),
        (["new", "ftp://harbour.example/"], "not a web URL: ftp://harbour.example/"),
        (["check", "gazette.example"], "no site 'gazette.example'; `scrapy sites` lists those there are"),
        (["-a", "group=gazettes"], "no site of group 'gazettes'; there are: africa, agency, americas, asia, "),
        (["-a", "kind=daily"], "-a 'kind=daily': write -a NAME=VALUE with one of: group, country, language, site"),
    ],
    ids=[
        *("unknown word", "no URL", "new with --cases", "no folder of rules", "case of no web URL", "no web URL"),
        *("unknown site", "unknown group", "unknown argument"),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(tmp_path: Path, arguments: list[str], line: str) -> None:
    run = sites(*arguments, cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"newscrawl: {line}")
    assert run.err.count("\n") == 1


def test_a_broken_file_is_one_line_and_exit_code_2(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, feeds=["/feed"])
    file = tmp_path / "sites" / "127.0.0.1.toml"
    file.write_text(file.read_text() + '\nschedule = "hourly"\n')
    for command in (["sites"], ["crawl", "feed", "-a", f"url={server.url('/feed')}"]):
        run = run_scrapy(*command, "--nolog", cwd=tmp_path)
        assert run.code == 2
        assert (
            run.last == "newscrawl: sites/127.0.0.1.toml: schedule: 'hourly': Wrong number of fields; got 1, expected 5"
        )
    assert server.requests == []


def test_every_seed_is_requested_once_and_listed(server: MockServer, tmp_path: Path) -> None:
    describe(
        tmp_path,
        server,
        feeds=["/feed", "/old", "/gone", "/secret", "/page", "/moved"],
        sitemaps=["/index.xml"],
        sections=["/", "/nothing"],
    )
    server.routes |= {
        "/feed": dated(1),
        "/old": dated(40),
        "/page": HOME,
        "/moved": Reply(status=301, headers={"Location": "/feed"}),
        "/index.xml": f"<sitemapindex {XMLNS}><sitemap><loc>{{origin}}/child.xml</loc></sitemap></sitemapindex>",
        "/child.xml": f"<urlset {XMLNS}><url><loc>{{origin}}/b</loc></url></urlset>",
        "/": HOME,
        "/nothing": "<html><body><p>Nothing today.</p></body></html>",
    }
    run = sites("check", "Harbour Post", cwd=tmp_path)
    states = {line.split()[5]: line.split()[1:5] for line in run.out.splitlines()[1:]}
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    assert states == {
        server.url("/feed"): ["feed", "ok", "1", day],
        server.url("/old"): ["feed", "old", "1", (datetime.now(UTC) - timedelta(days=40)).date().isoformat()],
        f"{server.url('/gone')}:": ["feed", "http_status", "0", "-"],
        f"{server.url('/secret')}:": ["feed", "robots", "0", "-"],
        f"{server.url('/page')}:": ["feed", "not_a_feed", "0", "-"],
        f"{server.url('/moved')}:": ["feed", "ok", "1", day],
        server.url("/index.xml"): ["sitemap", "ok", "1", "-"],
        server.url("/"): ["section", "ok", "2", TODAY.isoformat()],
        f"{server.url('/nothing')}:": ["section", "no_article_links", "0", "-"],
    }
    assert f"{server.url('/moved')}: moved to {server.url('/feed')}" in run.out
    assert run.code == 1
    assert run.err == "newscrawl: 9 sources of 1 sites: 4 with new articles, 5 without\n"
    assert "/secret" not in server.requested_paths()
    assert not (tmp_path / "articles.jsonl").exists()


def test_sources_that_all_have_new_articles_are_exit_code_0(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, feeds=["/feed"])
    server.routes["/feed"] = dated(0)
    assert sites("check", "-a", "group=islands", cwd=tmp_path).code == 0


def test_a_new_site_becomes_a_file_that_can_be_read(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/": HOME, "/robots.txt": plain(ROBOTS)}
    run = sites("new", server.origin, cwd=tmp_path)
    assert (run.code, run.out) == (0, "")
    site = read_site_configs(tmp_path / "sites")["127.0.0.1"]
    assert (site.name, site.language, site.country) == ("Hafenpost", "de-AT", "AT")
    assert site.feeds == (server.url("/feed"), "https://feeds.example/hafenpost")
    assert site.sitemaps == (server.url("/news-sitemap.xml"),)
    assert {server.url("/politik/"), server.url("/inseln/")} < set(site.sections)
    assert not any("tickets" in url for url in site.sections)
    assert not site.checked
    assert "sites/127.0.0.1.toml: 2 feeds, 1 sitemaps, 3 sections; check every line before" in run.err
    assert f"no article for a case was found on {server.origin}: `scrapy sites case URL` writes one" in run.err
    assert not (tmp_path / "sites" / "cases").exists()


def test_a_new_site_has_a_case_which_its_rules_are_checked_against(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/": HOME, f"/{TODAY:%Y/%m/%d}/rat-2": story("Der Rat streitet um das Geld für den Hafen")}
    run = sites("new", server.origin, cwd=tmp_path)
    assert (run.code, run.out) == (0, "")
    case = tmp_path / "sites" / "cases" / "127.0.0.1-rat-2"
    assert "sites/cases/127.0.0.1-rat-2: http" in run.err
    assert "`scrapy sites check --cases 127.0.0.1` finds no problem" in run.err
    assert json.loads((case / "meta.json").read_bytes())["url"] == server.url(f"/{TODAY:%Y/%m/%d}/rat-2")
    assert json.loads((case / "expected.json").read_bytes())["title"] == "Der Rat streitet um das Geld für den Hafen"

    run = sites("check", "--cases", cwd=tmp_path)
    assert run.out.splitlines()[1:] == ["127.0.0.1  127.0.0.1-rat-2  ok"]
    assert (run.code, run.err) == (0, "newscrawl: 0 rules and 1 cases checked: 0 problems\n")

    file = tmp_path / "sites" / "127.0.0.1.toml"
    file.write_text(file.read_text().replace('# title = ["h1.headline"]', 'title = ["h2.headline"]'))
    run = sites("check", "--cases", "127.0.0.1", cwd=tmp_path)
    assert run.out.splitlines()[1:] == [
        "127.0.0.1  127.0.0.1-rat-2  ok",
        "127.0.0.1  rule             case '127.0.0.1-rat-2': comes out the same without the rule",
        "127.0.0.1  rule             title: 'h2.headline' finds nothing in any case: change it or delete it",
    ]
    assert (run.code, run.err) == (1, "newscrawl: 1 rules and 1 cases checked: 2 problems\n")


def test_a_further_case_is_named_in_the_file_of_its_site(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, feeds=["/feed"])
    server.routes |= {"/ferry": story(), "/empty": "<html><body></body></html>"}
    run = sites("case", server.url("/ferry"), server.url("/ferry"), server.url("/gone"), cwd=tmp_path)
    assert run.code == 1
    assert f"{server.url('/gone')}: HTTP status 404" in run.err
    assert 'case = ["127.0.0.1-ferry"]' in (tmp_path / "sites" / "127.0.0.1.toml").read_text()
    assert sites("case", server.url("/ferry"), cwd=tmp_path).code == 0
    assert 'case = ["127.0.0.1-ferry-2", "127.0.0.1-ferry"]' in (tmp_path / "sites" / "127.0.0.1.toml").read_text()
    run = sites("case", server.url("/empty"), cwd=tmp_path)
    assert run.code == 1
    assert run.err.startswith(f"newscrawl: {server.url('/empty')}: no article: ")


def test_a_case_of_a_site_without_a_file_makes_one(server: MockServer, tmp_path: Path) -> None:
    server.routes["/ferry"] = story()
    assert sites("case", server.url("/ferry"), cwd=tmp_path).code == 0
    assert (
        (tmp_path / "sites" / "127.0.0.1.toml")
        .read_text()
        .startswith('case = ["127.0.0.1-ferry"]\n# Rules for the site')
    )
    assert sites("check", "--cases", cwd=tmp_path).code == 0


def test_a_file_that_is_there_stays_as_it_is(server: MockServer, tmp_path: Path) -> None:
    describe(tmp_path, server, feeds=["/feed"])
    server.routes["/"] = HOME
    before = (tmp_path / "sites" / "127.0.0.1.toml").read_text()
    hint = "`scrapy sites case URL` adds a case to it"
    run = sites("new", server.origin, cwd=tmp_path)
    assert (run.code, run.err) == (2, f"newscrawl: sites/127.0.0.1.toml exists already; {hint}\n")
    assert (tmp_path / "sites" / "127.0.0.1.toml").read_text() == before


@pytest.mark.parametrize(
    ("path", "line"),
    [("/gone", "HTTP status 404"), ("/secret/", "forbidden by robots.txt"), ("/feed", "not HTML")],
)
def test_a_site_that_cannot_be_looked_at_is_one_line_and_exit_code_1(
    server: MockServer, tmp_path: Path, path: str, line: str
) -> None:
    server.routes["/feed"] = Reply(body=b"%PDF-1.7 \x00\x01", content_type="application/pdf")
    run = sites("new", server.url(path), cwd=tmp_path)
    assert run.code == 1
    assert run.err.startswith(f"newscrawl: {server.url(path)}: ")
    assert not (tmp_path / "sites").exists()


@pytest.mark.parametrize(
    ("host", "language", "country"),
    [
        ("hafen.example.at", "de", "AT"),
        ("example.co.uk", "en", "GB"),
        ("example.com", "pt-BR", "BR"),
        ("example.io", "en-NZ", "NZ"),
        ("example.tv", "zh-Hant", "ZZ"),
        ("example.com", None, "ZZ"),
        ("127.0.0.1", "und", "ZZ"),
    ],
)
def test_the_country_is_that_of_the_domain_or_the_language(host: str, language: str | None, country: str) -> None:
    assert guess_country(host, language) == country


def test_a_name_with_quotes_and_signs_is_written_as_toml(tmp_path: Path) -> None:
    draft = SiteScaffold(
        host="harbour.example",
        name='The "Harbour" \\ Post\t港\x7f',
        country="ZZ",
        language="und",
        sections=("https://harbour.example/",),
    )
    (tmp_path / "harbour.example.toml").write_text(render_site_toml(draft), encoding="utf-8")
    site = read_site_configs(tmp_path)["harbour.example"]
    assert isinstance(site, SiteConfig)
    assert site.name == draft.name


def test_columns_are_as_wide_as_a_terminal_shows_them() -> None:
    assert format_table([("SITE", "NAME", "X"), ("a", "港町", "1"), ("harbour", "b", "2")]) == (
        "SITE     NAME  X\na        港町  1\nharbour  b     2\n"
    )
