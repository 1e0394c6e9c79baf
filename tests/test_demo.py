"""`make demo`, run once: what a user sees of the main job, and the lines that it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fixtures import demo
from fixtures.server import site_cases
from fixtures.table import shorten, table, width, word_count
from newscrawl.outputs.record import build_json_schema
from tests.crawling import MAX_WAIT_SECONDS

HEAD = ["site", "title", "authors", "date", "words", "cut"]
ROOT = Path(__file__).parent.parent
ALLOWED = {
    case.name: json.loads((case / "expected.json").read_bytes())
    for case in site_cases()
    if "/preview/" not in json.loads((case / "meta.json").read_bytes())["url"]
}
ARTICLES = {name: case for name, case in ALLOWED.items() if "refused" not in case}


@dataclass(frozen=True)
class Run:
    """What a run of the demo left."""

    code: int
    printed: str
    complaints: str
    written: bytes

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines as objects."""
        return [json.loads(line) for line in self.written.splitlines()]


@pytest.fixture(scope="module", name="run")
def demo_run() -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "fixtures.demo"], cwd=ROOT, capture_output=True, timeout=MAX_WAIT_SECONDS, check=False
    )
    written = demo.OUTPUT.read_bytes() if demo.OUTPUT.exists() else b""
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode(), written)


def test_demo_ends_well_and_says_nothing_on_standard_error(run: Run) -> None:
    assert (run.code, run.complaints) == (0, "")


def test_demo_prints_a_row_for_every_article(run: Run) -> None:
    lines = run.printed.splitlines()
    head = next(
        number
        for number, line in enumerate(lines)
        if line.split() == ["site", "title", "authors", "date", "words", "cut"]
    )
    rows = lines[head + 2 : lines.index("", head)]

    assert len(rows) == len(ARTICLES)
    assert any("İskele sineması" in row and "İpek Işıklı" in row and "2025-07-30" in row for row in rows)


def test_demo_says_where_the_lines_are_and_how_to_go_on(run: Run) -> None:
    assert "demo/articles.jsonl" in run.printed
    assert "scrapy crawl feed -a url=https://" in run.printed


def test_every_line_is_a_valid_record(run: Run) -> None:
    validator = jsonschema.Draft202012Validator(build_json_schema())

    assert run.written.endswith(b"\n")
    assert [error.message for record in run.records for error in validator.iter_errors(record)] == []


def test_no_line_holds_a_separator_that_breaks_readers(run: Run) -> None:
    text = run.written.decode()

    assert len(text.splitlines()) == text.count("\n")


def test_every_article_that_robots_txt_allows_is_written_once(run: Run) -> None:
    titles = Counter(record["title"] for record in run.records)

    assert titles == Counter(case["title"] for case in ARTICLES.values())


def test_ids_are_unique(run: Run) -> None:
    ids = [record["id"] for record in run.records]

    assert len(ids) == len(set(ids)) == len(ARTICLES)


def test_feed_fills_only_what_the_page_does_not_say(run: Run) -> None:
    by_title = {record["title"]: record for record in run.records}

    assert by_title[ARTICLES["pt-sardinhas"]["title"]]["tags"] == ["Festas", "São João"]
    assert by_title[ARTICLES["en-regatta"]["title"]]["tags"] == ["Rowing", "Regatta"]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (("-c", "import sys; sys.exit('no such folder')"), "the crawl ended with exit code 1: no such folder"),
        (("-c", "import sys; sys.exit(3)"), "the crawl ended with exit code 3: its log is demo/crawl.log"),
        (("-c", ""), "the crawl wrote no article; its log is demo/crawl.log"),
    ],
    ids=["with-a-reason", "without-one", "nothing-written"],
)
def test_crawl_that_fails_is_one_line_and_exit_code_1(
    command: Sequence[str],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(demo, "CRAWL", [sys.executable, *command])
    monkeypatch.setattr(demo, "OUTPUT", tmp_path / "articles.jsonl")

    code = demo.main()

    assert (code, capfd.readouterr().err) == (1, f"demo: {reason}\n")


def test_crawl_that_does_not_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "CRAWL", [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(demo, "OUTPUT", tmp_path / "articles.jsonl")
    monkeypatch.setattr(demo, "RUN_TIMEOUT", 0.2)

    assert demo.main() == 1
    assert capfd.readouterr().err == "demo: the crawl did not end within 0 s; its log is demo/crawl.log\n"


def test_columns_are_aligned_in_every_script() -> None:
    titles = [
        "Short",
        "閉じた製氷所",
        "नाव पर चलती",
        "המזח הישן",
        "A title that is much too long for a column of a small table",
    ]

    lines = table(("title", "words"), [(title, "7") for title in titles]).splitlines()

    assert len({width(line) for line in lines[:-1]}) == 1
    assert width(lines[-1]) == width(lines[1])
    assert all(line.endswith("7") for line in lines[2:])
    assert "\u2068המזח הישן\u2069" in lines[5]


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("harbour", 7, "harbour"),
        ("harbour", 4, "har…"),
        ("港町の夏", 8, "港町の夏"),
        ("港町の夏", 6, "港町…"),
        ("in a", 4, "in a"),
    ],
)
def test_text_is_shortened_to_the_columns_it_may_take(text: str, limit: int, shown: str) -> None:
    assert shorten(text, limit) == shown


@pytest.mark.parametrize(
    ("text", "count"), [("Two words – here.", 3), ("二つの言葉", 5), ("Port Alderの港", 4), ("क्या हुआ।", 2), ("", 0)]
)
def test_words_are_counted_as_editors_count_them(text: str, count: int) -> None:
    assert word_count(text) == count
