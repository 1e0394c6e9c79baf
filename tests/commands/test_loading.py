"""What a command loads before it knows what it is asked for: Scrapy loads all commands, whichever is called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawling import ROOT
from tests.pages import story

LOADED = """
import json, sys
from scrapy.cmdline import execute
try:
    execute(["scrapy", *sys.argv[1:]])
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
CRAWLING = {
    "newscrawl.spiders.base",
    "newscrawl.workers.pool",
    "newscrawl.state.database",
    "newscrawl.rules.site_registry",
}
LARGE = {"feedparser", "fastwarc", "warcio", "pebble", "cronsim", "tqdm", "requests", "trafilatura"}


def loaded(*arguments: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(run.stderr.splitlines()[-1]))


def test_the_commands_themselves_load_next_to_nothing() -> None:
    modules = loaded("version")
    assert "newscrawl.commands.crawl" in modules
    assert not modules & (CRAWLING | LARGE | {"newscrawl.extraction.extractor", "newscrawl.rules.loader"})


def test_a_saved_page_is_read_without_what_a_crawl_needs(tmp_path: Path) -> None:
    page = tmp_path / "ferry.html"
    page.write_text(story("Ferry is late"))
    modules = loaded("extract", str(page))
    assert "newscrawl.extraction.extractor" in modules
    assert not modules & (CRAWLING | LARGE - {"trafilatura"})


@pytest.mark.parametrize(
    "command", ["crawl", "crawlall", "schedule", "sites", "ledger", "extract", "explain", "reclean"]
)
def test_every_command_prints_its_usage(command: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "usage" in run.stdout.lower()
