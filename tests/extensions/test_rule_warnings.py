"""Warnings about site rules: counted, and logged once."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.exceptions import BadArgument, NotAnArticle
from newscrawl.extensions import rule_warnings
from newscrawl.extensions.rule_warnings import RuleWarnings
from newscrawl.items import Page
from newscrawl.rules.schema import RuleWarning
from newscrawl.workers.pool import ExtractionPool
from tests.pages import story

MISSED = RuleWarning("missed", "sites/harbour.example", "body: nothing on the page matches")
ODD = RuleWarning("not_understood", "/configs/harbour.example.txt:3", "bodi: no such key")
URL = "https://harbour.example/"


@pytest.fixture(name="log")
def debug_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, logger=rule_warnings.__name__)
    return caplog


def logged(log: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(record.levelname, record.getMessage()) for record in log.records if record.name == rule_warnings.__name__]


def test_a_repeated_warning_is_logged_once_and_counted_each_time(log: pytest.LogCaptureFixture) -> None:
    stats = get_crawler().stats
    warnings = RuleWarnings(stats, None)
    for number in (1, 2, 3):
        warnings.add([MISSED], f"{URL}{number}")
    warnings.log_summary()
    assert logged(log) == [
        ("INFO", f"sites/harbour.example: body: nothing on the page matches, first on {URL}1"),
    ]
    assert stats.get_value("newscrawl/site_rules/missed") == 3


def test_a_line_that_every_worker_reads_counts_once(
    log: pytest.LogCaptureFixture,
) -> None:
    stats = get_crawler().stats
    warnings = RuleWarnings(stats, "/configs")
    for _ in range(3):
        warnings.add([ODD], URL)
    warnings.add([RuleWarning("not_understood", "/configs/isle.example.txt:1", "no key and value")], URL)
    warnings.log_summary()
    assert logged(log) == [
        ("DEBUG", "/configs/harbour.example.txt:3: not understood: bodi: no such key"),
        ("DEBUG", "/configs/isle.example.txt:1: not understood: no key and value"),
        ("INFO", "/configs: 2 lines not understood (each at DEBUG level)"),
    ]
    assert stats.get_value("newscrawl/site_config/not_understood") == 2


def test_without_warnings_nothing_is_logged(log: pytest.LogCaptureFixture) -> None:
    warnings = RuleWarnings(get_crawler().stats, "/configs")
    warnings.add([], URL)
    warnings.log_summary()
    assert logged(log) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("workers", [0, 1])
async def test_a_worker_reads_the_users_folder_and_returns_its_warnings(
    workers: int, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "harbour.example.txt").write_text("title: //p[1]/@class\nbody: //main[@id='gone']\nbodi: //main\n")
    page = Page(body=story().replace("<p>One", "<p class='Tickets are shared'>One").encode(), url=URL)
    crawler = get_crawler(settings_dict={"NEWSCRAWL_WORKERS": workers, "NEWSCRAWL_SITE_CONFIG": str(tmp_path)})
    pool = build_from_crawler(ExtractionPool, crawler)
    try:
        assert (await pool.extract(page)).title == "Tickets are shared"
        with pytest.raises(NotAnArticle):
            await pool.extract(Page(body=b"<html><body><p>Log in</p></body></html>", url=URL))
    finally:
        await pool.stop()
    assert [level for level, _ in logged(log)] == ["INFO", "DEBUG", "INFO"]
    assert crawler.stats.get_value("newscrawl/site_rules/missed") == 3
    assert crawler.stats.get_value("newscrawl/site_config/not_understood") == 1


def test_a_missing_folder_stops_the_crawl_before_it_starts(tmp_path: Path) -> None:
    crawler = get_crawler(settings_dict={"NEWSCRAWL_SITE_CONFIG": str(tmp_path / "gone")})
    with pytest.raises(BadArgument, match=r"NEWSCRAWL_SITE_CONFIG '.*gone': No such file or directory"):
        build_from_crawler(ExtractionPool, crawler)
