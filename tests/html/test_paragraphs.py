"""Lines that are paragraphs of their own though no element says so."""

from __future__ import annotations

import pytest

from newscrawl.html.paragraphs import has_paragraphs, is_long, split_at_blank_lines
from tests.block_helpers import blocks_of

LONG = (
    "The lock keepers of Upper Marl opened both gates on Friday, and for the first time in a year "
    "the barges went through by night."
)
ALSO_LONG = (
    "Nobody in the town had been told, so that the bridge stood closed until the morning, with forty carts before it."
)
JA = "水門の番人は金曜日に二つの門を開き、はしけは一年ぶりに夜も川を通れるようになったと町は伝えている。"


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        pytest.param(f"By Ada Marl<br>{LONG}<br>{ALSO_LONG}", ["By Ada Marl", LONG, ALSO_LONG], id="paragraphs"),
        pytest.param(f"標識<br>{JA}", ["標識", JA], id="wide characters"),
        pytest.param("The gate,<br>the barge,<br>the night.", ["The gate,\nthe barge,\nthe night."], id="verses"),
        pytest.param(
            "Lock Office<br>4 Weir Lane<br>Upper Marl", ["Lock Office\n4 Weir Lane\nUpper Marl"], id="address"
        ),
        pytest.param(
            "The keepers of the lock at Upper Marl opened both of its gates on a<br>Friday in the early summer and let "
            "the barges through that had waited<br>since noon.",
            [
                (
                    "The keepers of the lock at Upper Marl opened both of its gates on a\nFriday in the early summer "
                    "and let the barges through that had waited\nsince noon."
                )
            ],
            id="lines broken by hand",
        ),
        pytest.param(f"<b>Night</b><br>{LONG}", ["Night", LONG], id="a heading in bold"),
    ],
)
def test_long_lines_between_line_breaks_are_paragraphs_and_short_ones_stay_together(
    markup: str, texts: list[str]
) -> None:
    assert [block.text for block in blocks_of(f"<div>{markup}</div>")] == texts


def test_each_line_has_its_own_links() -> None:
    heading, text, both = blocks_of(
        f'<p><a href="/n">Night</a><br>{LONG}<br><a href="/b">The barges<br>{ALSO_LONG}</a></p>'
    )[:3]
    assert (heading.links, heading.link_density) == (("/n",), 1.0)
    assert (text.links, text.link_density) == ((), 0.0)
    assert both.links == ("/b",)
    last = blocks_of(f'<p>{LONG}<br><a href="/b">The barges<br>{ALSO_LONG}</a></p>')[-1]
    assert (last.links, last.link_density) == (("/b",), 1.0)


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        pytest.param(f"{LONG}\n\n{ALSO_LONG}", [LONG, ALSO_LONG], id="two sentences"),
        pytest.param(f"\n {LONG}\n \t\n\n {ALSO_LONG} \n", [LONG, ALSO_LONG], id="spaces in the blank lines"),
        pytest.param(f"{LONG}\n{ALSO_LONG}", [], id="no blank line"),
        pytest.param(f"{LONG[:-1]}\n\n{ALSO_LONG}", [], id="in the middle of a sentence"),
        pytest.param("The gate.\n\nThe barge.", [], id="short"),
        pytest.param("", [], id="empty"),
    ],
)
def test_blank_lines_after_sentences_divide_a_text(text: str, paragraphs: list[str]) -> None:
    assert split_at_blank_lines(text) == paragraphs


def test_a_blank_line_in_the_source_of_a_page_divides_it_too() -> None:
    assert [block.text for block in blocks_of(f"<div>{LONG}\n\n{ALSO_LONG}</div>")] == [LONG, ALSO_LONG]


def test_a_program_with_long_lines_is_no_prose() -> None:
    program = (
        "gates = [Gate(number, height=heights[number], keeper=keepers[number % len(keepers)]) for number in range(2)]"
    )
    assert has_paragraphs([program, program]) is False
    assert has_paragraphs([f"{program} + {program}"]) is True
    assert has_paragraphs([f"{program} + {program}"], "pre") is False
    assert is_long(LONG)
