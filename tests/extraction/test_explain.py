"""The reason for each line of a page, and the provenance of each field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newscrawl.exceptions import NotAnArticle
from newscrawl.extraction.explain import Explanation, build_explanation, find_provenance
from newscrawl.extraction.extractor import extract_page, finish
from newscrawl.extraction.result import ExtractionResult, LabelledLine
from newscrawl.items import Article, FeedMetadata, Page, Removal
from newscrawl.rules.loader import load_rules

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
WORDS = "The harbour office said on Monday that the ferry and the tram will share one ticket from the first of May. "
PARAGRAPHS = [f"{number}. {WORDS * 2}".strip() for number in ("One", "Two", "Three", "Four")]


def page_of(body: str, head: str = "", *, feed_metadata: FeedMetadata | None = None) -> Page:
    return Page(
        body=f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode(),
        url="https://harbour.example/news/ticket",
        feed_metadata=feed_metadata or FeedMetadata(),
    )


def explain(page: Page) -> Explanation:
    result = extract_page(page, load_rules())
    return build_explanation(result, finish(result.article))


def provenance_of(page: Page) -> dict[str, tuple[str, ...]]:
    article = finish(extract_page(page, load_rules()).article)
    return find_provenance(page, article, load_rules())


def article_with(*paragraphs: str, title: str = "Ferry and tram share a ticket") -> str:
    return f"<article><h1>{title}</h1>{''.join(f'<p>{text}</p>' for text in paragraphs)}</article>"


def case_page(case: str) -> Page:
    url = json.loads((CASES / case / "meta.json").read_bytes())["url"]
    return Page(body=(CASES / case / "page.html").read_bytes(), url=url)


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.name != "refused-empty-page"))
def test_kept_lines_are_the_text_and_the_other_lines_its_removals(case: str) -> None:
    found = explain(case_page(case))
    assert "\n\n".join(line.text for line in found.lines if line.is_kept) == found.article.text
    assert sorted((line.text, line.rule) for line in found.lines if not line.is_kept) == sorted(
        (removal.text, removal.rule) for removal in found.article.removed
    )
    assert found.kept_count + found.removed_count == len(found.lines)
    assert sum(found.removed_by_reason.values()) == found.removed_count


def test_a_line_that_a_later_step_removed_keeps_its_place() -> None:
    head = "<meta name='author' content='Ines Holloway'>"
    found = explain(page_of(article_with(PARAGRAPHS[0], PARAGRAPHS[1], "Ines Holloway", PARAGRAPHS[2]), head))
    texts = [line.text for line in found.lines]
    byline = found.lines[texts.index("Ines Holloway")]
    assert texts.index("Ines Holloway") == texts.index(PARAGRAPHS[1]) + 1 == texts.index(PARAGRAPHS[2]) - 1
    assert byline.reason == "repeated_byline"
    assert [line.text for line in found.lines if line.is_kept] == PARAGRAPHS[:3]


def test_of_equal_lines_only_as_many_are_removed_as_a_later_step_removed() -> None:
    lines = tuple(LabelledLine(text=text) for text in ("Same", "Other", "Same"))
    before = Article(id="1", text="Same\n\nOther\n\nSame")
    after = Article(
        id="1", text="Other\n\nSame", removed=[Removal(text="Same", reason="teaser", rule="memory:headline")]
    )
    found = build_explanation(ExtractionResult(article=before, lines=lines), after)
    assert [line.rule for line in found.lines] == ["memory:headline", "", ""]


def test_lines_outside_the_container_are_before_and_after_it() -> None:
    teaser = "<div class='teasers'><a href='/a'>{}</a></div>"
    body = f"<main>{teaser.format('Who pays the levy')}{article_with(*PARAGRAPHS)}{teaser.format('A lamp goes')}</main>"
    found = explain(page_of(body))
    assert [(line.text, line.location) for line in found.lines if line.text not in PARAGRAPHS] == [
        ("Who pays the levy", "outside"),
        *(
            (line.text, "container")
            for line in found.lines
            if line.location == "container" and line.text not in PARAGRAPHS
        ),
        ("A lamp goes", "outside"),
    ]


def test_a_text_that_is_only_in_jsonld_names_jsonld() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Ticket", "articleBody": "\n".join(PARAGRAPHS)})
    head = f"<script type='application/ld+json'>{data}</script>"
    found = explain(page_of("<article><h1>Ticket</h1><p>Please enable scripts to read this.</p></article>", head))
    assert found.provenance["text"] == ("jsonld:articleBody",)
    assert [line.text for line in found.lines if line.is_kept] == PARAGRAPHS


def test_a_page_without_a_text_shows_what_was_removed() -> None:
    found = explain(case_page("refused-topic-listing"))
    assert (found.kept_count, found.article.text) == (0, "")
    assert found.removed_count > 5


def test_an_empty_page_raises() -> None:
    with pytest.raises(NotAnArticle):
        extract_page(case_page("refused-empty-page"), load_rules())


def test_the_most_frequent_reason_comes_first() -> None:
    lines = [LabelledLine(text=str(number), reason="teaser", rule="a") for number in range(3)]
    found = Explanation(
        article=Article(id="1"),
        lines=(LabelledLine(text="x", reason="share", rule="b"), *lines, LabelledLine(text="k")),
    )
    assert [*found.removed_by_reason.items()] == [("teaser", 3), ("share", 1)]


LD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry and tram share a ticket",'
    '"author": {"name": "Ines Holloway"}, "inLanguage": "en-GB", "dateModified": "2026-05-02T08:00:00Z",'
    '"publisher": {"name": "Harbour Post"}, "articleSection": "Islands", "keywords": ["ferry", "tram"]}</script>'
)


@pytest.mark.parametrize(
    ("head", "field", "expected"),
    [
        pytest.param(LD, "title", ("jsonld:headline", "h1"), id="all places with the title"),
        pytest.param(
            "<title>Ferry and tram share a ticket | Harbour Post</title><meta property='og:site_name' "
            "content='Harbour Post'>",
            "title",
            ("h1",),
            id="not the longer document title",
        ),
        pytest.param(LD, "byline", ("jsonld:author",), id="byline"),
        pytest.param(LD, "authors", ("byline",), id="authors"),
        pytest.param(LD, "language", ("jsonld:inLanguage", "html:lang"), id="language, with or without region"),
        pytest.param(LD, "publisher", ("jsonld:publisher",), id="publisher"),
        pytest.param(LD, "section", ("jsonld:articleSection",), id="section"),
        pytest.param(LD, "tags", ("jsonld:keywords",), id="tags"),
        pytest.param(LD, "modified", ("jsonld:dateModified",), id="modified"),
        pytest.param(
            "<meta property='article:modified_time' content='2026-05-02T08:00:00+00:00'>"
            "<meta property='article:published_time' content='2026-05-01T08:00:00+00:00'>",
            "modified",
            ("meta:article:modified_time",),
            id="modified in a meta tag",
        ),
        pytest.param(
            "<meta name='date' content='2026-05-01T08:00:00+00:00'>", "published", ("meta:date",), id="published"
        ),
        pytest.param(
            "<link rel='canonical' href='/news/ticket'>", "canonical_url", ("link:canonical",), id="a relative URL"
        ),
        pytest.param(
            "<meta name='description' content='One ticket for both.'>"
            "<meta property='og:description' content='One ticket for both'>",
            "description",
            ("meta:og:description", "meta:description"),
            id="the same except a full stop",
        ),
    ],
)
def test_a_field_names_the_places_that_declare_it(head: str, field: str, expected: tuple[str, ...]) -> None:
    assert provenance_of(page_of(article_with(*PARAGRAPHS), head))[field] == expected


def test_a_value_that_is_only_in_the_feed_names_the_feed() -> None:
    feed_metadata = FeedMetadata(title="Ferry and tram share a ticket", tags=("ferry",), summary="One ticket for both.")
    page = page_of("".join(f"<p>{text}</p>" for text in PARAGRAPHS), feed_metadata=feed_metadata)
    found = provenance_of(page)
    assert [found[name] for name in ("title", "tags", "description")] == [("feed",)] * 3


def test_an_agency_that_is_only_in_the_text_names_the_text() -> None:
    found = provenance_of(page_of(article_with(*PARAGRAPHS, "Reuters contributed to this report.")))
    assert found["agencies"] == ("text",)


def test_a_language_that_is_not_declared_was_detected() -> None:
    page = page_of(article_with(*PARAGRAPHS))
    assert provenance_of(Page(body=page.body.replace(b" lang='en'", b""), url=page.url))["language"] == ("detected",)


def test_a_field_without_a_value_has_no_provenance() -> None:
    assert {"section", "tags", "modified", "byline"}.isdisjoint(provenance_of(page_of(article_with(*PARAGRAPHS))))
