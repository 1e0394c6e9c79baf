"""Raw bylines and the names and agencies in them: a table of bylines in many languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newscrawl.bylines.parser import parse_byline
from newscrawl.rules.word_lists import load_byline_file


def _read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


_WRITTEN: dict[str, dict[str, list[dict[str, Any]]]] = _read_toml("written_bylines.toml")
CASES: list[dict[str, Any]] = [
    *_read_toml("bylines_cases.toml")["case"],
    *(case for section in _WRITTEN.values() for case in section["cases"]),
]


def _id(case: dict[str, Any]) -> str:
    return f"{case['language']}: {case['raw']}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_a_byline_names_its_authors_and_agencies(case: dict[str, Any]) -> None:
    parsed = parse_byline(case["raw"], language=case["language"], publisher=case.get("publisher"))
    assert (parsed.authors, parsed.agencies) == (case["authors"], case.get("agencies", []))


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("alone")], ids=_id)
def test_a_byline_of_an_unknown_language_names_the_same(case: dict[str, Any]) -> None:
    parsed = parse_byline(case["raw"], publisher=case.get("publisher"))
    assert (parsed.authors, parsed.agencies) == (case["authors"], case.get("agencies", []))


def test_the_table_has_many_cases_and_languages() -> None:
    assert len(CASES) >= 600
    assert len({case["language"] for case in CASES}) >= 60


def test_every_language_with_words_has_a_case() -> None:
    languages = {language.code for language in load_byline_file().language}
    assert languages - {case["language"] for case in CASES} <= {"zu"}


@pytest.mark.parametrize(
    ("raw", "publisher", "authors"),
    [
        ("Harbour Post", "Harbour Post", ["Harbour Post"]),
        ("harbourpost.example", "Harbour Post", ["harbourpost.example"]),
        ("Ana Lima, Harbour Post", "Harbour Post", ["Ana Lima"]),
        ("Harbour Post; Harbour Post Sports Desk", "The Harbour Post", ["Harbour Post Sports Desk"]),
        ("HPN Staff; Harbour Post", "Harbour Post", ["HPN Staff"]),
        ("HPN Staff; Ana Lima", "Harbour Post", ["Ana Lima"]),
        ("Staff", "Harbour Post", []),
    ],
)
def test_a_desk_or_the_publisher_is_an_author_only_without_people(raw: str, publisher: str, authors: list[str]) -> None:
    assert parse_byline(raw, language="en", publisher=publisher).authors == authors


def test_a_changed_result_does_not_change_the_next_one() -> None:
    parse_byline("By Ana Lima, Reuters").authors.append("Bo Ek")
    parse_byline("By Ana Lima, Reuters").agencies.clear()
    parsed = parse_byline("By Ana Lima, Reuters")
    assert (parsed.authors, parsed.agencies) == (["Ana Lima"], ["Reuters"])
