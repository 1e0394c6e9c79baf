"""No page can forge a log record, send control characters to a terminal, or have its text in the log."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from fixtures.hostileserver import HostileServer, answer
from newscrawl.extensions.log_output import LogSanitizer, SanitizedLogFormatter
from newscrawl.items import Article
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl, run_scrapy
from tests.mockserver import MockServer
from tests.pages import rss, story

FORGED = "2026-11-22 12:00:00 [newscrawl] ERROR: the disk is on fire"
STRINGS = {
    "line feed": f"Ferry\n{FORGED}",
    "carriage return": f"Ferry\r{FORGED}",
    "both": f"Ferry\r\n{FORGED}",
    "line separator": f"Ferry\u2028{FORGED}",
    "next line": f"Ferry\x85{FORGED}",
    "vertical tab": f"Ferry\v{FORGED}",
    "colours": f"Ferry\x1b[31m{FORGED}\x1b[0m",
    "title of the window": f"Ferry\x1b]0;{FORGED}\x07",
    "one byte control": f"Ferry\x9b2J{FORGED}",
    "backspaces": "Ferry" + "\b" * 5 + FORGED,
    "from right to left": f"Ferry\u202e{FORGED[::-1]}",
    "zero": f"Ferry\0{FORGED}",
}
UNPRINTABLE = re.compile(r"[^\S \n]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler of the root logger writes while a crawl runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s"))
    logging.root.addHandler(handler)
    sanitizer = LogSanitizer()
    sanitizer.install()
    yield stream
    sanitizer.remove()
    logging.root.removeHandler(handler)


def records(text: str) -> list[str]:
    """The lines that look like the start of a record."""
    assert not UNPRINTABLE.search(text), UNPRINTABLE.findall(text)
    return [line for line in text.splitlines() if re.match(r"\d{4}-\d\d-\d\d ", line)]


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_no_message_can_forge_a_record(text: str, log: io.StringIO) -> None:
    library = logging.getLogger("some.library")
    library.warning("title: %s", text)
    library.warning("title: %(title)s", {"title": text})
    library.warning(f"title: {text}")  # as Scrapy does in places
    assert len(records(log.getvalue())) == 3


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_no_traceback_can_forge_a_record(text: str, log: io.StringIO) -> None:
    logging.getLogger("some.library").error("failed", exc_info=ValueError(text), stack_info=True)
    assert len(records(log.getvalue())) == 1
    assert "ValueError: Ferry" in log.getvalue()


def test_text_in_all_scripts_stays(log: io.StringIO) -> None:
    logging.getLogger("some.library").warning("%s", "می\u200cخواهم — नाव 渡し船 ⛴️")
    assert "می\u200cخواهم — नाव 渡し船 ⛴️" in log.getvalue()


def test_a_table_stays_a_table(log: io.StringIO) -> None:
    logging.getLogger("some.library").warning("Report:\n  written  7\n\n\tfailed  %d", 3)
    assert log.getvalue().endswith(" WARNING: Report:\n  written  7\n\n    failed  3\n")


def test_the_handlers_are_restored() -> None:
    before = [list(handler.filters) for handler in logging.root.handlers]
    sanitizer = LogSanitizer()
    sanitizer.install()
    sanitizer.remove()
    assert [list(handler.filters) for handler in logging.root.handlers] == before


TALKATIVE = """
from newscrawl.spiders.feed import FeedSpider

class TalkativeSpider(FeedSpider):
    name = "talkative"

    async def parse_page(self, response, link):
        self.logger.info("title: %s", response.text.partition("<title>")[2].partition("</title>")[0])
        async for article in super().parse_page(response, link):
            yield article
"""
"""A spider that logs text of a page without escaping it."""


def test_no_page_can_forge_a_record_in_the_log_file_of_a_crawl(tmp_path: Path) -> None:
    escape = f"\x1b[31m\n{FORGED}\u2028\x9b2J"
    page = story(f"Ferry{escape}").replace("</head>", f'<link rel="canonical" href="/a%0a{escape}"></head>')
    spider = tmp_path / "talkative.py"
    spider.write_text(TALKATIVE, encoding="utf-8")
    with HostileServer({}) as server:
        links = [server.url(path) for path in ("/story", "/gone%0d%0a2026-11-22", "/odd", "/broken", "/away")]
        server.routes |= {
            "/feed": lambda path: [answer(rss(*links, f"no address {escape}").encode())],
            "/story": lambda path: [answer(page.encode())],
            "/odd": lambda path: [answer(b"x", Content_Type=f"text/{escape}")],
            "/broken": lambda path: [f"HTTP/1.1 {escape}\r\n{escape}: {escape}\r\n\r\n".encode()],
            "/away": lambda path: [answer(b"", status="302 Found", Location=f"http://no.{escape}example/")],
        }
        settings = {"LOG_FILE": "crawl.log", "LOG_LEVEL": "DEBUG"}
        run_scrapy("runspider", spider, "-a", f"url={server.url('/feed')}", cwd=tmp_path, settings=settings)
    with (tmp_path / "crawl.log").open(encoding="utf-8", newline="") as file:
        log = file.read()
    assert "title: Ferry\\x1b[31m\n  2026-11-22" in log
    assert "/gone%0d%0a2026-11-22" in log
    assert FORGED not in records(log)


URL = "https://harbour.example/a"
ARTICLE = Article(id="7", url=URL, title="Ferry", text="A long text.")


@pytest.fixture
def formatter() -> SanitizedLogFormatter:
    return SanitizedLogFormatter.from_crawler(get_crawler())


def message(found: object) -> tuple[int, str]:
    assert isinstance(found, dict)
    return found["level"], found["msg"] % found["args"]


def test_an_item_is_logged_as_its_url(formatter: SanitizedLogFormatter) -> None:
    spider = get_crawler()._create_spider(name="x")  # noqa: SLF001 - Scrapy has no other way
    error = DropItem("no title\x1b[1m")
    assert message(formatter.scraped(ARTICLE, None, spider)) == (logging.DEBUG, f"Scraped {URL}")
    assert message(formatter.dropped(ARTICLE, error, None, spider)) == (
        logging.INFO,
        f"Dropped {URL}: no title\\x1b[1m",
    )
    assert message(formatter.item_error(ARTICLE, error, None, spider)) == (logging.ERROR, f"Error processing {URL}")


def test_an_item_without_a_url_is_logged_as_that_of_its_response(formatter: SanitizedLogFormatter) -> None:
    spider = get_crawler()._create_spider(name="x")  # noqa: SLF001 - Scrapy has no other way
    assert message(formatter.scraped({}, Response(URL), spider))[1] == f"Scraped {URL}"
    assert message(formatter.scraped({}, None, spider))[1] == "Scraped dict"


@pytest.mark.asyncio
async def test_the_log_of_a_crawl_does_not_contain_the_text(
    server: MockServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.routes |= {"/a": story(), "/a/2": story()}
    await crawl(ArticleSpider, url=f"{server.url('/a')},{server.url('/a/2')}")
    assert f"Scraped {server.url('/a')}" in caplog.text
    assert "harbour office" not in caplog.text
