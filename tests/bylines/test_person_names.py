"""Names of people: plain full names, and names in capitals."""

from __future__ import annotations

from itertools import product

import pytest

from newscrawl.bylines import parser
from newscrawl.bylines.casing import recase_caps_words, to_name_case
from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.person_names import match_plain_names
from newscrawl.bylines.vocabulary import BylineContext, ContextualVocabulary

_TERMS = ContextualVocabulary(
    BylineContext(
        language="en",
        publisher="harbourpost",
        publisher_words=frozenset(),
        has_digits=False,
        is_lowercase=False,
        is_all_caps=False,
    )
)


@pytest.mark.parametrize(
    "raw", ["Mara Quell", "Mara J. Quell", "José Quell Ørsted", "Mara Quell; Bo Harrow", "Mara Quell; Bo Tarn; Kim Orr"]
)
def test_plain_full_names_are_found(raw: str) -> None:
    assert match_plain_names(raw, _TERMS) == raw.split("; ")


@pytest.mark.parametrize(
    "raw",
    [
        "Mara",
        "By Mara Quell",
        "Mara Quell, Bo Harrow",
        "Mara QUELL",
        "Mara Quell; Staff",
        "Dr. Mara Quell",
        "Mara Quell Editor",
        "Mara De Quell",
        "Harbour Post",
        "Associated Press",
        "New York",
        "Mara Quell; ",
        "Mara Quell\nBo Harrow",
    ],
)
def test_other_bylines_are_not_plain_names(raw: str) -> None:
    assert match_plain_names(raw, _TERMS) == []


def test_the_whole_parser_finds_the_same_names(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "Mara Quell Post Editor May Paris Reuters Van Jr Y Redaktion Ünal Lima".split()
    lines = [f"{first} {last}; Bo {last}" for first, last in product(words, repeat=2)]
    cases = [(line, language) for line in lines for language in ("en", "es", None)]
    with_shortcut = [parse_byline(line, language=language, publisher="Quell Post") for line, language in cases]
    monkeypatch.setattr(parser, "match_plain_names", lambda raw, terms: [])
    # The same publisher in another spelling, so that no result comes from the cache.
    without_shortcut = [parse_byline(line, language=language, publisher="QUELL POST") for line, language in cases]
    assert with_shortcut == without_shortcut


@pytest.mark.parametrize(
    ("capitals", "name"),
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
def test_a_name_in_capitals_gets_name_case(capitals: str, name: str) -> None:
    assert to_name_case(capitals) == name


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
def test_only_words_in_capitals_change(name: str, expected: str) -> None:
    assert recase_caps_words(name) == expected
