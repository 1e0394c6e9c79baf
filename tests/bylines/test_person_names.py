"""Names that need no reading."""

from __future__ import annotations

from itertools import product

import pytest

from newscrawl.bylines import parser
from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.person_names import match_plain_names
from newscrawl.bylines.vocabulary import BylineContext, ContextualVocabulary

_SENSES = ContextualVocabulary(
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
def test_full_names_are_plain(raw: str) -> None:
    assert match_plain_names(raw, _SENSES) == raw.split("; ")


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
def test_what_says_more_or_else_is_not(raw: str) -> None:
    assert match_plain_names(raw, _SENSES) == []


def test_plain_names_are_what_the_whole_reading_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    some = ["Mara", "Quell", "Post", "Editor", "May", "Paris", "Reuters", "Van", "Jr", "Y", "Redaktion", "Ünal", "Lima"]
    lines = [f"{first} {last}; Bo {last}" for first, last in product(some, repeat=2)]
    short = [parse_byline(line, language=code, publisher="Quell Post") for line in lines for code in ("en", "es", None)]
    monkeypatch.setattr(parser, "match_plain_names", lambda raw, senses: [])
    # Written otherwise, it is the same publisher, but no line that was read before.
    long = [parse_byline(line, language=code, publisher="QUELL POST") for line in lines for code in ("en", "es", None)]
    assert short == long
