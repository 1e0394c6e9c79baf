"""The site in fixtures/: what its server answers, that its links lead somewhere, and that its traps are still set."""

from __future__ import annotations

import codecs
import json
import re
import signal
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

from fixtures.server import CASES, ORIGIN, SITE, FixtureSite, resources, serve, site_cases
from tests.crawling import MAX_WAIT_SECONDS, ROOT, running_process

README = Path(CASES).parent / "README.md"
PAGES = sorted("/" + file.relative_to(SITE).as_posix().removesuffix("index.html") for file in SITE.rglob("index.html"))
FEEDS = ["/feeds/news.xml", "/feeds/islands.xml", "/feeds/desks.rdf", "/feeds/culture.atom", "/feeds/all.json"]
TRAPS = [
    tuple(cell.strip() for cell in line.strip("|\n ").split(" | "))
    for line in README.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| trap |")
]


@pytest.fixture(scope="module", name="site")
def running_site() -> Iterator[FixtureSite]:
    with serve() as site:
        yield site


def ask(site: FixtureSite, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=MAX_WAIT_SECONDS)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def expected(case: Path) -> dict[str, object]:
    return dict(json.loads((case / "expected.json").read_bytes()))


def decoded(case: Path) -> str:
    """The page as its maker wrote it."""
    charset = re.search(r"charset=([\w-]+)", json.loads((case / "meta.json").read_bytes())["content_type"])
    return (case / "page.html").read_bytes().decode(charset[1] if charset else "utf-8")


def test_case_is_served_in_its_own_encoding(site: FixtureSite) -> None:
    response, body = ask(site, "/he/article/40417.html")

    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=windows-1255"
    assert "המזח הישן" in body.decode("windows-1255")


def test_the_site_links_itself_by_the_url_of_the_server(site: FixtureSite) -> None:
    _, body = ask(site, "/feeds/all.json")

    assert ORIGIN.encode() not in body
    assert f'"{site.url}/zh/society/20250310/c-88214.html"'.encode() in body


@pytest.mark.parametrize("path", sorted(resources()))
def test_no_body_has_a_url_outside_the_server(path: str) -> None:
    body = resources()[path].moved_to("http://127.0.0.1:1").body

    assert b"//harbourpost.example" not in body
    assert rb"\/\/harbourpost.example" not in body


def test_query_does_not_hide_a_page(site: FixtureSite) -> None:
    response, _ = ask(site, "/business/2025/06/12/market-hall-reopens/?utm_source=rss")

    assert response.status == 200


def test_unchanged_page_is_answered_by_304_without_a_body(site: FixtureSite) -> None:
    first, _ = ask(site, "/")

    by_tag, tag_body = ask(site, "/", If_None_Match=first.headers["ETag"])
    by_date, date_body = ask(site, "/", If_Modified_Since=first.headers["Last-Modified"])

    assert (by_tag.status, tag_body) == (304, b"")
    assert (by_date.status, date_body) == (304, b"")


@pytest.mark.parametrize(
    "headers",
    [{"If_None_Match": '"other"'}, {"If_Modified_Since": "Mon, 01 Sep 2025 00:00:00 GMT"}, {"If_Modified_Since": "?"}],
    ids=["other-tag", "older-date", "no-date"],
)
def test_page_that_may_have_changed_is_sent_whole(site: FixtureSite, headers: dict[str, str]) -> None:
    response, body = ask(site, "/", **headers)

    assert response.status == 200
    assert body.endswith(b"</html>\n")


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/../server.py", "/%2e%2e/server.py", "/feeds/../../README.md", "//etc/passwd", "/cases/", "/islands"],
)
def test_path_that_the_site_does_not_have_is_404(site: FixtureSite, path: str) -> None:
    response, _ = ask(site, path)

    assert response.status == 404


def test_head_gives_the_headers_alone(site: FixtureSite) -> None:
    response, body = ask(site, "/robots.txt", method="HEAD")

    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) > 0


def test_server_is_gone_after_its_context() -> None:
    with serve() as site:
        address = urlsplit(site.url)

    with socket.socket() as probe:
        assert probe.connect_ex((address.hostname or "", address.port or 0)) != 0


