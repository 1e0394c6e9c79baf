"""Bylines that only a link to an author's page, a portrait, bold type or the article's footer shows."""

from __future__ import annotations

import pytest

from newscrawl.bylines.finder import find_byline
from newscrawl.bylines.parser import parse_byline
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import read_page_metadata

_TITLE = "Last ferry reaches the harbour late"
_TEXT = (
    "The last ferry of the evening reached the harbour two hours late because of the fog that lay on the water, "
    "the harbour office said on Monday."
)


def _authors(*, top: str = "", bottom: str = "", head: str = "", language: str = "en") -> list[str]:
    root = parse_html(
        f'<html lang="{language}"><head><title>{_TITLE}</title>{head}</head><body><article><h1>{_TITLE}</h1>{top}'
        f"<p>{_TEXT}</p><p>{_TEXT}</p><p>{_TEXT}</p>{bottom}</article></body></html>"
    )
    metadata = read_page_metadata(root, url="https://post.example/ferry", feed_metadata=FeedMetadata())
    raw = find_byline(root, metadata, FeedMetadata()).raw
    return parse_byline(raw or "", language=metadata.language, publisher=metadata.publisher).authors


@pytest.mark.parametrize(
    "top",
    [
        '<div><a href="/authors/ana-lima">Ana Lima</a></div>',
        '<div><a href="https://post.example/autor/7/">Ana Lima</a></div>',
        '<div><a href="/team/ana-lima"><span>Ana Lima</span></a></div>',
        '<div><img alt="Ana Lima" src="/a.jpg"><div>Ana Lima</div></div>',
        '<div><img alt="Ana Lima, editor" src="/a.jpg"></div><div><span>Ana Lima</span></div>',
        "<p><strong>Ana Lima</strong></p>",
        "<p>Ana Lima | Senior Writer | July 2, 2025</p>",
        '<div class="hasnt-bio is-not-column"><span class="pb-byline">By Ana Lima</span></div>',
        '<aside class="post-author">Ana Lima</aside>',
        "<div><div>Written by</div><div>Ana Lima</div><div>She writes about harbours and about ferries.</div></div>",
    ],
)
def test_the_byline_is_found_below_the_headline(top: str) -> None:
    assert _authors(top=top) == ["Ana Lima"]


@pytest.mark.parametrize(
    "bottom",
    [
        '<footer><span class="byline">By <a href="/x">Ana Lima</a></span></footer>',
        '<footer class="entry-footer"><address>By Ana Lima</address></footer>',
        '<div><a href="/author/ana-lima/">Ana Lima</a></div>',
    ],
)
def test_the_byline_is_found_below_the_text(bottom: str) -> None:
    assert _authors(bottom=bottom) == ["Ana Lima"]


@pytest.mark.parametrize(
    "part",
    [
        '<div><a href="/tags/ana-lima">Ana Lima</a></div>',
        '<div><a href="/author/admin/">Ana Lima</a></div>',
        '<div><a href="/authors/">Ana Lima</a></div>',
        "<p><strong>Key Points</strong></p><ul><li>One</li></ul>",
        "<p><strong>What happened on Monday evening</strong></p>",
        '<div><img alt="The quay" src="/a.jpg"><div>Harbour Views</div></div>',
    ],
)
def test_other_parts_name_nobody(part: str) -> None:
    assert _authors(top=part) == []


def test_below_the_text_an_address_must_have_the_name_and_be_the_only_one() -> None:
    assert _authors(bottom='<div><a href="/author/7">Ana Lima</a></div>') == []
    links = '<div><a href="/author/ana-lima">Ana Lima</a></div><div><a href="/author/bo-ek">Bo Ek</a></div>'
    assert _authors(bottom=links) == []


def test_two_linked_names_have_an_and_between_them() -> None:
    top = '<div class="byline">By <a href="/a/1">Ana Lima</a> and <a href="/a/2">Bo Ek</a></div>'
    assert _authors(top=top) == ["Ana Lima", "Bo Ek"]


def test_bold_names_may_be_several() -> None:
    assert _authors(top="<p><b>Ana Lima/Bo Ek</b></p>") == ["Ana Lima", "Bo Ek"]


def test_the_editor_of_a_page_is_not_its_author_beside_a_byline() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + _TITLE + '", '
        '"author": {"name": "Tom Harrow"}}</script>'
    )
    editor = '<div class="author-info">Editor : <a class="author" href="/a/7">Tom Harrow</a></div>'
    assert _authors(head=head, top='<div class="author">Ana Lima</div>', bottom=editor) == ["Ana Lima"]
    assert _authors(head=head, bottom=editor) == ["Tom Harrow"]


def test_a_visible_byline_adds_the_people_that_the_metadata_lacks() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + _TITLE + '", '
        '"author": {"name": "Ana Lima"}}</script>'
    )
    top = '<div class="byline"><a href="/a">Ana Lima</a>, <a href="/b">Bo Ek</a> <time>26 Nov 2026</time></div>'
    assert _authors(head=head, top=top) == ["Ana Lima", "Bo Ek"]
