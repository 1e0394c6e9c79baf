"""What a worker has worked out is believed only of the article that it was worked out of."""

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
WRONG = PrecomputedSteps(authors=["Foreseen"], agencies=[], text="Foreseen.", author_line_removals=[], fingerprint=None)
"""What no step would find: where it comes out, it was believed."""


def kept(foreseen: PrecomputedSteps, article: Article = ARTICLE) -> PrecomputedCache:
    foresight = PrecomputedCache()
    foresight.store(article, foreseen)
    return foresight


def test_what_is_foreseen_is_what_the_steps_make_of_it() -> None:
    foresight = kept(precompute(ARTICLE))
    named = foresight.add_authors(ARTICLE)
    left = foresight.remove_author_lines(named)
    assert named == add_authors(ARTICLE)
    assert left == remove_author_lines(named) != named
    assert foresight.take_fingerprint(left) == fingerprint_article(left)


def test_what_is_foreseen_is_believed_whatever_the_rights_are() -> None:
    allowed = replace(ARTICLE, rights=Rights(ai_agents=["ExampleBot"]))
    named = kept(WRONG).add_authors(allowed)
    assert named.authors == ["Foreseen"]
    assert named.rights == allowed.rights


@pytest.mark.parametrize(
    "change", [{"byline": "By Rosa Blom"}, {"text": "Another text."}, {"id": "2"}, {"publisher": "Ana Lima"}]
)
def test_an_article_that_was_changed_is_read_anew(change: dict[str, str]) -> None:
    changed = replace(ARTICLE, **change)  # type: ignore[arg-type]
    assert kept(WRONG).add_authors(changed) == add_authors(changed)


def test_a_step_that_was_left_out_is_not_believed_to_be_done() -> None:
    foresight = kept(WRONG)
    assert foresight.remove_author_lines(ARTICLE) == remove_author_lines(ARTICLE)
    assert foresight.take_fingerprint(ARTICLE) == fingerprint_article(ARTICLE)


def test_an_article_changed_between_two_steps_is_read_anew_from_there_on() -> None:
    foresight = kept(precompute(ARTICLE))
    changed = replace(foresight.add_authors(ARTICLE), text="Ana Lima\n\nThe ferry sails again on Monday.")
    left = foresight.remove_author_lines(changed)
    assert left.text == "The ferry sails again on Monday."
    assert foresight.take_fingerprint(left) == fingerprint_article(left)


def test_an_article_whose_list_was_added_to_is_read_anew() -> None:
    article = replace(ARTICLE, agencies=[])
    foresight = kept(WRONG, article)
    article.agencies.append("dpa")
    assert foresight.add_authors(article) == add_authors(article)


def test_only_articles_on_their_way_are_remembered() -> None:
    foresight = kept(WRONG)
    for number in range(2, 200):
        foresight.store(replace(ARTICLE, id=str(number)), WRONG)
    assert foresight.add_authors(ARTICLE) == add_authors(ARTICLE)


def test_what_a_worker_reads_comes_back_as_it_was() -> None:
    body = f"<html lang=en><title>{ARTICLE.title}</title><article><h1>{ARTICLE.title}</h1><p>By Ana Lima"
    page = Page(body=f"{body}<p>{'The ferry sails again, the harbour office said on Monday. ' * 9}".encode())
    packed = worker.extract_and_precompute(page)
    assert isinstance(packed, bytes)
    done = worker.decode_result(packed)
    article, notes, others = worker.extract_with_rules(page)
    assert (done.article, done.rule_warnings, done.other_pages) == (article, notes, others)
    assert done.precomputed == precompute(article)
    assert done.precomputed.authors == ["Ana Lima"]


def test_an_address_that_no_json_can_hold_comes_back_too() -> None:
    page = Page(body=b"<html><body>Nothing", url="https://harbourpost.example/\ud800")
    assert worker.decode_result(worker.extract_and_precompute(page)).article.url == page.url
