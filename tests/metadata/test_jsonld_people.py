"""People in JSON-LD, in the forms that pages use."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml.html import document_fromstring

from newscrawl.metadata.jsonld import find_work_node, read_jsonld
from newscrawl.metadata.jsonld_people import MAX_PEOPLE, read_person_name, resolve_people

_NODES: dict[str, dict[str, Any]] = {
    "#ana": {"@id": "#ana", "@type": "Person", "name": "Ana Lima"},
    "#bo": {"@id": "#bo", "@type": "Person", "givenName": "Bo", "familyName": "Ek"},
    "#both": {"@id": "#both", "@list": [{"@id": "#ana"}, {"@id": "#bo"}]},
    "#loop": {"@id": "#loop", "author": [{"@id": "#loop"}, {"@id": "#loop"}]},
}


def _names(value: Any) -> list[str]:
    return [read_person_name(person) for person in resolve_people(value, _NODES)]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ana Lima", ["Ana Lima"]),
        ({"name": "Ana Lima"}, ["Ana Lima"]),
        ({"givenName": "Ana", "familyName": "Lima"}, ["Ana Lima"]),
        ({"givenName": "Ana", "additionalName": "M.", "familyName": "Lima"}, ["Ana M. Lima"]),
        ({"name": "", "givenName": "Ana", "familyName": "Lima"}, ["Ana Lima"]),
        ({"name": {"@value": "Ana Lima", "@language": "pt"}}, ["Ana Lima"]),
        ({"@value": "Ana Lima"}, ["Ana Lima"]),
        ({"@list": ["Ana Lima", {"name": "Bo Ek"}]}, ["Ana Lima", "Bo Ek"]),
        ({"@set": [{"@list": [{"name": "Ana Lima"}]}]}, ["Ana Lima"]),
        ([[{"name": "Ana Lima"}], ["Bo Ek"]], ["Ana Lima", "Bo Ek"]),
        ({"@id": "#ana"}, ["Ana Lima"]),
        ([{"@id": "#ana", "@type": "Person"}, {"@id": "#bo"}], ["Ana Lima", "Bo Ek"]),
        ({"@id": "#both"}, ["Ana Lima", "Bo Ek"]),
        ("#ana", ["Ana Lima"]),
        ({"@type": "Role", "author": {"name": "Ana Lima"}}, ["Ana Lima"]),
        ({"@type": ["Role"], "name": "Reporter", "author": [{"@id": "#ana"}, "Bo Ek"]}, ["Ana Lima", "Bo Ek"]),
        ({"@type": "OrganizationRole", "roleName": "reporter", "author": {"@id": "#bo"}}, ["Bo Ek"]),
        ({"name": ["Ana Lima", "Bo Ek"]}, ["Ana Lima", "Bo Ek"]),
        ({"@id": "#gone"}, [""]),
        ({"@type": "Person"}, [""]),
        (None, []),
        (7, []),
    ],
)
def test_people_are_found_in_lists_roles_and_references(value: Any, names: list[str]) -> None:
    assert _names(value) == names


def test_references_in_a_circle_end() -> None:
    assert resolve_people({"@id": "#loop"}, _NODES) == []


def test_at_most_eighty_people_are_read() -> None:
    assert len(_names([f"Ana {number}" for number in range(500)])) == MAX_PEOPLE


def _read(*nodes: dict[str, Any]) -> list[dict[str, Any]]:
    script = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    return read_jsonld(document_fromstring(f"<html><head>{script}</head><body></body></html>"))


@pytest.mark.parametrize("prefix", ["schema:", "http://schema.org/", "https://schema.org/"])
def test_keys_lose_the_prefix_of_the_vocabulary(prefix: str) -> None:
    node = _read({"@type": f"{prefix}NewsArticle", f"{prefix}author": {f"{prefix}name": "Ana Lima"}})[0]
    assert node["author"] == [{"name": "Ana Lima"}]


def test_a_value_with_the_prefix_stays() -> None:
    assert _read({"@type": "NewsArticle", "about": 'say "schema:author": twice'})[0]["about"].startswith('say "schema:')


@pytest.mark.parametrize("node_type", ["Recipe", "Review", "HowTo", "WebPage"])
def test_a_work_that_matches_the_page_names_its_author(node_type: str) -> None:
    nodes = _read(
        {"@type": node_type, "name": "Rye bread of the pier", "author": "Ana Lima"},
        {"@type": node_type, "name": "Other bread", "author": "Bo Ek"},
    )
    node = find_work_node(nodes, urls=[], titles=["Rye bread of the pier"])
    assert node is not None
    assert node["author"] == ["Ana Lima"]


def test_what_the_page_is_mainly_about_names_its_author() -> None:
    nodes = _read({"@type": "WebPage", "mainEntity": {"@type": "Recipe", "author": {"name": "Ana Lima"}}})
    node = find_work_node(nodes, urls=[], titles=["Rye bread"])
    assert node is not None
    assert node["author"] == [{"name": "Ana Lima"}]


def test_several_works_that_match_nothing_name_no_author() -> None:
    nodes = _read({"@type": "Review", "author": "Ana Lima"}, {"@type": "Review", "author": "Bo Ek"})
    assert find_work_node(nodes, urls=[], titles=["Rye bread"]) is None


def test_a_node_of_another_type_names_no_author() -> None:
    assert find_work_node(_read({"@type": "Comment", "author": "Ana Lima"}), urls=[], titles=[]) is None
