"""Text that is safe, comparable and printable, and the cache for short texts."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl import extract
from newscrawl.text import (
    escape_for_log,
    fold,
    lru_cache_short,
    matches_folded,
    normalize_text,
    strip_accents,
    strip_tags,
    strip_tags_to_lines,
)

_LONG_TEXT_CHARS = 60_000
_PAGES = 5


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Boats, at last!", "boats, at last", id="case and punctuation"),
        pytest.param("  The   old\tquay ", "the old quay", id="white space"),
        pytest.param("It`s a boat", "it's a boat", id="an ASCII quotation mark"),
        pytest.param("It\u2019s a boat", "it's a boat", id="a typographic one"),
        pytest.param("\u00abLe quai\u00bb \u2014 vieux", 'le quai" - vieux', id="guillemets and dashes"),
        pytest.param("\u201cWe\u2019re late\u201d \u2013 he said", "we're late\" - he said", id="English typography"),
        pytest.param("caf\u00e9\u00a0\u2013\u2009\u201cquay\u201d\u2026", 'café - "quay', id="wide spaces"),
        pytest.param("Op \u0149 dag", "op 'n dag", id="a letter that contains a quotation mark"),
        pytest.param("\uff22\uff2f\uff21\uff34", "boat", id="wide letters"),
        pytest.param("Stra\u00dfe", "strasse", id="letters that become two"),
        pytest.param("...", "", id="punctuation alone"),
    ],
)
def test_lines_with_the_same_text_fold_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert matches_folded(text, folded)


@pytest.mark.parametrize(
    "text", [pytest.param("The quays", id="other words"), pytest.param("The quay " * 40, id="far more words")]
)
def test_lines_with_another_text_do_not(text: str) -> None:
    assert not matches_folded(text, "the quay")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" The old quay  ", id="at both ends"),
        pytest.param("The  old   quay", id="several"),
        pytest.param("The\told\nquay", id="tab and line end"),
        pytest.param("\xa0The old\u2009quay\u2028", id="beyond ASCII"),
        pytest.param("The old\u200b \u200b quay", id="invisible characters between"),
    ],
)
def test_every_run_of_white_space_is_one_space(text: str) -> None:
    assert normalize_text(text) == "The old quay"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a &lt;b&gt;bold&lt;/b&gt; word", "a bold word"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("R&D", "R&D"),
        ("caf&#233; &amp;#8211; bar", "café – bar"),
    ],
)
def test_tags_and_character_references_are_removed(text: str, expected: str) -> None:
    assert strip_tags(text) == expected


def test_paragraphs_stay_on_lines_of_their_own() -> None:
    assert strip_tags_to_lines("One.\n\nTwo.<br/>Three.<ul><li>Four</li></ul>") == "One.\nTwo.\nThree.\nFour"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("read more", "read more", id="ASCII stays"),
        pytest.param("à lire également", "a lire egalement", id="accents"),
        pytest.param("ångström über år", "angstrom uber ar", id="umlauts and rings"),
        pytest.param("διαβάστε επίσης", "διαβαστε επισησ", id="Greek accents and final sigma"),
        pytest.param("ёлка їжак", "елка іжак", id="two dots over Cyrillic letters"),
        pytest.param("комментарий", "комментарий", id="the breve of й stays"),
        pytest.param("إقرأ أيضًا", "اقرا ايضا", id="hamza and tanwin"),
        pytest.param("مـــزيد", "مزيد", id="kashida"),
        pytest.param("שָׁלוֹם", "שלום", id="Hebrew points"),
        pytest.param("पढ़ें", "पढें", id="nukta"),
        pytest.param("가나 ガ", "가나 ガ", id="Hangul and kana stay"),
    ],
)
def test_accents_that_writers_leave_out_are_removed(text: str, expected: str) -> None:
    assert strip_accents(fold(text)) == expected


@pytest.mark.parametrize(
    ("capitals", "small"),
    [("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "Διαβάστε επίσης"), ("İLGİLİ HABERLER", "İlgili haberler"), ("A LIRE", "À lire")],
)
def test_capitals_and_small_letters_become_equal(capitals: str, small: str) -> None:
    assert strip_accents(fold(capitals)) == strip_accents(fold(small))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ferry late – 船が遅れる", "Ferry late – 船が遅れる"),
        ("one\ntwo\r\n", "one\\ntwo\\r\\n"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u2028b\u202ec\ud800", "a\\u2028b\\u202ec\\ud800"),
        (ValueError("x\ny"), "x\\ny"),
        (None, "None"),
    ],
)
def test_characters_that_are_not_printable_are_escaped(text: object, line: str) -> None:
    assert escape_for_log(text) == line


@given(st.text(st.characters(), max_size=2000))
def test_a_log_text_is_one_line_of_limited_length(text: str) -> None:
    line = escape_for_log(text)
    assert line.isprintable()
    assert len(line) <= 500
    line.encode()


def _page(number: int) -> str:
    """A page whose class names, ids and one line are far longer than real ones, and different on every page."""
    names = f"berth-{number} comment-{number} " * (_LONG_TEXT_CHARS // 20)
    line = f"berth{number} " * (_LONG_TEXT_CHARS // 8)
    sentence = "The ferry crossed the sound again today, and those on board were glad that the repair was over."
    return f"""<html><head><meta name="author" content="{line}">
    <meta property="og:image" content="/{line}"></head><body>
    <p class="byline">By {line}</p><article class="{names}" id="{names}"><h1 class="{names}x">Ferry {number}</h1>
    <figure class="{names}y"><img src="/a.jpg"><figcaption>The pier.</figcaption></figure>
    <p class="{names}z">{sentence}</p><p>{line}</p><p data-testid="{names}">{sentence}</p></article></body></html>"""


def test_long_names_and_lines_are_not_kept_in_memory() -> None:
    extract(_page(0), url="https://harbourpost.example/0")
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(1, 1 + _PAGES):
            extract(_page(number), url=f"https://harbourpost.example/{number}")
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left < _PAGES * _LONG_TEXT_CHARS


def test_short_texts_are_cached_and_long_ones_are_not() -> None:
    calls: list[tuple[str, int]] = []

    @lru_cache_short(2)
    def double(text: str, times: int) -> str:
        calls.append((text[:1], times))
        return text * times

    assert [double("a", 2), double("a", 2), double("a", 3)] == ["aa", "aa", "aaa"]
    assert double("b" * 1_001, 1) == double("b" * 1_001, 1)
    assert calls == [("a", 2), ("a", 3), ("b", 1), ("b", 1)]
