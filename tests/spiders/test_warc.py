"""`scrapy crawl warc`: the same records as from the live pages, and no request to the web."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.server import serve
from newscrawl.archive.capture import Capture
from newscrawl.archive.warc_reader import iter_captures
from newscrawl.archive.warc_writer import RotatingWarcWriter
from newscrawl.items import Article, FeedMetadata, Link, Seed
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from newscrawl.spiders.warc import WarcSpider
from tests.crawling import CrawlResult, crawl, run_scrapy
from tests.mockserver import MockServer

PAGE = """<html lang="{language}"><head><title>{title}</title><link rel="canonical" href="{url}"></head><body><article>
<h1>{title}</h1>{text}</article></body></html>"""
TEXTS = {
    "en": "<p>The harbour office counted more ships in this month than in the whole of last winter.</p>"
    "<p>Most of them brought timber from the north, and left again with apples from the valley.</p>",
    "de": "<p>Das Hafenamt hat in diesem Monat mehr Schiffe gezählt als im ganzen letzten Winter.</p>"
    "<p>Die meisten brachten Holz aus dem Norden und fuhren mit Äpfeln aus dem Tal wieder ab.</p>",
}


def put(folder: RotatingWarcWriter, url: str, *, day: int = 1, language: str = "en", kind: str = "text/html") -> None:
    page = PAGE.format(
        url=url, title=f"Ships of pier {url.rpartition('/')[2]}", language=language, text=TEXTS[language]
    )
    body = page.encode() if kind == "text/html" else b"\x89PNG\r\n"
    date = datetime(2026, 10, day, 12, tzinfo=UTC)
    headers = (("Content-Type", kind),)
    folder.write(Capture(url=url, status=200, headers=headers, date=date), encoded_body=body)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with RotatingWarcWriter(tmp_path / "kept", "news") as folder:
        put(folder, "https://harbour.example/one", day=1)
        put(folder, "https://www.harbour.example/two", day=2, language="de")
        put(folder, "https://other.example/three", day=3)
        put(folder, "https://other.example/picture", kind="image/png")
        put(folder, "https://other.example/three", day=9)
        return folder.path


async def read(archive: Path, **arguments: str) -> CrawlResult:
    return await crawl(WarcSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ""}, path=str(archive), **arguments)


def urls(done: CrawlResult) -> list[str]:
    return sorted(str(item.url).removeprefix("https://") for item in done.items)


@pytest.mark.asyncio
async def test_pages_become_articles_of_the_time_they_were_fetched_at(archive: Path) -> None:
    done = await read(archive)
    assert urls(done) == ["harbour.example/one", "other.example/three", "www.harbour.example/two"]
    assert done.stats["written"] == done.stats["discovered"] == 3
    times = {item.url: item.crawled_at for item in done.items}
    assert times["https://other.example/three"] == "2026-10-03T12:00:00+00:00"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"hosts": "harbour.example"}, ["harbour.example/one", "www.harbour.example/two"]),
        ({"hosts": "arbour.example"}, []),
        ({"hosts": "www.harbour.example, other.example"}, ["other.example/three", "www.harbour.example/two"]),
        ({"since": "2026-10-02", "until": "2026-10-03"}, ["other.example/three", "www.harbour.example/two"]),
        ({"until": "2026-10-01"}, ["harbour.example/one"]),
        ({"language": "de,fr"}, ["www.harbour.example/two"]),
    ],
    ids=str,
)
async def test_hosts_times_and_languages_can_be_chosen(
    archive: Path, arguments: dict[str, str], expected: list[str]
) -> None:
    assert urls(await read(archive, **arguments)) == expected


def cut_off(archive: Path) -> None:
    """Take the end of an archive away, and leave a whole copy beside it."""
    whole = archive.read_bytes()
    archive.with_name("z-whole.warc.gz").write_bytes(whole)
    archive.write_bytes(whole[:-60])


@pytest.mark.asyncio
async def test_one_that_is_cut_off_does_not_keep_others_from_being_read(archive: Path) -> None:
    cut_off(archive)
    done = await read(archive.parent / "*.warc.gz")
    assert done.stats["written"] == 3
    assert done.stats["sources"] == 2
    assert done.stats["sources_failed/archive_cut_off"] == 1
    assert [problem for problem in done.problems if archive.name in problem]


@pytest.mark.asyncio
async def test_an_archive_gives_the_records_that_the_live_site_gave(tmp_path: Path) -> None:
    with serve() as site:
        settings = {"NEWSCRAWL_ARCHIVE": str(tmp_path), "DOWNLOAD_DELAY": 0}
        feeds = [site.at(f"https://harbourpost.example/feeds/{name}") for name in ("news.xml", "culture.atom")]
        live = await crawl(FeedSpider, settings, url=",".join(feeds))
    again = await crawl(WarcSpider, path=str(tmp_path / "*.warc.gz"))
    assert len(live.items) > 5
    assert any("lamp-of-port-alder" in str(item.url) for item in live.items), "one that has two pages"
    assert [plain(item) for item in in_order(again)] == [plain(item) for item in in_order(live)]


@pytest.mark.asyncio
async def test_what_a_crawl_would_take_is_taken_from_an_archive_and_every_page_has_an_outcome(tmp_path: Path) -> None:
    date = datetime(2026, 10, 1, 12, tzinfo=UTC)
    page = PAGE.format(url="", title="Ships of the pier", language="en", text=TEXTS["en"]).encode()
    responses = [
        ("partial", 206, (("Content-Type", "text/html"),), page),
        ("copied", 203, (("Content-Type", "application/xhtml+xml"),), page),
        ("untyped", 200, (), page),
        ("wrong-type", 200, (("Content-Type", "text/plain"),), b"<!DOCTYPE html>" + page),
        ("not-packed", 200, (("Content-Type", "text/html"), ("Content-Encoding", "gzip")), page),
        ("unreadable", 200, (("Content-Type", "text/html"), ("Content-Encoding", "br")), b"\xff\xff"),
        ("empty", 200, (("Content-Type", "text/html"),), b""),
        ("script", 200, (("Content-Type", "text/javascript"),), b"let a"),
        ("moved", 301, (("Content-Type", "text/html"), ("Location", "/copied")), page),
        (
            "refreshed",
            200,
            (("Content-Type", "text/html"),),
            page.replace(b"<head>", b'<head><meta http-equiv="refresh" content="0;url=/copied">'),
        ),
    ]
    with RotatingWarcWriter(tmp_path, "news") as writer:
        for name, status, headers, body in responses:
            url = f"https://harbour.example/ships-of-the-pier-{name}"
            writer.write(Capture(url=url, status=status, headers=headers, date=date), encoded_body=body)
    done = await read(writer.path)
    expected = ["copied", "not-packed", "partial", "refreshed", "untyped", "wrong-type"]
    assert [url.partition("pier-")[2] for url in urls(done)] == expected
    assert done.stats == {
        "sources": 1,
        "discovered": 8,
        "written": 6,
        "pending": 0,
        "refused/empty_page": 1,
        "failed/extraction_error": 1,
    }


@pytest.mark.asyncio
async def test_what_an_archive_gave_is_not_kept_again(archive: Path, tmp_path: Path) -> None:
    done = await crawl(WarcSpider, {"NEWSCRAWL_ARCHIVE": str(tmp_path / "again")}, path=str(archive))
    assert done.stats["written"] == 3
    assert [[*iter_captures(path, max_body_bytes=10_000)] for path in (tmp_path / "again").iterdir()] == [[]]


class TakingOver(ArticleSpider):
    """Requests a URL whose page an archive has, as a crawl of archives leaves it in the ledger."""

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The URL, with the location in the archive."""
        captures = iter_captures(Path(self.settings["NEWSCRAWL_TEST_ARCHIVE"]), max_body_bytes=10_000)
        for url in self.start_urls:
            yield Link(url=url, feed_metadata=FeedMetadata(capture=str(next(captures).location)))


