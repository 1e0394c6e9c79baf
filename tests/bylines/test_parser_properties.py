"""Properties of the parser that hold for every text."""

from __future__ import annotations

import time
import tomllib
import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.bylines.parser import parse_byline

_CASES = tomllib.loads(Path(__file__).with_name("bylines_cases.toml").read_text("utf-8"))["case"]
_LANGUAGES = st.sampled_from([None, *sorted({case["language"] for case in _CASES})])
_NAMES = st.sampled_from(sorted({name for case in _CASES for name in case["authors"]}))
_RAWS = st.sampled_from([case["raw"] for case in _CASES])
_PIECES = st.sampled_from(
    [
        *", ; | / & • 、 · - – — : . ( ) \n and und et y e i a von by By BY Par".split(" "),
        *("Dr.", "Jr.", "dpa", "AP", "2024", "May", "記者", "기자", "@x", "x@y.example"),
    ]
)
_MIXED = st.lists(_NAMES | _PIECES | _RAWS, max_size=12).map(" ".join)
_GLUED = st.lists(_NAMES | _PIECES, max_size=8).map("".join)
_ANYTHING = st.text(max_size=120) | _MIXED | _GLUED


def _letters(text: str) -> str:
    """The letters of the text, without differences of case and of Unicode composition."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(char for char in folded if char.isalnum())


@given(raw=_ANYTHING, language=_LANGUAGES)
def test_no_text_raises_and_no_name_is_empty_or_repeated(raw: str, language: str | None) -> None:
    parsed = parse_byline(raw, language=language)
    assert all(name.strip() == name != "" for name in (*parsed.authors, *parsed.agencies))
    assert len(set(parsed.authors)) == len(parsed.authors)


@given(raw=_ANYTHING, language=_LANGUAGES)
def test_parsing_its_own_authors_changes_nothing(raw: str, language: str | None) -> None:
    authors = parse_byline(raw, language=language).authors
    assert parse_byline("; ".join(authors), language=language).authors == authors


@given(raw=_MIXED | _GLUED, language=_LANGUAGES)
def test_every_word_of_an_author_is_in_the_raw_byline(raw: str, language: str | None) -> None:
    raw_letters = _letters(raw)
    for author in parse_byline(raw, language=language).authors:
        assert all(_letters(word) in raw_letters for word in author.split(" "))


@given(names=st.lists(_NAMES, min_size=1, max_size=5, unique=True), separator=st.sampled_from(["; ", " | ", "\n"]))
def test_names_keep_their_order(names: list[str], separator: str) -> None:
    authors = parse_byline(separator.join(names)).authors
    assert [name for name in names if name in authors] == authors


@given(names=st.lists(_NAMES, min_size=2, max_size=5, unique=True))
def test_a_repeated_name_is_kept_once(names: list[str]) -> None:
    assert parse_byline("; ".join([*names, *names])).authors == parse_byline("; ".join(names)).authors


@settings(max_examples=25, deadline=None)
@given(piece=_ANYTHING.filter(bool), times=st.sampled_from([400, 4000]))
def test_a_long_byline_takes_bounded_time(piece: str, times: int) -> None:
    start = time.process_time()
    parse_byline(piece * times)
    assert time.process_time() - start < 1.5
