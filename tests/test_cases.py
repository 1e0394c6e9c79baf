"""Every page of fixtures/cases, one test a field: what a careful editor would want to come out of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from w3lib.encoding import html_to_unicode, http_content_type_encoding

from newscrawl import extract
from newscrawl.exceptions import NotAnArticle
from newscrawl.extraction.extractor import extract_article, finish
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.text import fold

CASES = Path(__file__).parent.parent / "fixtures" / "cases"
SHORT = 12
"""A line of fewer characters may stand inside a sentence of the article by chance."""


def names() -> list[str]:
    return sorted(case.name for case in CASES.iterdir())


@cache
def meta(case: str) -> dict[str, Any]:
    return dict(json.loads((CASES / case / "meta.json").read_bytes()))


@cache
def expected(case: str) -> dict[str, Any]:
    return dict(json.loads((CASES / case / "expected.json").read_bytes()))


@cache
def article(case: str) -> Article:
    """The case's article, by the recipe that the spiders use: build, names, author lines."""
    page = Page(
        body=(CASES / case / "page.html").read_bytes(),
        url=meta(case)["url"],
        encoding=http_content_type_encoding(meta(case)["content_type"]),
        fetched_at=datetime.fromisoformat(meta(case)["fetched_at"]),
    )
    return finish(extract_article(page, load_rules()))


def paragraphs(found: Article) -> list[str]:
    return found.text.split("\n\n")


def plainly(field: str) -> Callable[[Article], Any]:
    return lambda found: getattr(found, field)


READ: dict[str, Callable[[Article], Any]] = {
    "text": paragraphs,
    "images": lambda found: [{"caption": image.caption, "credit": image.credit} for image in found.images],
}
"""How a field of the record is put beside the field of expected.json, where they are not of one shape."""

ARTICLES = [case for case in names() if "refused" not in expected(case)]
REFUSED = [case for case in names() if "refused" in expected(case)]
CHECKED_APART = {"published", "modified", "removed", "absent"}
PLAIN = [
    pytest.param(case, field, id=f"{case}-{field}")
    for case in ARTICLES
    for field in expected(case)
    if field not in CHECKED_APART
]
MOMENTS = [
    pytest.param(case, field, id=f"{case}-{field}")
    for case in ARTICLES
    for field in ("published", "modified")
    if field in expected(case)
]
CUTS = [
    pytest.param(case, cut["text"], cut["reason"], id=f"{case}-removed-{number}")
    for case in ARTICLES
    for number, cut in enumerate(expected(case)["removed"])
]


@pytest.mark.parametrize(("case", "field"), PLAIN)
def test_field_is_what_an_editor_would_want(case: str, field: str) -> None:
    assert READ.get(field, plainly(field))(article(case)) == expected(case)[field]


@pytest.mark.parametrize(("case", "field"), MOMENTS)
def test_moment_and_its_zone_are_what_the_page_states(case: str, field: str) -> None:
    found, stated = getattr(article(case), field), expected(case)[field]

    assert found is not None
    assert datetime.fromisoformat(found) == datetime.fromisoformat(stated)
    assert datetime.fromisoformat(found).utcoffset() == datetime.fromisoformat(stated).utcoffset()
    assert ("T" in found) == ("T" in stated), "a day without a time must stay a day"


@pytest.mark.parametrize(("case", "text", "reason"), CUTS)
def test_cut_line_is_in_the_record_with_its_reason(case: str, text: str, reason: str) -> None:
    found = {cut.reason for cut in article(case).removed if fold(text) in fold(cut.text)}

    assert reason in found


@pytest.mark.parametrize("case", ARTICLES)
def test_nothing_that_must_be_gone_is_left_in_the_text(case: str) -> None:
    must_go = [cut["text"] for cut in expected(case)["removed"]] + expected(case)["absent"]

    assert [line for line in must_go if stands_in(line, paragraphs(article(case)))] == []


@pytest.mark.parametrize("case", ARTICLES)
def test_front_door_gives_the_same_text_for_the_decoded_page(case: str) -> None:
    body = (CASES / case / "page.html").read_bytes()

    _, page = html_to_unicode(meta(case)["content_type"], body, default_encoding="utf-8")

    assert extract(page, url=meta(case)["url"]).text == article(case).text


@pytest.mark.parametrize("case", REFUSED)
def test_page_that_is_no_article_is_refused_with_its_reason(case: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        article(case)

    assert refusal.value.reason == expected(case)["refused"]


def stands_in(line: str, text: list[str]) -> bool:
    """Whether a line is left in a text: as a paragraph, or, if it is long enough to be no accident, inside one."""
    folded = fold(line)
    if not folded:
        return any(line in paragraph for paragraph in text)
    if len(folded) < SHORT:
        return any(folded == fold(paragraph) for paragraph in text)
    return any(folded in fold(paragraph) for paragraph in text)
