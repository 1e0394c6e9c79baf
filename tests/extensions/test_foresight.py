"""What a worker has worked out is believed only of the article that it was worked out of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.article import Article, Page, Rights
from newscrawl.core.authorlines import without_author_lines
from newscrawl.core.bylines import with_names
from newscrawl.core.foresight import Foreseen, foresee
from newscrawl.core.memory.sitetrace import trace_of
from newscrawl.extensions import worker
from newscrawl.extensions.foresight import Foresight

ARTICLE = Article(
    id="1",
    url="https://harbourpost.example/ferry",
    site="harbourpost.example",
    title="Ferry sails again",
    byline="By Ana Lima and Tomas Berg",
    language="en",
    text="By Ana Lima and Tomas Berg\n\nThe ferry sails again, the harbour office said on Monday.",
)
WRONG = Foreseen(authors=["Foreseen"], agencies=[], text="Foreseen.", repeated=[], trace=None)
"""What no step would find: where it comes out, it was believed."""


def kept(foreseen: Foreseen, article: Article = ARTICLE) -> Foresight:
    foresight = Foresight()
    foresight.keep(article, foreseen)
    return foresight


def test_what_is_foreseen_is_what_the_steps_make_of_it() -> None:
    foresight = kept(foresee(ARTICLE))
    named = foresight.named(ARTICLE)
    left = foresight.without_author_lines(named)
    assert named == with_names(ARTICLE)
    assert left == without_author_lines(named) != named
    assert foresight.trace(left) == trace_of(left)


def test_what_is_foreseen_is_believed_whatever_the_rights_are() -> None:
    allowed = replace(ARTICLE, rights=Rights(ai_agents=["ExampleBot"]))
    named = kept(WRONG).named(allowed)
    assert named.authors == ["Foreseen"]
    assert named.rights == allowed.rights


@pytest.mark.parametrize(
    "change", [{"byline": "By Rosa Blom"}, {"text": "Another text."}, {"id": "2"}, {"publisher": "Ana Lima"}]
)
def test_an_article_that_was_changed_is_read_anew(change: dict[str, str]) -> None:
    changed = replace(ARTICLE, **change)  # type: ignore[arg-type]
    assert kept(WRONG).named(changed) == with_names(changed)


def test_a_step_that_was_left_out_is_not_believed_to_be_done() -> None:
    foresight = kept(WRONG)
    assert foresight.without_author_lines(ARTICLE) == without_author_lines(ARTICLE)
    assert foresight.trace(ARTICLE) == trace_of(ARTICLE)


def test_an_article_changed_between_two_steps_is_read_anew_from_there_on() -> None:
    foresight = kept(foresee(ARTICLE))
    changed = replace(foresight.named(ARTICLE), text="Ana Lima\n\nThe ferry sails again on Monday.")
    left = foresight.without_author_lines(changed)
    assert left.text == "The ferry sails again on Monday."
    assert foresight.trace(left) == trace_of(left)


def test_an_article_whose_list_was_added_to_is_read_anew() -> None:
    article = replace(ARTICLE, agencies=[])
    foresight = kept(WRONG, article)
    article.agencies.append("dpa")
    assert foresight.named(article) == with_names(article)


def test_only_articles_on_their_way_are_remembered() -> None:
    foresight = kept(WRONG)
    for number in range(2, 200):
        foresight.keep(replace(ARTICLE, id=str(number)), WRONG)
    assert foresight.named(ARTICLE) == with_names(ARTICLE)


def test_what_a_worker_reads_comes_back_as_it_was() -> None:
    body = f"<html lang=en><title>{ARTICLE.title}</title><article><h1>{ARTICLE.title}</h1><p>By Ana Lima"
    page = Page(body=f"{body}<p>{'The ferry sails again, the harbour office said on Monday. ' * 9}".encode())
    packed = worker.read(page)
    assert isinstance(packed, bytes)
    done = worker.unpacked(packed)
    article, notes, others = worker.extract(page)
    assert (done.article, done.notes, done.others) == (article, notes, others)
    assert done.foreseen == foresee(article)
    assert done.foreseen.authors == ["Ana Lima"]


def test_an_address_that_no_json_can_hold_comes_back_too() -> None:
    page = Page(body=b"<html><body>Nothing", url="https://harbourpost.example/\ud800")
    assert worker.unpacked(worker.read(page)).article.url == page.url
