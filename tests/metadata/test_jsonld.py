"""JSON-LD of pages, and which of several nodes is the page's own article."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring

from newscrawl.metadata.jsonld import find_article_node, get_node_types, is_article_node, read_jsonld

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Harbour opens its new pier",
    "author": {"@type": "Person", "name": "Ana Lima"},
}


def build_page(*scripts: str, script_type: str = "application/ld+json") -> HtmlElement:
    inner = "".join(f'<script type="{script_type}">{script}</script>' for script in scripts)
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
        pytest.param(json.dumps({**ARTICLE, "@type": "http://schema.org/NewsArticle"}), id="type-as-url"),
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
            '{"@type":"NewsArticle","headline":"Harbour opens its new pier","articleBody":"The end is', id="truncated"
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
def test_an_article_is_read_in_any_form(script: str) -> None:
    assert headlines(build_page(script)) == ["Harbour opens its new pier"]


@pytest.mark.parametrize("script_type", ["application/ld+json", "Application/LD+JSON; charset=utf-8"])
def test_the_script_type_is_recognised_in_any_spelling(script_type: str) -> None:
    assert len(headlines(build_page(json.dumps(ARTICLE), script_type=script_type))) == 1


@pytest.mark.parametrize("script", ["", "  ", "no json", '"text"', "12", "null", "{", "[", "}", '{"a"', "<!-- -->"])
def test_a_script_without_an_object_has_no_nodes(script: str) -> None:
    assert read_jsonld(build_page(script)) == []


def test_scripts_of_other_types_are_ignored() -> None:
    assert read_jsonld(build_page(json.dumps(ARTICLE), script_type="application/json")) == []


def test_a_reference_is_replaced_by_its_node() -> None:
    graph = [
        {"@id": "#a", "@type": "NewsArticle", "author": [{"@id": "#p"}], "publisher": {"@id": "#o"}},
        {"@id": "#p", "@type": "Person", "name": "Ana Lima", "worksFor": {"@id": "#a"}},
        {"@id": "#o", "@type": "Organization", "name": "Harbour Post"},
    ]
    article = read_jsonld(build_page(json.dumps({"@graph": graph})))[0]
    assert article["author"][0]["name"] == "Ana Lima"
    assert article["publisher"]["name"] == "Harbour Post"


def test_circular_references_do_not_recurse() -> None:
    graph = [{"@id": "#a", "@type": "WebPage", "mainEntity": {"@id": "#a"}}]
    assert [get_node_types(node) for node in read_jsonld(build_page(json.dumps({"@graph": graph})))] == [["WebPage"]]


def test_a_reference_to_a_missing_node_stays() -> None:
    node = read_jsonld(build_page(json.dumps({"@type": "NewsArticle", "author": {"@id": "#gone"}})))[0]
    assert node["author"] == [{"@id": "#gone"}]


@pytest.mark.parametrize("name", ["itemListElement", "hasPart", "liveBlogUpdate", "comment", "mentions", "citation"])
def test_other_works_that_a_node_refers_to_are_not_read(name: str) -> None:
    root = build_page(json.dumps({"@type": "WebPage", name: [{"@type": "NewsArticle", "headline": "Another story"}]}))
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
def test_which_types_are_articles(name: Any, expected: bool) -> None:
    assert is_article_node({"@type": name}) is expected


OWN = {"@type": "NewsArticle", "headline": "Ferry late again", "url": "https://post.example/city/ferry-late"}


TEASER = {"@type": "NewsArticle", "headline": "Bridge closed", "url": "https://post.example/city/bridge-closed"}


@pytest.mark.parametrize(
    ("nodes", "url", "title", "expected"),
    [
        pytest.param([TEASER, OWN], "https://www.post.example/city/ferry-late/?ref=1", None, OWN, id="by-url"),
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
def test_the_pages_own_article_is_distinguished_from_teasers(
    nodes: list[dict[str, Any]], url: str | None, title: str | None, expected: dict[str, Any] | None, request: Any
) -> None:
    node = find_article_node(nodes, urls=[url], titles=[title] if title else [])
    if "bare" in request.node.callspec.id:
        assert node == nodes[0]
    else:
        assert node == expected


def test_main_entity_of_page_is_a_url_of_the_article() -> None:
    own = {"@type": "Article", "headline": "Other words", "mainEntityOfPage": {"@id": "https://post.example/a/b"}}
    assert find_article_node([TEASER, own], urls=["https://post.example/a/b"], titles=[]) == own


def test_two_nodes_of_one_article_complete_each_other() -> None:
    first = {**OWN, "author": "Ana Lima", "section": ""}
    second = {**OWN, "author": "Desk", "isAccessibleForFree": False, "section": "City", "a": 1, "b": 2}
    node = find_article_node([first, second, TEASER], urls=[OWN["url"]], titles=[OWN["headline"]])
    assert node is not None
    assert node["isAccessibleForFree"] is False
    assert node["section"] == "City"


def test_at_most_eighty_authors_are_read() -> None:
    people = [{"@type": "Person", "name": f"Person {number}"} for number in range(500)]
    assert len(read_jsonld(build_page(json.dumps({**ARTICLE, "author": people})))[0]["author"]) == 80


def test_a_script_of_more_than_one_mebibyte_is_ignored() -> None:
    assert headlines(build_page(json.dumps({**ARTICLE, "articleBody": "a" * (1 << 20)}))) == []


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
def test_hostile_scripts_take_linear_time_and_raise_no_error(script: str) -> None:
    root, start = build_page(script), time.process_time()
    read_jsonld(root)
    assert time.process_time() - start < 5  # quadratic work takes minutes on these
