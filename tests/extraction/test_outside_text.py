"""Text of the article beside its container stays; notes, teasers and other stories there do not."""

from __future__ import annotations

import pytest

from newscrawl import extract

TITLE = "Ferrymen of Low Sound strike for wages"
LEAD = "The crews of the night boat heard of the strike only from the radio, an hour before their shift began."
BODY = [
    f"On day {n} of the strike the council met in the customs house, and the ferrymen stood outside in the rain."
    for n in range(1, 10)
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)


def text_of(markup: str, *, description: str = "") -> str:
    meta = f'<meta name="description" content="{description}">'
    page = f"<html lang='en'><head>{meta}</head><body><main>{markup}</main></body></html>"
    text = extract(page, url="https://quayside.example/strike").text
    assert [line for line in BODY if line not in text] == []
    return text


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<div class='lead'><p>{LEAD}</p></div><div class='copy'>{PARAGRAPHS}</div>", id="wrapper"),
        pytest.param(f"<p class='lead'>{LEAD}</p><div id='text'>{PARAGRAPHS}</div>", id="beside the body"),
        pytest.param(f"<p>{LEAD}</p><div itemprop='articleBody'>{PARAGRAPHS}</div>", id="beside articleBody"),
        pytest.param(f"<p>{LEAD}</p><div class='paywall'>{PARAGRAPHS}</div>", id="before the paywall's part"),
        pytest.param(
            f"<section class='chapter'><h2>Part 1</h2><p>{LEAD}</p></section>"
            f"<section class='chapter'><h2>Part 2</h2>{PARAGRAPHS}</section>",
            id="a chapter of its own",
        ),
        pytest.param(f"<p>{LEAD}</p><div class='transcript'><h2>Transcript</h2>{PARAGRAPHS}</div>", id="transcript"),
    ],
)
def test_a_lead_beside_the_container_is_text(markup: str) -> None:
    text = text_of(f"<article><h1>{TITLE}</h1>{markup}</article>")
    assert text.index(LEAD) < text.index(BODY[0])


def test_the_headings_of_chapters_stay() -> None:
    first = f"<section class='chapter'><h2>Part 1</h2><p>{LEAD}</p></section>"
    second = f"<section class='chapter'><h2>Part 2</h2>{PARAGRAPHS}</section>"
    text = text_of(f"<article><h1>{TITLE}</h1>{first}{second}</article>")
    assert text.split("\n\n")[:3] == ["Part 1", LEAD, "Part 2"]


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(f"<p class='dek'>{LEAD}</p>", id="standfirst"),
        pytest.param("<p>Boats and ports of the Sound, since 1904</p>", id="no sentence"),
        pytest.param(f"<p>{LEAD[:-1]} …</p>", id="cut short"),
        pytest.param(f"<p><a href='/night'>{LEAD}</a></p>", id="link"),
        pytest.param(f"<div class='newsletter'><p>{LEAD}</p></div>", id="class name"),
        pytest.param(f"<div>{LEAD}</div>", id="no paragraph"),
        pytest.param(f"<div class='slide'><p>{BODY[0]}</p></div>", id="a paragraph that the text has"),
    ],
)
def test_other_lines_ahead_of_the_container_are_no_text(beside: str) -> None:
    text = text_of(f"<article><h1>{TITLE}</h1>{beside}<div class='copy'>{PARAGRAPHS}</div></article>", description=LEAD)
    assert text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    "behind",
    [
        pytest.param(f"<article class='story'><h2>Night boats</h2><p>{LEAD}</p></article>", id="another story"),
        pytest.param(f"<aside><div class='card'><p>{LEAD}</p></div></aside>", id="aside"),
        pytest.param(f"<div class='note'><p>{LEAD}</p></div>", id="note"),
    ],
)
def test_what_stands_behind_the_container_is_no_text(behind: str) -> None:
    text = text_of(f"<article class='story'><h1>{TITLE}</h1><div class='copy'>{PARAGRAPHS}</div></article>{behind}")
    assert text == "\n\n".join(BODY)


def test_stories_stacked_below_the_headlined_one_are_left_out() -> None:
    others = "".join(
        f"<article class='post'><h2>Story number {n}</h2><div>"
        + "".join(
            f"<p>The market of hall {n} opened on Sunday, and {m} people came to see the new stalls.</p>" for m in "789"
        )
        + "</div></article>"
        for n in range(3)
    )
    text = text_of(f"<article class='post'><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></article>{others}")
    assert text == "\n\n".join(BODY)