@pytest.mark.asyncio
async def test_a_spider_of_the_web_reads_no_archive_whatever_the_ledger_says(archive: Path) -> None:
    with MockServer({"/one": PAGE.format(url="", title="Ships of today", language="en", text=TEXTS["en"])}) as server:
        done = await crawl(TakingOver, {"NEWSCRAWL_TEST_ARCHIVE": str(archive)}, url=server.url("/one"))
    assert [item.title for item in done.items] == ["Ships of today"]


def in_order(done: CrawlResult) -> list[Article]:
    return sorted(done.items, key=lambda item: item.id)


def plain(item: Article) -> Article:
    """Without the second in which it was fetched, and what only the site's robots.txt says."""
    return replace(item, crawled_at=None, rights=replace(item.rights, ai_agents=[]))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["path=nowhere/*.warc"], "path=nowhere/*.warc: no such file"),
        (["hosts=a.example"], "needs -a path"),
        (["path=setup", "since=yesterdays"], "since=yesterdays"),
        (["path=setup", "hosts=a.example,https://b.example/"], "https://b.example/ is no host"),
        (["path=setup", "hosts=a.example:8080"], "a.example:8080 is no host"),
    ],
    ids=["no file", "no path", "no time", "a URL", "a port"],
)
def test_an_argument_that_cannot_be_used_is_one_line(arguments: list[str], complaint: str, tmp_path: Path) -> None:
    (tmp_path / "setup").touch()
    options = [part for argument in arguments for part in ("-a", argument)]
    run = run_scrapy("crawl", "warc", *options, cwd=tmp_path)
    assert run.code == 2
    assert complaint in run.err
    assert run.err.count("\n") == 1


def test_a_file_that_is_no_archive_ends_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "page.warc").write_text("<html>no archive</html>")
    run = run_scrapy(
        "crawl", "warc", "-a", "path=*.warc", "-O", "out.jsonl", cwd=tmp_path, settings={"LOG_ENABLED": False}
    )
    assert run.code not in {0, 2}
    assert "page.warc: not a WARC file" in run.last


def test_a_second_run_reads_nothing_twice(archive: Path, tmp_path: Path) -> None:
    for expected in (3, 3):
        run_scrapy("crawl", "warc", "-a", f"path={archive}", cwd=tmp_path, settings={"NEWSCRAWL_STATE": ".newscrawl"})
        lines = (tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        assert len({json.loads(line)["id"] for line in lines}) == len(lines) == expected
