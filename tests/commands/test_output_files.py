"""The files that a crawl writes, by site and day, packed and numbered, and that a second crawl adds nothing to them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.outputs.compression import get_compression
from tests.crawling import run_scrapy
from tests.mockserver import MockServer
from tests.pages import rss, story


def lines(path: Path) -> list[dict[str, object]]:
    text = b"".join(part for _, part in get_compression(path).decompress([path.read_bytes()], 0))
    return [json.loads(line) for line in text.splitlines()]


def test_a_crawl_writes_by_site_and_day_and_the_manifest_is_true(server: MockServer, tmp_path: Path) -> None:
    paths = [f"/story-{number}" for number in range(12)]
    server.routes |= {"/feed": rss(*paths), **{path: story(f"Gate {path[7:]} is open") for path in paths}}
    settings = {
        "NEWSCRAWL_OUTPUT": "news/%(site)s/%(spider)s-%(date)s.jsonl.zst",
        "NEWSCRAWL_OUTPUT_MAX_MB": 0.001,
        "NEWSCRAWL_COMMIT_PAGES": 3,
        "NEWSCRAWL_STATE": "state",
    }
    before = datetime.now(UTC).date()
    for _ in range(2):
        run = run_scrapy(
            "crawl", "feed", "-a", f"url={server.url('/feed')}", "--nolog", cwd=tmp_path, settings=settings
        )
        assert (run.code, run.err) == (0, "")
    (folder,) = (tmp_path / "news").iterdir()
    (path,) = folder.glob("*.manifest.json")
    assert path.name.removesuffix(".jsonl.zst.manifest.json") in {f"feed-{before}", f"feed-{datetime.now(UTC).date()}"}
    manifest = json.loads(path.read_bytes())
    assert manifest["sealed"]
    records = []
    for part in [*manifest["sealed"], manifest["open"]]:
        found = lines(folder / part["file"])
        assert (part["lines"], part["bytes"]) == (len(found), (folder / part["file"]).stat().st_size)
        assert [part["first"], part["last"]] == [found[0]["crawled_at"], found[-1]["crawled_at"]]
        if "sha256" in part:
            assert part["sha256"] == hashlib.sha256((folder / part["file"]).read_bytes()).hexdigest()
        records += found
    assert len(records) == len({record["id"] for record in records}) == len(paths)
