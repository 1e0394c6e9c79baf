"""Other articles below the first one, and articles in an article that stay."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.other_stories import remove_other_stories
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of

TITLE, OTHER = "Ferrymen of Low Sound strike for wages", "The market hall opens again"
STORY = f"<article><h1>{TITLE}</h1><p>{P1}</p><p>{P2}</p></article>"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(f"<article><h2>{OTHER}</h2><p>{P3}</p></article>", id="sub-heading as its headline"),
        pytest.param(f"<article><h1>{OTHER}</h1><p>{P3}</p></article>", id="headline"),
        pytest.param(f"<article><p>Trade</p><h1>{OTHER}</h1><p>{P3}</p></article>", id="label above its headline"),
        pytest.param(f"<article><h2>{OTHER}</h2></article>", id="headline alone"),
    ],
)
def test_a_story_beside_the_one_with_the_headline_is_removed(other: str) -> None:
    lines, container = lines_of(f"<main container>{STORY}{other}{other}</main>")
    remove_other_stories(lines, container, title=TITLE)
    assert kept_texts(lines) == [TITLE, P1, P2]


def test_without_a_title_the_first_heading_of_the_page_is_the_headline() -> None:
    lines, container = lines_of(f"<main container>{STORY}<article><h2>{OTHER}</h2><p>{P3}</p></article></main>")
    remove_other_stories(lines, container, title=None)
    assert kept_texts(lines) == [TITLE, P1, P2]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(
            f"<h1>{TITLE}</h1><article><h2>10:04</h2><p>{P1}</p></article><article><h2>9:40</h2><p>{P2}</p></article>",
            id="entries of a live blog",
        ),
        pytest.param(
            f"<article><h1>{TITLE}</h1></article><article><h2>{OTHER}</h2><p>{P3}</p></article>", id="no text"
        ),
        pytest.param(f"{STORY}<article><p>{P3}</p><h2>{OTHER}</h2></article>", id="text before its heading"),
        pytest.param(f"{STORY}<section><h2>{OTHER}</h2><p>{P3}</p></section>", id="a part of the article"),
        pytest.param(
            f"<article><h1>{TITLE}</h1><p>{P1}</p><article><h2>A</h2><p>{P2}</p></article></article>", id="inside"
        ),
    ],
)
def test_other_elements_stay(markup: str) -> None:
    lines, container = lines_of(f"<main container>{markup}</main>")
    remove_other_stories(lines, container, title=TITLE)
    assert all(line.is_kept for line in lines)
