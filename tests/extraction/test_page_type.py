"""Pages that are no articles are refused with the reason; short articles about the same things are not."""

from __future__ import annotations

import html
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newscrawl import NotAnArticle, extract
from newscrawl.exceptions import REFUSED_REASONS
from newscrawl.extraction.page_type import PAGE_TYPES, PageSigns, find_page_type
from newscrawl.rules.loader import load_rules

PAGES: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "bad_pages.toml").read_text())
URL = "https://lowsound.example/2026/03/17/ferry-late-again"
BENCH = Path(__file__).parents[2] / ".." / "shared" / "bench"
FORM = '<form method="post" action="/x"><input type="password" name="p"><button>OK</button></form>'
SETS = [
    "gold/pages",
    "gold/aeb",
    "gold/feval",
    *(f"more/{name}" for name in ("wcxb", "atf", "cpe", "mercury", "magic")),
]


def build(title: str, lines: list[str], *, lang: str = "en", password: bool = False, head: str = "") -> str:
    """A page of Low Sound Post with this title and these lines."""
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines) + FORM * password
    return (
        f'<html lang="{lang}"><head><title>{html.escape(title)} | Low Sound Post</title>{head}</head><body><header>'
        '<nav><ul><li><a href="/news">News</a></li><li><a href="/sea">Sea</a></li></ul></nav></header><main>'
        f"<h1>{html.escape(title)}</h1>{body}</main><footer><p>© 2026 Low Sound Post</p></footer></body></html>"
    )


@pytest.mark.parametrize(
    "page", PAGES["page"], ids=lambda page: f"{page['reason']}-{page['lang']}-{page['title'][:30]}"
)
def test_a_page_that_is_no_article_is_refused_with_its_reason(page: dict[str, Any]) -> None:
    markup = build(page["title"], page["lines"], lang=page["lang"], password=page.get("password", False))
    with pytest.raises(NotAnArticle) as refused:
        extract(markup, url=URL)
    assert refused.value.reason == page["reason"]


@pytest.mark.parametrize("page", PAGES["stay"], ids=lambda page: f"{page['lang']}-{page['title'][:30]}")
def test_a_short_article_about_the_same_things_is_one(page: dict[str, Any]) -> None:
    assert extract(build(page["title"], page["lines"], lang=page["lang"]), url=URL).title == page["title"]


def test_the_examples_are_many_and_of_many_languages() -> None:
    assert len(PAGES["page"]) >= 60
    assert len({page["lang"] for page in PAGES["page"]}) >= 15
    assert {page["reason"] for page in PAGES["page"]} == set(PAGE_TYPES)


def test_each_type_is_a_reason_of_the_closed_list() -> None:
    assert set(PAGE_TYPES) < set(REFUSED_REASONS)


@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_each_type_has_words_in_many_languages(page_type: str) -> None:
    assert len(getattr(load_rules().page_type_terms, page_type)) >= 29


def test_what_articles_state_counts_against_a_refusal() -> None:
    title, lines = "Page not found in the ledger", ["The page was not found and does not exist, you see."]
    rules = load_rules()
    assert find_page_type(PageSigns(title=title, lines=lines), rules)
    assert not find_page_type(PageSigns(title=title, lines=lines, article_signs=3), rules)


def test_a_long_text_is_not_judged() -> None:
    lines = ["We value your privacy and use cookies."] * 100
    assert find_page_type(PageSigns(title="We value your privacy", lines=lines), load_rules()) is None


@pytest.mark.parametrize("gold_set", SETS)
def test_no_real_article_is_refused(gold_set: str) -> None:
    if not (BENCH / gold_set).is_dir():
        pytest.skip("needs the pages of ../shared/bench")
    sys.path.insert(0, str(BENCH))
    try:
        import score  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(BENCH))
    gold, pages = json.loads((BENCH / gold_set / "gold.json").read_text()), score.pages(BENCH / gold_set)
    refused = []
    for key, record in gold.items():
        try:
            extract(pages[key], url=record.get("url") or URL)
        except NotAnArticle as error:
            refused.append((key, error.reason))
    assert [entry for entry in refused if entry[1] in (*PAGE_TYPES, "listing")] == []
