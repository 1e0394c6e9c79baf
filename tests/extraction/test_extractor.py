"""The whole recipe for one page: what each step found stands in one article."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.extraction.extractor import extract_article
from newscrawl.items import Article, FeedMetadata, Page
from newscrawl.rules.loader import load_rules
from newscrawl.version import __version__

URL = "https://www.quayside.example/news/ferry-strike?utm_source=feed"
P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council, which owns two boats of the five, asked both sides to meet in the old customs house by Friday."
TITLE = "Ferrymen of Low Sound strike for wages"
LOGIN = '<div class="x"><p>Already a subscriber? <a href="/l">Log in</a></p></div>'


def page(
    *paragraphs: str,
    head: str = "",
    jsonld: dict[str, object] | None = None,
    after: str = "",
    hints: FeedMetadata | None = None,
    url: str | None = URL,
    fetched_at: datetime | None = None,
) -> Article:
    """The article of a page with these paragraphs."""
    script = f'<script type="application/ld+json">{json.dumps(jsonld)}</script>' if jsonld else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    markup = (
        f'<html lang="en"><head><title>{TITLE} | Quayside Courier</title>{head}{script}</head><body><main><article>'
        f"<h1>{TITLE}</h1><div>{body}</div>{after}</article></main></body></html>"
    )
    made = Page(
        body=markup.encode(), url=url, encoding="utf-8", feed_metadata=hints or FeedMetadata(), fetched_at=fetched_at
    )
    return extract_article(made, load_rules())


def news(**stated: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **stated}


def test_what_the_page_states_stands_in_the_article() -> None:
    article = page(
        P1,
        P2,
        P3,
        head='<meta property="og:site_name" content="Quayside Courier"><meta property="og:title" content="'
        f'{TITLE}"><meta name="description" content="No boat has left.">'
        '<meta property="article:section" content="Coast">'
        '<link rel="canonical" href="https://www.quayside.example/news/ferry-strike">',
        jsonld=news(datePublished="2031-05-06T07:08:09+02:00", author={"@type": "Person", "name": "Mira Holt"}),
        fetched_at=datetime(2031, 5, 7, 8, 9, 10, 11, tzinfo=UTC),
    )
    assert article.title == TITLE
    assert article.description == "No boat has left."
    assert article.publisher == "Quayside Courier"
    assert article.section == "Coast"
    assert article.byline == "Mira Holt"
    assert article.published == "2031-05-06T07:08:09+02:00"
    assert article.language == "en"
    assert article.canonical_url == "https://www.quayside.example/news/ferry-strike"
    assert (article.url, article.site) == (URL, "quayside.example")
    assert article.crawled_at == "2031-05-07T08:09:10+00:00"
    assert article.newscrawl_version == __version__
    assert article.text == f"{P1}\n\n{P2}\n\n{P3}"


def test_names_are_left_to_later_steps() -> None:
    article = page(P1, P2, P3, jsonld=news(author="Mira Holt"))
    assert (article.authors, article.agencies, article.content_hash) == ([], [], None)


def test_the_id_is_that_of_the_canonical_address() -> None:
    canonical = '<link rel="canonical" href="https://www.quayside.example/news/ferry-strike">'
    known = page(P1, P2, P3, head=canonical, url="https://www.quayside.example/amp/ferry-strike")
    assert known.id == page(P1, P2, P3, head=canonical).id


def test_without_any_address_the_text_gives_the_id() -> None:
    assert page(P1, P2, P3, url=None).id == page(P1, P2, P3, url=None).id
    assert page(P1, P2, P3, url=None).id != page(P1, P2, url=None).id


def test_without_an_address_there_is_no_site() -> None:
    article = page(P1, P2, P3, url=None)
    assert (article.url, article.site) == (None, None)


def test_what_was_cut_stands_in_removed_in_page_order() -> None:
    article = page(P1, "Advertisement", P2, "Sign up for our newsletter", P3)
    assert [(cut.text, cut.reason) for cut in article.removed] == [
        ("Advertisement", "advert"),
        ("Sign up for our newsletter", "newsletter"),
    ]


def test_every_removal_names_its_room_and_rule() -> None:
    article = page(P1, "Advertisement", P2, P3, after='<aside class="newsletter"><p>In your post each day</p></aside>')
    assert article.removed
    assert all(":" in cut.rule and cut.text for cut in article.removed)


@pytest.mark.parametrize(
    ("texts", "after", "jsonld", "access", "truncated"),
    [
        pytest.param([P1, P2, P3], "", None, "unknown", False, id="nothing said"),
        pytest.param([P1, P2, P3], "", news(isAccessibleForFree=True), "open", False, id="stated to be free"),
        pytest.param([P1, P2, P3], "", news(isAccessibleForFree=False), "metered", False, id="readable all the same"),
        pytest.param([P1, P2, P3], LOGIN, None, "unknown", False, id="a prompt alone"),
        pytest.param(
            [P1, P2, "Until then the mail …", "Already a subscriber? Log in"],
            "",
            news(isAccessibleForFree=False),
            "paywalled",
            True,
            id="stated, asked for and cut short",
        ),
        pytest.param(
            [P1, "Already a subscriber? Log in"],
            "",
            news(isAccessibleForFree=False, wordCount=900),
            "paywalled",
            True,
            id="a fraction of its words",
        ),
        pytest.param(
            [P1, P2, P3, "Already a subscriber? Log in"],
            "",
            news(isAccessibleForFree=False, wordCount=60),
            "paywalled",
            False,
            id="stated and asked for",
        ),
    ],
)
def test_access_is_judged_with_its_evidence(
    texts: list[str], after: str, jsonld: dict[str, object] | None, access: str, truncated: bool
) -> None:
    article = page(*texts, after=after, jsonld=jsonld)
    assert (article.access, article.truncated) == (access, truncated)
    assert bool(article.access_evidence) is (access != "unknown")


def test_a_prompt_that_was_cut_and_an_open_end_are_named_as_evidence() -> None:
    article = page(P1, "Until then the mail …", "Already a subscriber? Log in")
    assert article.access_evidence == ["prompt:phrases/en:already-subscriber", "text:truncated"]


def test_a_far_longer_text_in_json_ld_is_taken() -> None:
    whole = [P1, P2, P3, "SEE ALSO", P3.replace("council", "county")]
    article = page(P1, jsonld=news(articleBody="".join(f"<p>{paragraph}</p>" for paragraph in whole)))
    assert article.text.split("\n\n") == [P1, P2, P3, P3.replace("council", "county")]
    assert [cut.text for cut in article.removed if cut.rule.startswith("phrases/")] == ["SEE ALSO"]


def test_a_text_in_json_ld_that_is_no_longer_is_not_taken() -> None:
    article = page(P1, P2, P3, jsonld=news(articleBody=f"{P1} {P2} {P3} And one thing more."))
    assert article.text.split("\n\n") == [P1, P2, P3]


def test_the_feeds_content_is_taken_where_the_page_has_little() -> None:
    content = f"<p>{P1}</p><p>{P2}</p><ul><li>{P3}</li></ul><p>Share this article</p>"
    article = page(P1, hints=FeedMetadata(content=content))
    assert article.text.split("\n\n") == [P1, P2, P3]
    assert "Share this article" in [cut.text for cut in article.removed]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("No tags, few words.", id="plain text"),
        pytest.param("", id="nothing"),
        pytest.param("<script>x</script>", id="script"),
        pytest.param("<p>&#0;&#1;</p>\ud800", id="odd characters"),
        pytest.param("</body></html>", id="closed before it begins"),
        pytest.param('{"a": 1}', id="JSON"),
    ],
)
def test_poor_content_in_a_feed_changes_nothing(content: str) -> None:
    article = page(P1, P2, P3, hints=FeedMetadata(content=content))
    assert article.text.split("\n\n") == [P1, P2, P3]


def test_the_feeds_hints_fill_what_the_page_does_not_say() -> None:
    hints = FeedMetadata(published="2031-05-06T07:08:09Z", tags=("boats",), summary="No boat has left.")
    article = page(P1, P2, P3, hints=hints, fetched_at=datetime(2031, 5, 7, tzinfo=UTC))
    assert (article.tags, article.description) == (["boats"], "No boat has left.")
    assert (article.published, article.published_source) == ("2031-05-06T07:08:09+00:00", "feed")


@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        pytest.param(b"", NotAnArticle, "empty_page", id="nothing"),
        pytest.param(b"%PDF-1.7 and so on", NotAnArticle, "not_html", id="PDF"),
        pytest.param(b"<html><body></body></html>", NotAnArticle, "no_text", id="no text"),
        pytest.param(b"<html><body><nav><a href='/'>Home</a></nav></body></html>", NotAnArticle, "no_text", id="menu"),
        pytest.param(b"<p>" + b"x" * (9 * 1024 * 1024), ExtractionFailed, "too_large", id="too large"),
    ],
)
def test_a_page_without_an_article_is_refused_with_its_reason(
    body: bytes, error: type[NotAnArticle | ExtractionFailed], reason: str
) -> None:
    with pytest.raises(error) as caught:
        extract_article(Page(body=body, url=URL), load_rules())
    assert caught.value.reason == reason
