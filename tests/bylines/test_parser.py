"""Raw bylines to names and agencies: a table in many languages, and what an article's own lines add."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newscrawl.bylines.parser import add_authors, parse_byline
from newscrawl.bylines.person_names import recase_caps_words, to_name_case
from newscrawl.bylines.vocabulary import match_agency
from newscrawl.items import Article
from newscrawl.rules.word_lists import load_agency_file, load_byline_file

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("bylines_cases.toml").read_text("utf-8"))["case"]


def _id(case: dict[str, Any]) -> str:
    return f"{case['language']}: {case['raw']}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_a_byline_names_its_authors_and_agencies(case: dict[str, Any]) -> None:
    byline = parse_byline(case["raw"], language=case["language"], publisher=case.get("publisher"))
    assert (byline.authors, byline.agencies) == (case["authors"], case.get("agencies", []))


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("alone")], ids=_id)
def test_a_byline_of_an_unknown_language_names_the_same(case: dict[str, Any]) -> None:
    byline = parse_byline(case["raw"], publisher=case.get("publisher"))
    assert (byline.authors, byline.agencies) == (case["authors"], case.get("agencies", []))


def test_the_table_is_wide() -> None:
    assert len(CASES) >= 300
    assert len({case["language"] for case in CASES}) >= 25


def test_every_language_of_the_words_has_a_case() -> None:
    assert {one.code for one in load_byline_file().language} - {case["language"] for case in CASES} <= {"no", "zu"}


def test_there_are_many_agencies_and_none_is_named_twice() -> None:
    names = [agency.name for agency in load_agency_file().agency]
    assert len(names) >= 80
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("agency", load_agency_file().agency, ids=lambda agency: agency.name)
def test_every_alias_means_its_agency(agency: Any) -> None:
    assert {match_agency(alias) for alias in (agency.name, *agency.aliases)} == {agency.name}


@pytest.mark.parametrize("text", ["Ana", "Ap", "Sana", "Petra", "Hina Khan", "Reuters Marsh", "", "AFPX"])
def test_a_name_is_no_agency(text: str) -> None:
    assert match_agency(text) is None


@pytest.mark.parametrize(
    ("shouted", "name"),
    [
        ("SEAN MCCARTHY", "Sean McCarthy"),
        ("SEAN MACDONALD", "Sean MacDonald"),
        ("ANA MACHADO", "Ana Machado"),
        ("OLA MACIEJEWSKI", "Ola Maciejewski"),
        ("SEAN O'BRIEN", "Sean O'Brien"),
        ("JEAN-LUC D’AVRAY", "Jean-Luc D’Avray"),
        ("ANA DE LA CRUZ", "Ana de la Cruz"),
        ("PIET VAN DEN BERG", "Piet van den Berg"),
        ("VAN DEN BERG", "Van den Berg"),
        ("ANNA GROß", "Anna Groß"),
        ("İLKER IŞIK", "İlker Işık"),
        ("ΝΙΚΟΣ ΛΑΜΠΡΟΥ", "Νικος Λαμπρου"),
        ("TOM HOLT III", "Tom Holt III"),
        ("TOM HOLT JR.", "Tom Holt Jr."),
        ("J.R. HOLT", "J.R. Holt"),
        ("МАРИЯ ЛУГОВА", "Мария Лугова"),
        ("OMAR AL-RASHED", "Omar al-Rashed"),
    ],
)
def test_capitals_come_back_to_name_case(shouted: str, name: str) -> None:
    assert to_name_case(shouted) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kim HARROW", "Kim Harrow"),
        ("Kim LEE", "Kim Lee"),
        ("AJ Perrin", "AJ Perrin"),
        ("KD Lang", "KD Lang"),
        ("HPN", "HPN"),
        ("Kim Harrow", "Kim Harrow"),
        ("Tom Holt III", "Tom Holt III"),
    ],
)
def test_only_what_shouts_is_lowered(name: str, expected: str) -> None:
    assert recase_caps_words(name) == expected


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
def test_desk_and_publisher_stand_in_for_people_only(raw: str, publisher: str, authors: list[str]) -> None:
    assert parse_byline(raw, language="en", publisher=publisher).authors == authors


def _article(text: str, **fields: Any) -> Article:
    return Article(id="a1", text=text, language="en", publisher="Harbour Post", **fields)


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("One.\n\nReuters contributed to this report.", ["Reuters"]),
        ("One.\n\nThe Associated Press contributed to this report.", ["The Associated Press"]),
        ("LISBON (AP) — The ferry came in late.\n\nTwo.", ["The Associated Press"]),
        ("Hamburg (dpa/lno) - Die Fähre kam spät.\n\nZwei.", ["dpa"]),
        ("Die Fähre kam spät. (dpa/lno)", ["dpa"]),
        ("One.\n\n(AFP/Reuters)", ["AFP", "Reuters"]),
        ("One.\n\n— with AFP", ["AFP"]),
        ("One.\n\nQuelle: dpa", ["dpa"]),
        ("One.\n\nReuters", ["Reuters"]),
        ("The minister told Reuters that the ferry was late.\n\nNobody at AFP knew.", []),
        ("One.", []),
    ],
)
def test_the_articles_own_lines_credit_agencies(text: str, agencies: list[str]) -> None:
    assert add_authors(_article(text)).agencies == agencies


def test_people_of_a_sign_off_fill_in_for_a_byline_without_people() -> None:
    article = _article("One.\n\n(Reporting by Ana Lima in Porto; Editing by Bo Ek)", byline="Reuters")
    named = add_authors(article)
    assert (named.authors, named.agencies) == (["Ana Lima"], ["Reuters"])


def test_people_of_a_sign_off_do_not_add_to_a_byline_with_people() -> None:
    article = _article("One.\n\nReporting by Ana Lima; Editing by Bo Ek", byline="By Tom Harrow")
    assert add_authors(article).authors == ["Tom Harrow"]


def test_an_article_without_byline_or_credit_has_no_names() -> None:
    named = add_authors(_article("Ana Lima said the ferry was late."))
    assert (named.authors, named.agencies) == ([], [])
