"""The article's paragraphs in the state of a page: those of the page's headline, and of nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl import extract
from newscrawl.extraction.extractor import extract_page
from newscrawl.extraction.state_text import find_state_paragraphs
from newscrawl.html.parser import parse_html
from newscrawl.items import Page
from newscrawl.rules.loader import load_rules

TITLE = "Ferrymen strike for wages"
P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council will not speak."
PARAGRAPHS = [P1, P2, P3]
OTHER = {
    "headline": "The fog took nine men",
    "url": "/fog",
    "body": [f"{number}. {P1} {P2} Nobody has found the boat or the nine men in it." for number in range(9)],
}
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def paragraphs_of(state: Any, shown: tuple[str, ...] = (), title: str = TITLE) -> list[str]:
    """The paragraphs in a state."""
    script = f'<script type="application/json">{json.dumps(state)}</script>'
    return find_state_paragraphs(parse_html(f"<html><body>{script}</body></html>"), title, shown)


STORIES: dict[str, dict[str, Any]] = {
    "strings": {"headline": TITLE, "paragraphs": PARAGRAPHS},
    "HTML": {"headline": TITLE, "body": HTML},
    "escaped HTML": {"headline": TITLE, "body": HTML.replace("<", "&lt;").replace(">", "&gt;")},
    "text with blank lines": {"headline": TITLE, "text": "\n\n".join(PARAGRAPHS)},
    "WordPress": {"title": {"rendered": TITLE}, "content": {"rendered": HTML}},
    "Arc": {
        "headlines": {"basic": TITLE},
        "content_elements": [{"type": "text", "content": text, "_id": "QX"} for text in PARAGRAPHS],
    },
    "Draft.js": {"title": TITLE, "blocks": [{"key": "a1", "text": text, "depth": 0} for text in PARAGRAPHS]},
    "spans": {
        "title": TITLE,
        "body": [{"_type": "block", "children": [{"text": text[:20]}, {"text": text[20:]}]} for text in PARAGRAPHS],
    },
    "rich text": {
        "title": TITLE,
        "doc": {"content": [{"content": [{"nodeType": "text", "value": text}]} for text in PARAGRAPHS]},
    },
    "sections of HTML": {"title": TITLE, "sections": [{"html": f"<p>{P1}</p><p>{P2}</p>"}, {"html": f"<p>{P3}</p>"}]},
    "headline in a member": {"meta": {"title": TITLE, "id": 4}, "blocks": [{"text": text} for text in PARAGRAPHS]},
    "beside related articles and comments": {
        "headline": TITLE,
        "related": [OTHER],
        "body": PARAGRAPHS,
        "comments": [{"text": f"{P2} {P1}"}] * 9,
    },
    "beside articles with a headline of their own": {
        "headline": TITLE,
        "items": [OTHER],
        "cards": [{"title": "Nine men", "url": "/9", "text": HTML * 3}],
        "body": PARAGRAPHS,
    },
    "headline in capitals": {"headline": f" {TITLE.upper()}!", "body": PARAGRAPHS},
    "JSON in a string": {"headline": TITLE, "body": json.dumps([{"tag": "p", "value": text} for text in PARAGRAPHS])},
    "beside captions": {
        "headline": TITLE,
        "summary": P1,
        "images": [{"caption": "Boats at the stairs", "url": "/b.jpg"}],
        "body": PARAGRAPHS,
    },
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_the_paragraphs_of_the_article_are_found(story: dict[str, Any]) -> None:
    assert paragraphs_of({"props": {"stories": [OTHER, story, OTHER], "menu": ["Home", "News"]}}) == PARAGRAPHS


def test_the_references_of_an_apollo_store_are_followed() -> None:
    store = {"ROOT_QUERY": {"story": {"__ref": "Story:1"}}, "Text:9": {"value": "Nothing"}}
    store |= {f"Text:{index}": {"value": text, "story": {"__ref": "Story:1"}} for index, text in enumerate(PARAGRAPHS)}
    refs: list[Any] = [{"__ref": f"Text:{index}"} for index in range(2)] + [{"type": "id", "id": "Text:2"}]
    store["Story:1"] = {"headline": TITLE, "body": refs, "more": {"__ref": "Story:2"}}
    store["Story:2"] = OTHER
    assert paragraphs_of({"apollo": store}) == PARAGRAPHS


def test_a_state_without_the_headline_must_have_what_the_page_shows() -> None:
    state = {"page": {"document": {"body": HTML}, "others": [OTHER]}}
    assert paragraphs_of(state, shown=(P1,)) == PARAGRAPHS
    assert paragraphs_of(state, shown=("Boats were seen below the fort on Monday, and some of them sailed.",)) == []
    assert paragraphs_of(state, title="") == []


def test_if_the_page_shows_nothing_an_object_named_article_is_enough() -> None:
    assert paragraphs_of({"props": {"article": {"body": HTML}, "consent": {"body": HTML * 2}}}) == PARAGRAPHS
    assert paragraphs_of({"props": {"currentStory": {"body": HTML}}}) == PARAGRAPHS
    assert paragraphs_of({"props": {"consent": {"body": HTML}}}) == []
    assert paragraphs_of({"props": {"relatedStory": {"body": HTML}, "article": OTHER}}) == []


URLS = [f"https://x.example/{number}/{'a' * 60}" for number in range(9)]


@pytest.mark.parametrize(
    "story",
    [
        pytest.param({"headline": TITLE, "summary": P1}, id="summary only"),
        pytest.param({"headline": TITLE, "tags": ["boats", "wages", "strike"] * 30}, id="keywords"),
        pytest.param({"headline": TITLE, "links": URLS}, id="URLs"),
        pytest.param({"headline": TITLE, "css": "p { margin: 0; color: red }\n" * 30}, id="style sheet"),
        pytest.param({"headline": TITLE, "config": "eyJhIjoxfQ" * 90}, id="encoded data"),
        pytest.param({"headline": TITLE, "meta": [["description", P1], ["keywords", "boats"]]}, id="pairs"),
        pytest.param({"headline": TITLE, "related": [OTHER]}, id="related articles only"),
        pytest.param({"headline": "Another story", "body": HTML}, id="another headline"),
    ],
)
def test_where_there_is_no_text_nothing_is_found(story: dict[str, Any]) -> None:
    assert paragraphs_of({"data": [story]}) == []


def page_with(state: Any, body: str = "") -> bytes:
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
    return f"<html lang='en'><head><title>{TITLE}</title></head><body>{body}{script}</body></html>".encode()


def test_a_page_without_text_has_that_of_its_state() -> None:
    result = extract_page(Page(body=page_with({"story": {"headline": TITLE, "body": PARAGRAPHS}})), load_rules())
    assert result.article.text.split("\n\n") == PARAGRAPHS
    assert result.text_provenance == "state"


def test_a_page_that_shows_most_of_the_text_keeps_it() -> None:
    shown = f"<article><h1>{TITLE}</h1><p>{P2}</p><p>{P1}</p></article>"
    article = extract(page_with({"story": {"headline": TITLE, "body": PARAGRAPHS}}, shown))
    assert article.text.split("\n\n") == [P2, P1]
