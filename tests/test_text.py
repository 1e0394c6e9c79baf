"""Text made comparable: what folds to the same, and the quick way to know that it does not."""

from __future__ import annotations

import pytest

from newscrawl.text import fold, matches_folded, normalize_text, strip_tags, strip_tags_to_lines


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
        pytest.param("Op \u0149 dag", "op 'n dag", id="a letter that holds a quotation mark"),
        pytest.param("\uff22\uff2f\uff21\uff34", "boat", id="wide letters"),
        pytest.param("Stra\u00dfe", "strasse", id="letters that become two"),
        pytest.param("...", "", id="punctuation alone"),
    ],
)
def test_lines_that_say_the_same_fold_to_one(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert matches_folded(text, folded)


@pytest.mark.parametrize(
    "text", [pytest.param("The quays", id="other words"), pytest.param("The quay " * 40, id="far more words")]
)
def test_lines_that_say_something_else_do_not(text: str) -> None:
    assert not matches_folded(text, "the quay")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" The old quay  ", id="at both ends"),
        pytest.param("The  old   quay", id="several"),
        pytest.param("The\told\nquay", id="tab and line end"),
        pytest.param("\xa0The old\u2009quay\u2028", id="beyond ASCII"),
        pytest.param("The old\u200b \u200b quay", id="unseen characters between"),
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
