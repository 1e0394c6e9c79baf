"""JSON-LD as pages write it, and which article of several is the page's own."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring

from newscrawl.metadata.json_repair import load_json_values
from newscrawl.metadata.jsonld import find_article_node, get_node_types, is_article_node, read_jsonld

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Harbour opens its new pier",
    "author": {"@type": "Person", "name": "Ana Lima"},
}


def page(*scripts: str, kind: str = "application/ld+json") -> HtmlElement:
    inner = "".join(f'<script type="{kind}">{script}</script>' for script in scripts)
    return document_fromstring(f"<html><head>{inner}</head><body><p>Text.</p></body></html>")


def headlines(root: HtmlElement) -> list[Any]:
    return [node.get("headline") for node in read_jsonld(root) if is_article_node(node)]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(json.dumps(ARTICLE), id="one-object"),
        pytest.param(json.dumps([{"@type": "WebSite"}, ARTICLE]), id="array"),
        pytest.param(json.dumps({"@context": "https://schema.org", "@graph": [ARTICLE]}), id="graph"),
        pytest.param(json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}), id="main-entity"),
        pytest.param(json.dumps({**ARTICLE, "@type": ["Article", "NewsArticle"]}), id="two-types"),
        pytest.param(json.dumps({**ARTICLE, "@type": "http://schema.org/NewsArticle"}), id="type-as-address"),
        pytest.param("<!--" + json.dumps(ARTICLE) + "-->", id="html-comment"),
        pytest.param("//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>", id="cdata"),
        pytest.param("/*<![CDATA[*/" + json.dumps(ARTICLE) + "/*]]>*/", id="cdata-in-comments"),
        pytest.param("\ufeff" + json.dumps(ARTICLE) + ";", id="byte-order-mark-and-semicolon"),
        pytest.param(json.dumps(ARTICLE).replace('"', "&quot;"), id="entities-for-quotes"),
        pytest.param(json.dumps({"@type": "WebSite"}) + json.dumps(ARTICLE), id="two-objects-glued"),
        pytest.param(json.dumps({"@type": "WebSite"}) + ",\n" + json.dumps(ARTICLE), id="two-objects-and-a-comma"),
        pytest.param(json.dumps(ARTICLE)[:-1] + ",}", id="trailing-comma"),
        pytest.param(
            '{"@type":"NewsArticle","keywords":["a","b",],"headline":"Harbour opens its new pier"}', id="in-list"
        ),
        pytest.param(
            '{"@type":"NewsArticle","description":"a\nb\tc","headline":"Harbour opens its new pier"}', id="raw-newline"
        ),
        pytest.param(
            '{"@type":"NewsArticle","description":"a\x0bb",,"headline":"Harbour opens its new pier"}', id="two-commas"
        ),
        pytest.param('{"@type":"NewsArticle" "headline":"Harbour opens its new pier"}', id="comma-missing"),
        pytest.param(
            '{"@type":"NewsArticle",\n// made by hand\n"headline":"Harbour opens its new pier"}', id="line-comment"
        ),
        pytest.param(
            '{"@type":"NewsArticle","headline":"Harbour opens its new pier","articleBody":"The end is', id="cut-off"
        ),
        pytest.param(
            '{"@type":"NewsArticle","description":"She said "no", twice","headline":"Harbour opens its new pier"}',
            id="unescaped-quotes",
        ),
        pytest.param(
            r'{"@type":"NewsArticle","description":"it\'s","headline":"Harbour opens its new pier"}', id="bad-escape"
        ),
        pytest.param('{headline:"Harbour opens its new pier","@type":"NewsArticle"}', id="bare-key"),
        pytest.param('{"@type":"NewsArticle","x":undefined,"headline":"Harbour opens its new pier"}', id="bare-value"),
    ],
)
def test_an_article_is_read_whatever_way_it_is_written(script: str) -> None:
    assert headlines(page(script)) == ["Harbour opens its new pier"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "two\nlines", "b": 1e3, "a": "one\tline"}', {"a": "one\tline", "b": 1000.0}),
        (
            '["\\ud83d", "\\ud83d\\ude00", NaN, 12345678901234567890123]',
            ["\ud83d", "😀", None, 12345678901234567890123],
        ),
        ("\ufeff {}; ", {}),
    ],
    ids=["lines", "halves and numbers", "around it"],
)
def test_what_is_json_but_for_trifles_is_read_as_it_stands(text: str, value: object) -> None:
    assert load_json_values(text) == [value]


def test_a_quote_inside_a_repaired_string_stays_in_it() -> None:
    (value,) = load_json_values('{"a": "She said "no", twice", "b": ["x "y" z", "w"], "c": 1.5, "d": true, "e": null}')
    assert value == {"a": 'She said "no", twice', "b": ['x "y" z', "w"], "c": 1.5, "d": True, "e": None}


def test_escapes_are_undone_in_repaired_strings() -> None:
    (value,) = load_json_values(r'{"a": "caf\u00e9 \ud83d\ude00 \"quoted\" a\/b",}')
    assert value == {"a": 'café \U0001f600 "quoted" a/b'}


@pytest.mark.parametrize("kind", ["application/ld+json", "Application/LD+JSON; charset=utf-8"])
def test_the_script_type_is_read_in_any_spelling(kind: str) -> None:
    assert len(headlines(page(json.dumps(ARTICLE), kind=kind))) == 1


@pytest.mark.parametrize("script", ["", "  ", "no json", '"text"', "12", "null", "{", "[", "}", '{"a"', "<!-- -->"])
def test_a_script_without_an_object_has_no_nodes(script: str) -> None:
    assert read_jsonld(page(script)) == []


def test_scripts_of_other_types_are_left_alone() -> None:
    assert read_jsonld(page(json.dumps(ARTICLE), kind="application/json")) == []


def test_a_reference_holds_the_node_it_names() -> None:
    graph = [
        {"@id": "#a", "@type": "NewsArticle", "author": [{"@id": "#p"}], "publisher": {"@id": "#o"}},
        {"@id": "#p", "@type": "Person", "name": "Ana Lima", "worksFor": {"@id": "#a"}},
        {"@id": "#o", "@type": "Organization", "name": "Harbour Post"},
    ]
    article = read_jsonld(page(json.dumps({"@graph": graph})))[0]
    assert article["author"][0]["name"] == "Ana Lima"
    assert article["publisher"]["name"] == "Harbour Post"


def test_references_in_a_circle_end() -> None:
    graph = [{"@id": "#a", "@type": "WebPage", "mainEntity": {"@id": "#a"}}]
    assert [get_node_types(node) for node in read_jsonld(page(json.dumps({"@graph": graph})))] == [["WebPage"]]


def test_a_reference_to_nothing_stays_as_it_is() -> None:
    node = read_jsonld(page(json.dumps({"@type": "NewsArticle", "author": {"@id": "#gone"}})))[0]
    assert node["author"] == {"@id": "#gone"}


@pytest.mark.parametrize("name", ["itemListElement", "hasPart", "liveBlogUpdate", "comment", "mentions", "citation"])
def test_works_that_a_node_points_at_are_not_the_pages(name: str) -> None:
    root = page(json.dumps({"@type": "WebPage", name: [{"@type": "NewsArticle", "headline": "Another story"}]}))
    assert headlines(root) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NewsArticle", True),
        ("ReportageNewsArticle", True),
        ("OpinionNewsArticle", True),
        ("LiveBlogPosting", True),
        ("BlogPosting", True),
        ("Report", True),
        ("schema:Article", True),
        ("https://schema.org/AnalysisNewsArticle/", True),
        ("JobPosting", False),
        ("WebPage", False),
        ("Person", False),
        (None, False),
        (5, False),
        (["Thing", "BlogPosting"], True),
    ],
)
def test_kinds_of_articles(name: Any, expected: bool) -> None:
    assert is_article_node({"@type": name}) is expected


OWN = {"@type": "NewsArticle", "headline": "Ferry late again", "url": "https://post.example/city/ferry-late"}
TEASER = {"@type": "NewsArticle", "headline": "Bridge closed", "url": "https://post.example/city/bridge-closed"}


@pytest.mark.parametrize(
    ("nodes", "url", "title", "expected"),
    [
        pytest.param([TEASER, OWN], "https://www.post.example/city/ferry-late/?ref=1", None, OWN, id="by-address"),
        pytest.param([TEASER, OWN], None, "Ferry late again | Post", OWN, id="by-headline"),
        pytest.param([OWN], "https://post.example/other-path", "Ferry late again", OWN, id="moved-page"),
        pytest.param([TEASER], "https://post.example/city/ferry-late", "Ferry late again", None, id="only-a-teaser"),
        pytest.param(
            [TEASER, {**TEASER, "headline": "Port"}], "https://post.example/x", "Ferry", None, id="only-teasers"
        ),
        pytest.param([{"@type": "Article", "author": "A"}], "https://post.example/x", "Ferry", None, id="bare"),
        pytest.param([], "https://post.example/x", "Ferry", None, id="none"),
        pytest.param([{"@type": "Person"}], None, None, None, id="no-article"),
    ],
)
def test_the_pages_own_article_is_told_from_teasers(
    nodes: list[dict[str, Any]], url: str | None, title: str | None, expected: dict[str, Any] | None, request: Any
) -> None:
    found = find_article_node(nodes, urls=[url], titles=[title] if title else [])
    if "bare" in request.node.callspec.id:
        assert found == nodes[0]
    else:
        assert found == expected


def test_main_entity_of_page_is_an_address() -> None:
    own = {"@type": "Article", "headline": "Other words", "mainEntityOfPage": {"@id": "https://post.example/a/b"}}
    assert find_article_node([TEASER, own], urls=["https://post.example/a/b"], titles=[]) == own


def test_two_nodes_of_one_article_complete_each_other() -> None:
    first = {**OWN, "author": "Ana Lima", "section": ""}
    second = {**OWN, "author": "Desk", "isAccessibleForFree": False, "section": "City", "a": 1, "b": 2}
    found = find_article_node([first, second, TEASER], urls=[OWN["url"]], titles=[OWN["headline"]])
    assert found is not None
    assert found["isAccessibleForFree"] is False
    assert found["section"] == "City"


def test_authors_are_capped_at_fifty() -> None:
    people = [{"@type": "Person", "name": f"Person {number}"} for number in range(500)]
    assert len(read_jsonld(page(json.dumps({**ARTICLE, "author": people})))[0]["author"]) == 50


def test_a_script_over_one_mebibyte_is_left_out() -> None:
    assert headlines(page(json.dumps({**ARTICLE, "articleBody": "a" * (1 << 20)}))) == []


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("[" * 100_000, id="open-brackets"),
        pytest.param('{"a":' * 100_000, id="open-objects"),
        pytest.param("[" * 900 + "1" + "]" * 900, id="deep-and-whole"),
        pytest.param('{"@type":"NewsArticle","headline":"' + '"a ' * 200_000, id="many-quotes"),
        pytest.param('{"@type":"NewsArticle","headline":"' + ('"' + " " * 1000) * 500, id="quotes-and-spaces"),
        pytest.param("/" * 800_000, id="slashes"),
        pytest.param('{"a":"' + "\\" * 800_000, id="backslashes"),
        pytest.param('{"a":[}' * 50_000, id="wrong-brackets"),
        pytest.param('{"@type":"NewsArticle","n":' + "9" * 10_000 + "}", id="endless-number"),
    ],
)
def test_hostile_scripts_take_linear_time_and_raise_nothing(script: str) -> None:
    root, start = page(script), time.process_time()
    read_jsonld(root)
    assert time.process_time() - start < 5  # quadratic work takes minutes on these
