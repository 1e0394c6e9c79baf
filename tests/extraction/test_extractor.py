"""One page in, one article out: the result of each step is in the article."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import pytest

import newscrawl
from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.extraction.extractor import extract_article, extract_page
from newscrawl.items import Article, FeedMetadata, Page
from newscrawl.rules.loader import load_rules
from newscrawl.version import __version__

URL = "https://www.quayside.example/news/ferry-strike?utm_source=feed"
P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council, which owns two boats of the five, asked both sides to meet in the old customs house by Friday."
CASES = Path(__file__).parents[2] / "fixtures" / "cases"
TALE = "https://example.com/culture/the-lamp-of-port-alder"
TITLE = "Ferrymen of Low Sound strike for wages"
LOGIN = '<div class="x"><p>Already a subscriber? <a href="/l">Log in</a></p></div>'


def extract_from(
    *paragraphs: str,
    head: str = "",
    jsonld: dict[str, object] | None = None,
    after: str = "",
    feed_metadata: FeedMetadata | None = None,
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
    page = Page(
        body=markup.encode(),
        url=url,
        encoding="utf-8",
        feed_metadata=feed_metadata or FeedMetadata(),
        fetched_at=fetched_at,
    )
    return extract_article(page, load_rules())


def news_node(**properties: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **properties}


def test_the_article_has_what_the_page_declares() -> None:
    article = extract_from(
        P1,
        P2,
        P3,
        head='<meta property="og:site_name" content="Quayside Courier"><meta property="og:title" content="'
        f'{TITLE}"><meta name="description" content="No boat has left.">'
        '<meta property="article:section" content="Coast">'
        '<link rel="canonical" href="https://www.quayside.example/news/ferry-strike">',
        jsonld=news_node(datePublished="2031-05-06T07:08:09+02:00", author={"@type": "Person", "name": "Mira Holt"}),
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


def test_extraction_leaves_the_names_to_later_steps() -> None:
    article = extract_from(P1, P2, P3, jsonld=news_node(author="Mira Holt"))
    assert (article.authors, article.agencies, article.content_hash) == ([], [], None)


def test_the_id_depends_on_the_canonical_url() -> None:
    canonical = '<link rel="canonical" href="https://www.quayside.example/news/ferry-strike">'
    known = extract_from(P1, P2, P3, head=canonical, url="https://www.quayside.example/amp/ferry-strike")
    assert known.id == extract_from(P1, P2, P3, head=canonical).id


def test_without_a_url_the_id_depends_on_the_text() -> None:
    assert extract_from(P1, P2, P3, url=None).id == extract_from(P1, P2, P3, url=None).id
    assert extract_from(P1, P2, P3, url=None).id != extract_from(P1, P2, url=None).id


def test_without_a_url_there_is_no_site() -> None:
    article = extract_from(P1, P2, P3, url=None)
    assert (article.url, article.site) == (None, None)


def test_removed_lines_are_listed_in_page_order() -> None:
    article = extract_from(P1, "Advertisement", P2, "Sign up for our newsletter", P3)
    assert [(removal.text, removal.reason) for removal in article.removed] == [
        ("Advertisement", "advert"),
        ("Sign up for our newsletter", "newsletter"),
    ]


def test_every_removal_names_its_rule() -> None:
    article = extract_from(
        P1, "Advertisement", P2, P3, after='<aside class="newsletter"><p>In your post each day</p></aside>'
    )
    assert article.removed
    assert all(":" in removal.rule and removal.text for removal in article.removed)


@pytest.mark.parametrize(
    ("texts", "after", "jsonld", "access", "truncated"),
    [
        pytest.param([P1, P2, P3], "", None, "unknown", False, id="nothing declared"),
        pytest.param([P1, P2, P3], "", news_node(isAccessibleForFree=True), "open", False, id="declared free"),
        pytest.param(
            [P1, P2, P3],
            "",
            news_node(isAccessibleForFree=False),
            "metered",
            False,
            id="declared not free, but readable",
        ),
        pytest.param([P1, P2, P3], LOGIN, None, "unknown", False, id="only a prompt"),
        pytest.param(
            [P1, P2, "Until then the mail …", "Already a subscriber? Log in"],
            "",
            news_node(isAccessibleForFree=False),
            "paywalled",
            True,
            id="declared, prompt and truncated",
        ),
        pytest.param(
            [P1, "Already a subscriber? Log in"],
            "",
            news_node(isAccessibleForFree=False, wordCount=900),
            "paywalled",
            True,
            id="a fraction of its words",
        ),
        pytest.param(
            [P1, P2, P3, "Already a subscriber? Log in"],
            "",
            news_node(isAccessibleForFree=False, wordCount=60),
            "paywalled",
            False,
            id="declared and prompt",
        ),
    ],
)
def test_access_is_assessed_with_its_evidence(
    texts: list[str], after: str, jsonld: dict[str, object] | None, access: str, truncated: bool
) -> None:
    article = extract_from(*texts, after=after, jsonld=jsonld)
    assert (article.access, article.truncated) == (access, truncated)
    assert bool(article.access_evidence) is (access != "unknown")


def test_a_removed_prompt_and_an_open_end_are_evidence() -> None:
    article = extract_from(P1, "Until then the mail …", "Already a subscriber? Log in")
    assert article.access_evidence == ["prompt:phrases/en:already-subscriber", "text:truncated"]


def test_a_far_longer_text_in_jsonld_replaces_the_text() -> None:
    whole = [P1, P2, P3, "SEE ALSO", P3.replace("council", "county")]
    article = extract_from(P1, jsonld=news_node(articleBody="".join(f"<p>{paragraph}</p>" for paragraph in whole)))
    assert article.text.split("\n\n") == [P1, P2, P3, P3.replace("council", "county")]
    assert [removal.text for removal in article.removed if removal.rule.startswith("phrases/")] == ["SEE ALSO"]


def test_a_text_in_jsonld_that_is_not_longer_is_not_used() -> None:
    article = extract_from(P1, P2, P3, jsonld=news_node(articleBody=f"{P1} {P2} {P3} And one thing more."))
    assert article.text.split("\n\n") == [P1, P2, P3]


def test_the_content_of_the_feed_replaces_a_short_text() -> None:
    content = f"<p>{P1}</p><p>{P2}</p><ul><li>{P3}</li></ul><p>Share this article</p>"
    article = extract_from(P1, feed_metadata=FeedMetadata(content=content))
    assert article.text.split("\n\n") == [P1, P2, P3]
    assert "Share this article" in [removal.text for removal in article.removed]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("No tags, few words.", id="plain text"),
        pytest.param("", id="empty"),
        pytest.param("<script>x</script>", id="script"),
        pytest.param("<p>&#0;&#1;</p>\ud800", id="odd characters"),
        pytest.param("</body></html>", id="end tags first"),
        pytest.param('{"a": 1}', id="JSON"),
    ],
)
def test_useless_content_in_a_feed_changes_nothing(content: str) -> None:
    article = extract_from(P1, P2, P3, feed_metadata=FeedMetadata(content=content))
    assert article.text.split("\n\n") == [P1, P2, P3]


def test_the_feed_fills_what_the_page_does_not_declare() -> None:
    feed_metadata = FeedMetadata(published="2031-05-06T07:08:09Z", tags=("boats",), summary="No boat has left.")
    article = extract_from(P1, P2, P3, feed_metadata=feed_metadata, fetched_at=datetime(2031, 5, 7, tzinfo=UTC))
    assert (article.tags, article.description) == (["boats"], "No boat has left.")
    assert (article.published, article.published_source) == ("2031-05-06T07:08:09+00:00", "feed")


def test_the_result_has_the_other_pages_of_the_article() -> None:
    text = "<p>The lamp of the port went out on a Tuesday, and nobody in the town could find the key.</p>" * 4
    body = f'<html><body><article><h1>The lamp</h1>{text}<a href="{TALE}/2">2</a></article></body></html>'
    assert extract_page(Page(body=body.encode(), url=TALE), load_rules()).other_pages == OtherPages(
        next_page=f"{TALE}/2"
    )
    assert extract_page(Page(body=body.encode()), load_rules()).other_pages is None


def called_files(page: Path) -> set[str]:
    """The files of newscrawl with a function that a second call of `extract` calls."""
    body, root, files = page.read_bytes(), str(Path(newscrawl.__file__).parent), set[str]()
    newscrawl.extract(body, url=TALE)

    def record_call(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(root):
            files.add(frame.f_code.co_filename.removeprefix(root))

    sys.setprofile(record_call)
    try:
        newscrawl.extract(body, url=TALE)
    finally:
        sys.setprofile(None)
    return files


@pytest.mark.parametrize("case", ["en-ferry-talks", "de-werft", "ar-mina"])
def test_one_extraction_calls_functions_in_at_most_seventy_files(case: str) -> None:
    files = called_files(CASES / case / "page.html")
    assert "/extraction/extractor.py" in files
    assert len(files) <= 70, sorted(files)


@pytest.mark.parametrize(
    ("body", "error", "reason"),
    [
        pytest.param(b"", NotAnArticle, "empty_page", id="empty"),
        pytest.param(b"%PDF-1.7 and so on", NotAnArticle, "not_html", id="PDF"),
        pytest.param(b"<html><body></body></html>", NotAnArticle, "no_text", id="no text"),
        pytest.param(b"<html><body><nav><a href='/'>Home</a></nav></body></html>", NotAnArticle, "no_text", id="menu"),
        pytest.param(b"<p>" + b"x" * (9 * 1024 * 1024), ExtractionFailed, "too_large", id="too large"),
    ],
)
def test_a_page_without_an_article_raises_with_a_reason(
    body: bytes, error: type[NotAnArticle | ExtractionFailed], reason: str
) -> None:
    with pytest.raises(error) as caught:
        extract_article(Page(body=body, url=URL), load_rules())
    assert caught.value.reason == reason


def test_a_page_without_any_title_has_its_first_sentence() -> None:
    body = f"<html><body><article><p>{P1}</p><p>{P2}</p><p>{P3}</p></article></body></html>"
    article = extract_article(Page(body=body.encode(), url="https://quayside.example/1"), load_rules())
    assert article.title is not None
    assert P1.startswith(article.title.rstrip("…"))
