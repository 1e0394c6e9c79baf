"""No page can write a line of its own into the log, or speak to the terminal that shows it."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.hostileserver import HostileServer, answer
from newscrawl.extensions.log_output import LogSanitizer
from tests.crawling import run_scrapy
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
    """What a handler of the root logger writes, while a crawl runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s"))
    logging.root.addHandler(handler)
    plain = LogSanitizer()
    plain.install()
    yield stream
    plain.remove()
    logging.root.removeHandler(handler)


def records(text: str) -> list[str]:
    """The lines that a reader takes for records."""
    assert not UNPRINTABLE.search(text), UNPRINTABLE.findall(text)
    return [line for line in text.splitlines() if re.match(r"\d{4}-\d\d-\d\d ", line)]


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_nothing_in_a_message_makes_a_record(text: str, log: io.StringIO) -> None:
    library = logging.getLogger("some.library")
    library.warning("title: %s", text)
    library.warning("title: %(title)s", {"title": text})
    library.warning(f"title: {text}")  # as Scrapy does in places
    assert len(records(log.getvalue())) == 3


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS)
def test_nothing_in_a_traceback_makes_a_record(text: str, log: io.StringIO) -> None:
    logging.getLogger("some.library").error("failed", exc_info=ValueError(text), stack_info=True)
    assert len(records(log.getvalue())) == 1
    assert "ValueError: Ferry" in log.getvalue()


def test_words_of_all_scripts_stay(log: io.StringIO) -> None:
    logging.getLogger("some.library").warning("%s", "می\u200cخواهم — नाव 渡し船 ⛴️")
    assert "می\u200cخواهم — नाव 渡し船 ⛴️" in log.getvalue()


def test_a_table_stays_a_table(log: io.StringIO) -> None:
    logging.getLogger("some.library").warning("Report:\n  written  7\n\n\tfailed  %d", 3)
    assert log.getvalue().endswith(" WARNING: Report:\n  written  7\n\n    failed  3\n")


def test_the_handlers_are_left_as_they_were() -> None:
    before = [list(handler.filters) for handler in logging.root.handlers]
    plain = LogSanitizer()
    plain.install()
    plain.remove()
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
"""A spider of somebody who thought of no evil."""


def test_no_page_writes_into_the_log_file_of_a_crawl(tmp_path: Path) -> None:
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
