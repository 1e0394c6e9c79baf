"""Where the byline of a page is found, and which of several candidates is chosen."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from newscrawl.bylines.declared import find_declared_candidates
from newscrawl.bylines.finder import BylineResult, find_byline, find_byline_regions
from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.visible import BylineRegions
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import PageMetadata, read_page_metadata

_TITLE = "Last ferry reaches the harbour late"
_TEXT = (
    "The last ferry of the evening reached the harbour two hours late because of the fog that lay on the water, "
    "the harbour office said on Monday."
)
_HEAD = f'<title>{_TITLE}</title><meta property="og:site_name" content="Harbour Post">'
_OTHER_PARTS = (
    '<section class="related"><article class="card"><h3>Other news</h3>'
    '<span class="byline">By Wrong Person</span></article></section>'
    '<div class="comments"><div class="comment-author">Wrong Reader</div></div>'
)


def _page(*, head: str = "", top: str = "", bottom: str = "") -> str:
    return (
        f'<html lang="en"><head>{_HEAD}{head}</head>'
        f"<body><main><article><h1>{_TITLE}</h1>{top}<p>{_TEXT}</p><p>{_TEXT}</p><p>{_TEXT}</p>{bottom}</article></main>"
        f"{_OTHER_PARTS}</body></html>"
    )


def _jsonld(author: str) -> str:
    return (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
        f'"headline": "{_TITLE}", "author": {author}}}</script>'
    )


def _find(page: str, feed_metadata: FeedMetadata | None = None) -> BylineResult:
    root = parse_html(page)
    feed_metadata = feed_metadata or FeedMetadata()
    return find_byline(
        root,
        read_page_metadata(root, url="https://harbourpost.example/ferry", feed_metadata=feed_metadata),
        feed_metadata,
    )


def _authors(page: str, feed_metadata: FeedMetadata | None = None) -> list[str]:
    return parse_byline(_find(page, feed_metadata).raw or "", publisher="Harbour Post").authors


@pytest.mark.parametrize(
    ("author", "raw"),
    [
        ('"Ana Lima"', "Ana Lima"),
        ('{"@type": "Person", "name": "Ana Lima"}', "Ana Lima"),
        ('[{"@type": "Person", "name": "Ana Lima"}, {"@type": "Person", "name": "Bo Ek"}]', "Ana Lima; Bo Ek"),
        ('["Ana Lima", "Bo Ek"]', "Ana Lima; Bo Ek"),
        ('{"@type": "Person", "name": ["Ana Lima", "Bo Ek"]}', "Ana Lima; Bo Ek"),
        ('{"@type": "Organization", "name": "Reuters"}', "Reuters"),
        ('[{"@type": "Person", "name": "Ana Lima"}, {"@type": "Person", "name": "Ana Lima"}]', "Ana Lima"),
    ],
)
def test_jsonld_has_authors_in_many_forms(author: str, raw: str) -> None:
    result = _find(_page(head=_jsonld(author)))
    assert (result.raw, result.provenance) == (raw, "jsonld:author")


def test_jsonld_may_refer_to_a_person_of_its_graph() -> None:
    head = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", '
        f'"headline": "{_TITLE}", "author": {{"@id": "#ana"}}}}, '
        '{"@type": "Person", "@id": "#ana", "name": "Ana Lima"}]}</script>'
    )
    assert _find(_page(head=head)).raw == "Ana Lima"


@pytest.mark.parametrize(
    "top",
    [
        '<p class="byline">By Ana Lima</p>',
        '<div class="ArticleHeader-byline__x1"><span>By</span> <a href="/authors/ana">Ana Lima</a></div>',
        '<a rel="author" href="/authors/ana">Ana Lima</a>',
        '<span itemprop="author">Ana Lima</span>',
        '<span itemprop="author" itemscope><span itemprop="name">Ana Lima</span></span>',
        '<div data-testid="byline">Ana Lima</div>',
        "<address>By Ana Lima</address>",
        '<div id="author">Ana Lima</div>',
        "<p>By Ana Lima</p>",
        "<p><em>By Ana Lima</em></p>",
        '<div>By <a href="/authors/ana">Ana Lima</a></div>',
        "<div><span>By</span><span>Ana Lima</span></div>",
        "<ul><li><strong>Author</strong> Ana Lima</li></ul>",
        "<div><span>Ana Lima |</span><span>03.05.2024 - 14:05</span></div>",
        "<p><strong>ANA LIMA</strong></p>",
        '<p class="byline">By Ana Lima<br>3 May 2024<br>Harbour Trade Fair</p>',
    ],
)
def test_the_visible_byline_is_found_near_the_headline(top: str) -> None:
    assert _authors(_page(top=top)) == ["Ana Lima"]


@pytest.mark.parametrize(
    "bottom",
    [
        '<p class="author">Ana Lima</p>',
        '<p style="text-align:right"><strong>Ana Lima</strong></p>',
        "<p><em>Ana Lima</em></p>",
    ],
)
def test_the_visible_byline_is_found_below_the_text(bottom: str) -> None:
    assert _authors(_page(bottom=bottom)) == ["Ana Lima"]


@pytest.mark.parametrize(
    "other_part",
    [
        '<div class="comment"><span class="author">Wrong Reader</span></div>',
        '<figure><figcaption class="author">Wrong Photographer</figcaption></figure>',
        '<aside><p class="byline">By Wrong Person</p></aside>',
        '<div class="related-stories"><span class="byline">By Wrong Person</span></div>',
        '<li class="teaser"><span class="author">Wrong Person</span></li>',
        '<div class="author-bio"><span class="author">Wrong Person</span> writes about ports.</div>',
        '<span class="image-byline">Photo: Wrong Photographer</span>',
        '<blockquote><span class="author">Wrong Person</span></blockquote>',
        "<address>12 Quay Street, Harbour</address>",
        '<span class="author"><a href="/author/admin/">Site Account</a></span>',
        "<h2>Wrong Person</h2>",
    ],
)
def test_names_in_other_parts_are_not_a_byline(other_part: str) -> None:
    assert _authors(_page(bottom=other_part)) == []


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="author" content="Ana Lima">',
        '<meta property="article:author" content="Ana Lima">',
        '<meta name="parsely-author" content="Ana Lima">',
        '<meta name="DC.creator" content="Ana Lima">',
        '<meta name="sailthru.author" content="Ana Lima">',
        '<meta name="cXenseParse:author" content="Ana Lima">',
        '<meta name="byl" content="By Ana Lima">',
    ],
)
def test_meta_tags_name_the_author(tag: str) -> None:
    assert _authors(_page(head=tag)) == ["Ana Lima"]


@pytest.mark.parametrize(
    "tag",
    [
        '<meta property="article:author" content="https://social.example/harbourpost">',
        '<meta name="twitter:creator" content="Ana Lima">',
        '<meta name="author" content="@harbourpost">',
        '<meta name="author" content="">',
    ],
)
def test_urls_and_handles_are_not_authors(tag: str) -> None:
    assert _find(_page(head=tag)).raw is None


def test_the_feed_names_the_author_where_the_page_does_not() -> None:
    feed_metadata = FeedMetadata(authors=("Ana Lima", "Bo Ek"))
    result = _find(_page(), feed_metadata)
    assert (result.raw, result.provenance) == ("Ana Lima; Bo Ek", "feed")
    assert _authors(_page(top='<p class="byline">By Tom Harrow</p>'), feed_metadata) == ["Tom Harrow"]


@pytest.mark.parametrize(
    "organization",
    ['{"@type": "Organization", "name": "Harbour Post"}', '"admin"', '"Harbour Post Sports Desk"', '"Reuters"'],
)
def test_a_visible_person_is_preferred_to_a_declared_organization(organization: str) -> None:
    result = _find(_page(head=_jsonld(organization), top='<p class="byline">By Ana Lima</p>'))
    assert result.provenance == "visible:marked"
    assert result.raw == "By Ana Lima"


def test_a_declared_person_is_preferred_to_a_visible_one() -> None:
    page = _page(head=_jsonld('"Ana Lima"'), top='<p class="byline">By Bo Ek</p>')
    assert _find(page).raw == "Ana Lima"


def test_a_visible_byline_with_more_authors_is_preferred() -> None:
    page = _page(head=_jsonld('"Ana Lima"'), top='<p class="byline">By Ana Lima and Bo Ek</p>')
    assert _authors(page) == ["Ana Lima", "Bo Ek"]


def test_a_visible_byline_with_other_words_does_not_add_authors() -> None:
    top = '<div class="byline">Ana Lima<br>Share<br>Text Size<br>Harbour Trade Fair<br>3 May 2024</div>'
    assert _authors(_page(head=_jsonld('"Ana Lima"'), top=top)) == ["Ana Lima"]


def test_a_desk_is_preferred_to_the_publisher_and_the_agency_is_kept() -> None:
    head = _jsonld('{"@type": "Organization", "name": "Harbour Post"}') + '<meta name="author" content="HPN Staff">'
    parsed = parse_byline(
        _find(_page(head=head, top='<p class="byline">Reuters</p>')).raw or "", publisher="Harbour Post"
    )
    assert (parsed.authors, parsed.agencies) == (["HPN Staff"], ["Reuters"])


def test_adjacent_marked_authors_are_one_byline() -> None:
    top = '<div><span class="author">Ana Lima</span><span class="author">Bo Ek</span></div>'
    assert _authors(_page(top=top)) == ["Ana Lima", "Bo Ek"]


def test_every_candidate_is_kept_with_its_provenance() -> None:
    page = _page(
        head=_jsonld('"Ana Lima"') + '<meta name="author" content="Harbour Post">', top='<p class="byline">By Bo Ek</p>'
    )
    provenances = [candidate.provenance for candidate in _find(page).candidates]
    assert provenances == ["jsonld:author", "visible:marked", "visible:line", "meta:author"]


def test_a_page_without_a_byline_has_none() -> None:
    assert _find(_page()) == BylineResult()


def test_the_page_is_not_changed() -> None:
    root = parse_html(_page(head=_jsonld('"Ana Lima"'), top='<p class="byline">By Bo Ek</p>'))
    before = etree.tostring(root)
    find_byline(root, read_page_metadata(root, url=None, feed_metadata=FeedMetadata()), FeedMetadata())
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    "page", ["<p>x</p>", "<html></html>", "<h1></h1><p class=byline>", "<article class=author>" * 200]
)
def test_broken_pages_have_no_byline(page: str) -> None:
    assert _find(page).raw is None


def _regions(body: str) -> BylineRegions:
    return find_byline_regions(parse_html(f"<html><body>{body}</body></html>"), _TITLE)


def _after_headline(body: str) -> list[str]:
    return [element.text or "" for element in _regions(body).after_headline]


@pytest.mark.parametrize(
    "other_part",
    [
        "<aside><p>not here</p></aside>",
        "<nav><p>not here</p></nav>",
        '<div class="commentList"><p>not here</p></div>',
        '<div id="related-stories"><p>not here</p></div>',
        '<div data-testid="newsletter"><p>not here</p></div>',
        "<article><p>not here</p></article>",
    ],
)
def test_other_parts_of_the_page_are_left_out(other_part: str) -> None:
    assert _after_headline(f"<h1>{_TITLE}</h1><p>one</p>{other_part}<p>two</p>") == ["one", "two"]


def test_elements_around_the_headline_are_kept_with_any_class() -> None:
    page = f'<form class="comments"><article><h1>{_TITLE}</h1><p>one</p></article></form>'
    assert _after_headline(page) == ["one"]


@pytest.mark.parametrize("class_name", ["title-and-byline", "post-author"])
def test_elements_around_the_headline_are_not_a_byline_with_any_class(class_name: str) -> None:
    regions = _regions(f'<div class="{class_name}"><h1>{_TITLE}</h1><p class="byline">Ana Lima</p></div>')
    assert regions.marked_before_headline == []
    assert [element.text for element in regions.marked_after_headline] == ["Ana Lima"]


def test_comments_are_left_out_on_a_page_without_a_headline() -> None:
    assert _after_headline('<p>one</p><div class="comments"><p>two</p></div>') == ["one"]


def test_the_headline_is_the_heading_that_has_the_title() -> None:
    page = f"<h1>Harbour Post</h1><p>before</p><h2>{_TITLE}</h2><p>after</p>"
    assert _after_headline(page) == ["after"]


def test_an_aria_heading_is_the_headline_where_no_other_has_the_title() -> None:
    page = f'<h1>Harbour Post</h1><p>before</p><div role="heading">{_TITLE}</div><p>after</p>'
    assert _after_headline(page) == ["after"]


def test_the_first_h1_is_the_headline_where_no_heading_has_the_title() -> None:
    assert _after_headline("<h2>News</h2><nav><h1>Menu</h1></nav><h1>Harbour Post</h1><p>after</p>") == ["after"]


def test_marked_elements_are_divided_by_the_headline() -> None:
    regions = _regions(f'<p class="byline">before</p><h1>{_TITLE}</h1><a rel="author">after</a><p>text</p>')
    assert [element.text for element in regions.marked_before_headline] == ["before"]
    assert [element.text for element in regions.marked_after_headline] == ["after"]


def _declared_names(author: Any) -> list[str]:
    root = parse_html("<html><body><p>The ferry is late.</p></body></html>")
    metadata = PageMetadata(article_node={"author": [author]})
    return [candidate.raw for candidate in find_declared_candidates(root, metadata, FeedMetadata())]


@pytest.mark.parametrize("url", [["https://a.example/ana"], {"@id": "https://a.example/ana"}, 7, True, "", None])
def test_an_author_with_a_url_of_another_type_is_still_read(url: Any) -> None:
    assert _declared_names({"name": "Ana Lima", "url": url}) == ["Ana Lima"]
    assert _declared_names({"name": "Ana Lima", "@id": url}) == ["Ana Lima"]


def test_the_account_of_the_site_is_not_an_author() -> None:
    assert _declared_names({"name": "Harbour Post", "url": "https://a.example/author/admin/"}) == []