def test_command_prints_its_url_serves_and_ends_on_interrupt() -> None:
    command = [sys.executable, "-m", "fixtures.server"]
    with running_process(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = process.stdout.readline().decode().strip()
        response, _ = ask(FixtureSite(url=url), "/")
        process.send_signal(signal.SIGINT)

        assert response.status == 200
        assert process.wait(MAX_WAIT_SECONDS) == 0
        assert process.stderr.read() == b""


def test_command_says_in_one_line_that_its_port_is_taken(site: FixtureSite) -> None:
    port = str(urlsplit(site.url).port)

    done = subprocess.run(
        [sys.executable, "-m", "fixtures.server", "--port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert f"cannot serve on port {port}" in done.stderr


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_section_leads_to_a_page(path: str) -> None:
    known = resources()
    root = html.fromstring(known[path].body, base_url=ORIGIN + path)
    root.make_links_absolute(ORIGIN + path)
    links = {link for element, _, link, _ in root.iterlinks() if element.tag in {"a", "link"}}

    assert {urlsplit(link).netloc for link in links} == {urlsplit(ORIGIN).netloc}
    assert [link for link in links if not is_served(link)] == []


@pytest.mark.parametrize("path", [*FEEDS, "/sitemap.xml", "/sitemap-news.xml", "/sitemap-index.xml"])
def test_every_url_in_a_feed_or_sitemap_leads_to_a_page(path: str) -> None:
    links = linked_urls(path)

    assert len(links) > 1
    assert [link for link in links if not is_served(link)] == []


def linked_urls(path: str) -> list[str]:
    """The articles (or sitemaps) that a feed or sitemap links."""
    body = resources()[path].body
    if path.endswith(".json"):
        return [item["url"] for item in json.loads(body)["items"]]
    root = etree.fromstring(body, parser=etree.XMLParser(load_dtd=False, no_network=True))
    found = root.xpath(
        "//*[local-name()='item']/*[local-name()='link']/text()"
        " | //*[local-name()='entry']/*[local-name()='link']/@href"
        " | //*[local-name()='loc']/text()"
    )
    return [str(url) for url in found]


def is_served(url: str) -> bool:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" == ORIGIN and unquote(parts.path) in resources()


def test_every_feed_is_linked_from_the_home_page() -> None:
    root = html.fromstring((SITE / "index.html").read_bytes())

    linked = root.xpath("//link[@rel='alternate']/@href")

    assert linked == [*FEEDS, "/feeds/obituaries.xml"]


def test_every_case_is_linked_from_a_feed() -> None:
    linked = {urlsplit(url).path for feed in FEEDS for url in linked_urls(feed)}

    cases = {urlsplit(json.loads((case / "meta.json").read_bytes())["url"]).path for case in site_cases()}

    assert cases <= linked


def test_one_article_is_linked_by_several_feeds_with_tracking() -> None:
    found = [url for feed in FEEDS for url in linked_urls(feed) if "market-hall-reopens" in url]

    assert len(found) == len(set(found)) == 2
    assert all("utm_source=" in url for url in found)


def test_robots_txt_keeps_one_page_to_itself_and_asks_for_patience() -> None:
    lines = (SITE / "robots.txt").read_text(encoding="utf-8").splitlines()

    assert "Disallow: /preview/" in lines
    assert any(line.startswith("Crawl-delay: ") for line in lines)


def test_there_are_articles_enough_in_languages_and_scripts_enough() -> None:
    articles = [case for case in map(expected, site_cases()) if "refused" not in case]
    languages = {str(case["language"]).split("-")[0] for case in articles}
    scripts = {
        unicodedata.name(character).split()[0]
        for case in articles
        for character in str(case["title"])
        if character.isalpha()
    }

    assert len(articles) >= 18
    assert len(languages) >= 9
    assert {"LATIN", "HEBREW", "ARABIC", "CYRILLIC", "GREEK", "DEVANAGARI", "HIRAGANA", "CJK"} <= scripts


@pytest.mark.parametrize(("trap", "case", "piece"), TRAPS, ids=[f"{case}: {trap}" for trap, case, _ in TRAPS])
def test_trap_of_the_readme_is_set_in_its_case(trap: str, case: str, piece: str) -> None:
    assert piece.strip("`") in decoded(CASES / case), trap


def test_every_case_has_a_trap_of_its_own() -> None:
    assert {case.name for case in site_cases()} - {case for _, case, _ in TRAPS} == {"refused-empty-page"}


@pytest.mark.parametrize(
    ("case", "encoding"),
    [("he-mezach", "windows-1255"), ("ru-mayak", "windows-1251"), ("ja-minato", "shift_jis"), ("zh-dengta", "gb18030")],
)
def test_page_is_really_in_its_old_encoding(case: str, encoding: str) -> None:
    body = (CASES / case / "page.html").read_bytes()

    assert body.decode(encoding).encode(encoding) == body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_bytes_that_no_editor_shows_are_still_there() -> None:
    assert (CASES / "tr-fener" / "page.html").read_bytes().startswith(codecs.BOM_UTF8)
    assert "\u2028" in decoded(CASES / "hi-naav")
    assert b"charset" not in (CASES / "ar-mina" / "page.html").read_bytes()
    assert (CASES / "refused-empty-page" / "page.html").read_bytes() == b""
