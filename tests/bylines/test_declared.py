"""Authors that a page declares in meta tags and JSON-LD."""

from __future__ import annotations

import pytest

from newscrawl.bylines.declared import find_declared_candidates
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import read_page_metadata


def _declared(head: str, *, feed_authors: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    root = parse_html(
        f"<html><head><title>Ferry late</title>{head}</head><body><p>The ferry is late.</p></body></html>"
    )
    feed_metadata = FeedMetadata(authors=feed_authors)
    metadata = read_page_metadata(root, url="https://post.example/ferry", feed_metadata=feed_metadata)
    return [
        (candidate.provenance, candidate.raw) for candidate in find_declared_candidates(root, metadata, feed_metadata)
    ]


def test_meta_tags_come_in_the_order_of_their_worth() -> None:
    head = '<meta name="author" content="Bo Ek"><meta property="article:author" content="Ana Lima">'
    assert _declared(head) == [("meta:article:author", "Ana Lima"), ("meta:author", "Bo Ek")]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("Lima, Ana", "Ana Lima"),
        ("van der Berg, Piet", "Piet van der Berg"),
        ("de la Cruz Marín, María José", "María José de la Cruz Marín"),
        ("García Marín, Pablo", "Pablo García Marín"),
        ("TARN, INES", "INES TARN"),
        ("Lima, Ana M.", "Ana M. Lima"),
        ("Lima, A. M.", "A. M. Lima"),
        ("Lima, Tom, Jr.", "Tom Lima Jr."),
        ("O'Brien, Sean", "Sean O'Brien"),
        ("Ана, Ветрова", "Ветрова Ана"),
        ("Ana Lima, Bo Ek", "Ana Lima, Bo Ek"),
        ("Ana Lima, Reuters", "Ana Lima, Reuters"),
        ("Ana Lima, Lisbon", "Ana Lima, Lisbon"),
        ("Ana Lima, PhD", "Ana Lima, PhD"),
        ("Ana Lima, Editor", "Ana Lima, Editor"),
        ("Ana Lima, Bo Ek, Tom Harrow", "Ana Lima, Bo Ek, Tom Harrow"),
    ],
)
def test_the_last_name_of_one_author_comes_last(name: str, raw: str) -> None:
    assert _declared(f'<meta name="author" content="{name}">') == [("meta:author", raw)]


@pytest.mark.parametrize("label", ["Written by", "Geschrieben von", "Escrito por", "Écrit par", "Автор"])
def test_a_labelled_card_names_the_author(label: str) -> None:
    head = f'<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="Ana Lima">'
    assert _declared(head) == [("meta:twitter:data1", "Ana Lima")]


def test_another_label_names_nobody() -> None:
    head = '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Ana Lima">'
    assert _declared(head) == []


def test_a_meta_tag_may_say_value() -> None:
    assert _declared('<meta name="author" value="Ana Lima">') == [("meta:author", "Ana Lima")]


def test_the_feed_comes_last() -> None:
    assert _declared("", feed_authors=("Ana Lima",)) == [("feed", "Ana Lima")]


def test_a_recipe_names_the_author_of_its_page() -> None:
    recipe = '{"@type": "Recipe", "name": "Ferry late", "author": {"givenName": "Ana", "familyName": "Lima"}}'
    assert _declared(f'<script type="application/ld+json">{recipe}</script>') == [("jsonld:author", "Ana Lima")]
