"""Where the byline of a page is found, and which of several is believed."""

from __future__ import annotations

import pytest
from lxml import etree

from newscrawl.bylines.finder import BylineResult, find_byline
from newscrawl.bylines.parser import parse_byline
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import read_page_metadata

_TITLE = "Last ferry reaches the harbour late"
_TEXT = (
    "The last ferry of the evening reached the harbour two hours late because of the fog that lay on the water, "
    "the harbour office said on Monday."
)
_HEAD = f'<title>{_TITLE}</title><meta property="og:site_name" content="Harbour Post">'
_OTHERS = (
    '<section class="related"><article class="card"><h3>Other news</h3>'
    '<span class="byline">By Wrong Person</span></article></section>'
    '<div class="comments"><div class="comment-author">Wrong Reader</div></div>'
)


def _page(*, head: str = "", top: str = "", bottom: str = "") -> str:
    return (
        f'<html lang="en"><head>{_HEAD}{head}</head>'
        f"<body><main><article><h1>{_TITLE}</h1>{top}<p>{_TEXT}</p><p>{_TEXT}</p><p>{_TEXT}</p>{bottom}</article></main>"
        f"{_OTHERS}</body></html>"
    )


def _jsonld(author: str) -> str:
    return (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
        f'"headline": "{_TITLE}", "author": {author}}}</script>'
    )


def _found(page: str, hints: FeedMetadata | None = None) -> BylineResult:
    root = parse_html(page)
    hints = hints or FeedMetadata()
    return find_byline(
        root, read_page_metadata(root, url="https://harbourpost.example/ferry", feed_metadata=hints), hints
    )


def _authors(page: str, hints: FeedMetadata | None = None) -> list[str]:
    return parse_byline(_found(page, hints).raw or "", publisher="Harbour Post").authors


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
def test_jsonld_names_the_authors_in_all_its_forms(author: str, raw: str) -> None:
    found = _found(_page(head=_jsonld(author)))
    assert (found.raw, found.provenance) == (raw, "jsonld:author")


def test_jsonld_may_refer_to_a_person_of_its_graph() -> None:
    head = (
        '<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle", '
        f'"headline": "{_TITLE}", "author": {{"@id": "#ana"}}}}, '
        '{"@type": "Person", "@id": "#ana", "name": "Ana Lima"}]}</script>'
    )
    assert _found(_page(head=head)).raw == "Ana Lima"


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
    "elsewhere",
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
def test_names_of_others_are_no_byline(elsewhere: str) -> None:
    assert _authors(_page(bottom=elsewhere)) == []


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
def test_addresses_and_handles_are_no_authors(tag: str) -> None:
    assert _found(_page(head=tag)).raw is None


def test_the_feed_names_the_author_where_the_page_does_not() -> None:
    hints = FeedMetadata(authors=("Ana Lima", "Bo Ek"))
    assert _found(_page(), hints) == BylineResult(
        raw="Ana Lima; Bo Ek", provenance="feed", candidates=_found(_page(), hints).candidates
    )
    assert _authors(_page(top='<p class="byline">By Tom Harrow</p>'), hints) == ["Tom Harrow"]


@pytest.mark.parametrize(
    "house", ['{"@type": "Organization", "name": "Harbour Post"}', '"admin"', '"Harbour Post Sports Desk"', '"Reuters"']
)
def test_a_person_on_the_page_goes_before_a_house_in_the_data(house: str) -> None:
    found = _found(_page(head=_jsonld(house), top='<p class="byline">By Ana Lima</p>'))
    assert found.provenance == "visible:marked"
    assert found.raw == "By Ana Lima"


def test_a_person_in_the_data_goes_before_one_on_the_page() -> None:
    page = _page(head=_jsonld('"Ana Lima"'), top='<p class="byline">By Bo Ek</p>')
    assert _found(page).raw == "Ana Lima"


def test_the_page_is_believed_where_it_names_more_authors_than_its_data() -> None:
    page = _page(head=_jsonld('"Ana Lima"'), top='<p class="byline">By Ana Lima and Bo Ek</p>')
    assert _authors(page) == ["Ana Lima", "Bo Ek"]


def test_a_crowded_line_does_not_add_to_the_authors_of_the_data() -> None:
    top = '<div class="byline">Ana Lima<br>Share<br>Text Size<br>Harbour Trade Fair<br>3 May 2024</div>'
    assert _authors(_page(head=_jsonld('"Ana Lima"'), top=top)) == ["Ana Lima"]


def test_a_desk_goes_before_the_publisher_and_keeps_the_agency() -> None:
    head = _jsonld('{"@type": "Organization", "name": "Harbour Post"}') + '<meta name="author" content="HPN Staff">'
    byline = parse_byline(
        _found(_page(head=head, top='<p class="byline">Reuters</p>')).raw or "", publisher="Harbour Post"
    )
    assert (byline.authors, byline.agencies) == (["HPN Staff"], ["Reuters"])


def test_several_marked_authors_side_by_side_are_one_byline() -> None:
    top = '<div><span class="author">Ana Lima</span><span class="author">Bo Ek</span></div>'
    assert _authors(_page(top=top)) == ["Ana Lima", "Bo Ek"]


def test_every_candidate_is_kept_with_its_source() -> None:
    page = _page(
        head=_jsonld('"Ana Lima"') + '<meta name="author" content="Harbour Post">', top='<p class="byline">By Bo Ek</p>'
    )
    sources = [candidate.provenance for candidate in _found(page).candidates]
    assert sources == ["jsonld:author", "visible:marked", "visible:line", "meta:author"]


def test_a_page_without_a_byline_has_none() -> None:
    assert _found(_page()) == BylineResult()


def test_the_tree_is_left_as_it_was() -> None:
    root = parse_html(_page(head=_jsonld('"Ana Lima"'), top='<p class="byline">By Bo Ek</p>'))
    before = etree.tostring(root)
    find_byline(root, read_page_metadata(root, url=None, feed_metadata=FeedMetadata()), FeedMetadata())
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    "page", ["<p>x</p>", "<html></html>", "<h1></h1><p class=byline>", "<article class=author>" * 200]
)
def test_broken_pages_have_no_byline(page: str) -> None:
    assert _found(page).raw is None
