"""Several pages made one article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.extraction.multipage import merge_pages, use_single_page
from newscrawl.items import Article, Image, Removal

TALE = "https://example.com/culture/the-lamp-of-port-alder"
FIRST = Article(
    id="1",
    url=TALE,
    title="The lamp",
    description="How it went out.",
    text="How it went out.\n\nIt went out on a Tuesday.\n\nYes.\n\nOur quarterly is on sale at the quay on Sundays.",
    removed=[Removal(text="Share", reason="share", rule="x")],
    images=[Image(caption="The tower")],
    modified="2026-01-02",
    truncated=True,
)


def test_the_text_of_all_pages_is_in_order_without_repeats() -> None:
    second = Article(
        id="2",
        url=f"{TALE}?page=2",
        title="The lamp (2)",
        text="The lamp\n\nHow it went out.\n\nThe bulbs did not fit.\n\nYes.\n\nThe right one came by post.\n\n"
        "Our quarterly is on sale at the quay on Sundays.",
        removed=[Removal(text="Share", reason="share", rule="x"), Removal(text="Menu", reason="navigation", rule="y")],
        images=[Image(caption="The tower"), Image(caption="The bulb")],
        byline="By Maud Tarrant",
        modified="2026-01-03T10:00:00Z",
    )
    found = merge_pages([FIRST, second])
    assert found.text.split("\n\n") == [
        *FIRST.text.split("\n\n"),
        "The bulbs did not fit.",
        "Yes.",
        "The right one came by post.",
    ]
    assert [(removal.text, removal.rule) for removal in found.removed] == [
        ("Share", "x"),
        ("Menu", "y"),
        ("The lamp", "paging:repeated"),
        ("How it went out.", "paging:repeated"),
        ("Our quarterly is on sale at the quay on Sundays.", "paging:repeated"),
    ]
    assert (found.id, found.url, found.title, found.byline) == ("1", TALE, "The lamp", "By Maud Tarrant")
    assert [image.caption for image in found.images] == ["The tower", "The bulb"]
    assert found.modified == "2026-01-03T10:00:00Z"
    assert not found.truncated


@pytest.mark.parametrize(
    ("line", "is_refrain"),
    [
        pytest.param("Row on, row on, lads", True, id="five words"),
        pytest.param("Row on, row on, my lads", False, id="six words"),
    ],
)
def test_a_short_line_that_two_pages_have_in_their_text_is_a_refrain(line: str, is_refrain: bool) -> None:
    pages = [
        replace(FIRST, text=f"The tide of page {number}.\n\n{line}\n\nThe ebb of page {number}.") for number in (1, 2)
    ]
    merged = merge_pages(pages)
    assert merged.text.count(line) == (2 if is_refrain else 1)
    assert (line in [removal.text for removal in merged.removed]) is not is_refrain


def test_an_article_whose_last_page_is_missing_is_truncated() -> None:
    assert merge_pages([replace(FIRST, truncated=False)], complete=False).truncated
    assert not merge_pages([replace(FIRST, truncated=False)]).truncated


def test_the_single_page_must_be_longer_than_the_first_page() -> None:
    longer = replace(FIRST, id="9", url="x", text=f"{FIRST.text}\n\nMore.", truncated=False)
    assert use_single_page(FIRST, longer) == replace(FIRST, text=longer.text, truncated=False)
    assert use_single_page(FIRST, replace(FIRST, text="Subscribe to read on.")) is None
