"""The results that a worker has precomputed are used only for the very article that it had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.boilerplate.fingerprint import fingerprint_article
from newscrawl.bylines.text_credits import add_authors, remove_author_lines
from newscrawl.items import Article, Page, Rights
from newscrawl.workers import worker
from newscrawl.workers.precomputed import PrecomputedCache, PrecomputedSteps, precompute

ARTICLE = Article(
    id="1",
    url="https://harbourpost.example/ferry",
    site="harbourpost.example",
    title="Ferry sails again",
    byline="By Ana Lima and Tomas Berg",
    language="en",
    text="By Ana Lima and Tomas Berg\n\nThe ferry sails again, the harbour office said on Monday.",
)
WRONG = PrecomputedSteps(
    authors=["Precomputed"], agencies=[], text="Precomputed.", author_line_removals=[], fingerprint=None
)
"""Results that no step would compute: they show that the precomputed results were used."""


def build_cache(steps: PrecomputedSteps, article: Article = ARTICLE) -> PrecomputedCache:
    cache = PrecomputedCache()
    cache.store(article, steps)
    return cache


def test_precomputed_results_are_those_of_the_steps() -> None:
    cache = build_cache(precompute(ARTICLE))
    with_authors = cache.add_authors(ARTICLE)
    cleaned = cache.remove_author_lines(with_authors)
    assert with_authors == add_authors(ARTICLE)
    assert cleaned == remove_author_lines(with_authors) != with_authors
    assert cache.take_fingerprint(cleaned) == fingerprint_article(cleaned)


def test_precomputed_results_are_used_whatever_the_rights_are() -> None:
    allowed = replace(ARTICLE, rights=Rights(ai_agents=["ExampleBot"]))
    with_authors = build_cache(WRONG).add_authors(allowed)
    assert with_authors.authors == ["Precomputed"]
    assert with_authors.rights == allowed.rights


@pytest.mark.parametrize(
    "change", [{"byline": "By Rosa Blom"}, {"text": "Another text."}, {"id": "2"}, {"publisher": "Ana Lima"}]
)
def test_a_changed_article_is_computed_again(change: dict[str, str]) -> None:
    changed = replace(ARTICLE, **change)  # type: ignore[arg-type]
    assert build_cache(WRONG).add_authors(changed) == add_authors(changed)


def test_a_step_that_was_skipped_does_not_count_as_done() -> None:
    cache = build_cache(WRONG)
    assert cache.remove_author_lines(ARTICLE) == remove_author_lines(ARTICLE)
    assert cache.take_fingerprint(ARTICLE) == fingerprint_article(ARTICLE)


def test_an_article_changed_between_two_steps_is_computed_again_from_there() -> None:
    cache = build_cache(precompute(ARTICLE))
    changed = replace(cache.add_authors(ARTICLE), text="Ana Lima\n\nThe ferry sails again on Monday.")
    cleaned = cache.remove_author_lines(changed)
    assert cleaned.text == "The ferry sails again on Monday."
    assert cache.take_fingerprint(cleaned) == fingerprint_article(cleaned)


def test_an_article_whose_list_was_changed_in_place_is_computed_again() -> None:
    article = replace(ARTICLE, agencies=[])
    cache = build_cache(WRONG, article)
    article.agencies.append("dpa")
    assert cache.add_authors(article) == add_authors(article)


def test_the_cache_is_limited() -> None:
    cache = build_cache(WRONG)
    for number in range(2, 200):
        cache.store(replace(ARTICLE, id=str(number)), WRONG)
    assert cache.add_authors(ARTICLE) == add_authors(ARTICLE)


def test_the_result_of_a_worker_is_decoded_unchanged() -> None:
    body = f"<html lang=en><title>{ARTICLE.title}</title><article><h1>{ARTICLE.title}</h1><p>By Ana Lima"
    page = Page(body=f"{body}<p>{'The ferry sails again, the harbour office said on Monday. ' * 9}".encode())
    encoded = worker.extract_and_precompute(page)
    assert isinstance(encoded, bytes)
    done = worker.decode_result(encoded)
    extraction, rule_warnings = worker.extract_with_rules(page)
    article, other_pages = extraction.article, extraction.other_pages
    assert (done.article, done.rule_warnings, done.other_pages) == (article, rule_warnings, other_pages)
    assert done.precomputed == precompute(article)
    assert done.precomputed.authors == ["Ana Lima"]


def test_a_url_that_is_not_valid_unicode_is_decoded_unchanged() -> None:
    page = Page(body=b"<html><body>Nothing", url="https://harbourpost.example/\ud800")
    assert worker.decode_result(worker.extract_and_precompute(page)).article.url == page.url
