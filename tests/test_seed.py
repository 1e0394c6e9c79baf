"""The founding example: the page and the text that this project exists to clean, one test a field.

It lies beside the repository, and is not part of it: without it, these tests are skipped.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newscrawl import Article, clean_text, extract

SEED = Path(__file__).resolve().parent.parent.parent / "shared" / "seed"
URL = "https://news.example.com/middle-east-news/1.000000"

pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason=f"the founding example is not at {SEED}")


@cache
def expected() -> dict[str, Any]:
    """What must come out of both."""
    known: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return known


@cache
def from_page() -> Article:
    return extract((SEED / "page.html").read_bytes(), url=URL)


@cache
def from_text() -> Article:
    return clean_text((SEED / "article.txt").read_text(encoding="utf-8"))


BOTH = pytest.mark.parametrize(
    "read", [pytest.param(from_page, id="page.html"), pytest.param(from_text, id="article.txt")]
)


@BOTH
@pytest.mark.parametrize("name", ["title", "description", "authors", "agencies", "language"])
def test_the_field_is_as_expected(read: Any, name: str) -> None:
    assert getattr(read(), name) == expected()[name]


@BOTH
def test_every_paragraph_is_kept_in_order_and_nothing_else(read: Any) -> None:
    assert read().text.split("\n\n") == expected()["text"]


@BOTH
def test_the_picture_has_its_caption_and_its_credit(read: Any) -> None:
    assert [{"caption": one.caption, "credit": one.credit} for one in read().images] == expected()["images"]


@BOTH
def test_nothing_that_must_be_gone_is_left_in_the_text(read: Any) -> None:
    text = read().text
    assert [cut["text"] for cut in expected()["removed"] if cut["text"] in text] == []


@BOTH
def test_the_byline_is_kept_as_it_stood(read: Any) -> None:
    assert read().byline == "Jack Khoury"


def test_every_line_to_be_cut_from_the_text_is_in_removed_with_its_reason() -> None:
    removed = {(cut.text, cut.reason) for cut in from_text().removed}
    assert {(cut["text"], cut["reason"]) for cut in expected()["removed"]} - removed == set()


def test_every_line_of_the_text_is_kept_or_named_in_removed() -> None:
    article = from_text()
    lines = [line.strip() for line in (SEED / "article.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    known = {article.title, article.description, *article.text.split("\n\n"), *(cut.text for cut in article.removed)}
    assert [line for line in lines if line not in known] == []


def test_every_prompt_of_the_page_is_in_removed_with_its_reason() -> None:
    removed = {cut.text: cut.reason for cut in from_page().removed}
    wanted = {cut["text"]: cut["reason"] for cut in expected()["removed"] if cut["reason"] in ("paywall", "comments")}
    assert {text: removed.get(text) for text in wanted} == wanted


def test_every_teaser_of_the_page_is_in_removed() -> None:
    """Alternative texts of teasers' pictures are no text of the page: only `article.txt` holds them as lines."""
    removed = {cut.text: cut.reason for cut in from_page().removed}
    teasers = [cut["text"] for cut in expected()["removed"] if cut["reason"] == "teaser" and cut["text"].isascii()]
    assert {text: removed.get(text) for text in teasers} == dict.fromkeys(teasers, "teaser")


def test_the_dates_of_the_page_have_their_time_and_zone() -> None:
    assert (from_page().published, from_page().modified) == ("2021-06-08T18:30:00+03:00", "2021-06-08T21:05:00+03:00")


def test_the_id_comes_from_the_url_of_the_page() -> None:
    article = from_page()
    assert (article.url, article.canonical_url, article.site) == (URL, URL, "example.com")
    assert article.publisher == "Example Daily"


def test_the_page_is_no_open_one() -> None:
    assert from_page().access in ("metered", "paywalled")
    assert from_page().access_evidence


def test_the_article_is_whole() -> None:
    assert not from_page().truncated
    assert not from_text().truncated
