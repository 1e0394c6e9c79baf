"""Headlines and captions of other articles behind the prompts, in many scripts, and last lines that must stay."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.tail import remove_lines_behind_prompts
from newscrawl.items import RemovalReason
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of

LONG = f"{P1} {P2}"
COMMENTS, LOG_IN, TOPICS, LISTEN = (
    "Comments are closed.",
    "Log in",
    "Follow these topics:",
    "LISTEN: The ferryman's dog",
)
PROMPTS: dict[str, RemovalReason] = {
    COMMENTS: "comments",
    LOG_IN: "paywall",
    TOPICS: "follow_topics",
    LISTEN: "teaser",
}
H1, H2, H3 = (
    "The Village That Sold Its Own Shadow",
    "Why the Ferry Master Burned His Boats",
    "Six Ways to Cross a River Without Getting Wet",
)


def label(*texts: str, tag: str = "div", markup: str = "") -> list[BlockState]:
    """Lines that all look the same, after the pass; the prompts among them were removed before.

    :param markup: of further lines behind them.
    """
    body = "".join(f"<{tag}>{text.replace('<', '&lt;')}</{tag}>" for text in texts)
    lines, _ = lines_of(f"<section container>{body}{markup}</section>")
    for line in lines:
        if line.block.text in PROMPTS:
            line.remove(PROMPTS[line.block.text], "phrases/en:prompt")
        elif line.block.links:
            line.remove("teaser", "structure:link-only")
    remove_lines_behind_prompts(lines)
    return lines


@pytest.mark.parametrize("tag", ["div", "li", "p", "pre"])
def test_headlines_behind_prompts_are_removed_whatever_the_lines_are(tag: str) -> None:
    assert kept_texts(label(LONG, "The end came soon.", TOPICS, COMMENTS, H1, H2, H3, tag=tag)) == [
        LONG,
        "The end came soon.",
    ]


@pytest.mark.parametrize(
    ("language", "paragraph", "headlines"),
    [
        pytest.param(
            "ar",
            "صوّت بحارة العبّارات في الميناء الصغير يوم الاثنين لصالح الإضراب، ولم يغادر أي قارب الرصيف حتى ساعة الظهر، "
            "وقالوا إن أجورهم لم تتغير منذ تسع سنوات كاملة.",
            ["القرية التي باعت ظلها للغرباء", "لماذا أحرق صاحب العبّارة قواربه"],
            id="Arabic",
        ),
        pytest.param(
            "ja",
            "下浦の渡し船の船頭たちは月曜日、ストライキを行うことを投票で決め、正午までに一隻も岸を離れなかった。町の議会は双方に話し合いを求めている。",
            ["影を売った村の物語はまだ終わらない", "渡し守はなぜ自分の船を燃やしたのか"],
            id="Japanese",
        ),
        pytest.param(
            "hi",
            "निचले घाट के नाविकों ने सोमवार को हड़ताल के पक्ष में मतदान किया और दोपहर तक कोई नाव किनारे से नहीं चली, जबकि "
            "परिषद ने दोनों पक्षों को बातचीत के लिए बुलाया है।",
            ["वह गाँव जिसने अपनी परछाईं बेच दी", "नाविक ने अपनी नावें क्यों जलाईं"],
            id="Hindi",
        ),
    ],
)
def test_headlines_and_captions_in_another_script_are_removed(
    language: str, paragraph: str, headlines: list[str]
) -> None:
    foreign = ["A crowd at the old ferry, 1931.", "נמל הדייגים הישן בחורף."]
    lines = label(paragraph, COMMENTS, LOG_IN, foreign[0], headlines[0], foreign[1], headlines[1])
    assert kept_texts(lines) == [paragraph], language


def test_captions_between_linked_headlines_are_removed() -> None:
    cards = "".join(f'<div><a href="/{n}">{text}</a></div><div>The quay, {n}.</div>' for n, text in enumerate((H1, H2)))
    lines = label(LONG, COMMENTS, LOG_IN, markup=f'{cards}<div><a href="/3">{H3}</a></div>')
    assert kept_texts(lines) == [LONG]


def test_one_prompt_that_looks_like_the_paragraphs_is_enough() -> None:
    assert kept_texts(label(LONG, LOG_IN, H1, H2)) == [LONG]


def test_the_last_sentences_between_a_teaser_and_the_prompts_stay() -> None:
    last = ["Nobody expects it to decide.", "Reuters contributed to this report."]
    assert kept_texts(label(LONG, LISTEN, *last, COMMENTS, LOG_IN, H1, H2, H3)) == [LONG, *last]


def test_a_line_between_two_prompts_is_a_prompt() -> None:
    assert kept_texts(label(LONG, TOPICS, "Members' letters appear at once.", LOG_IN)) == [LONG]
    assert kept_texts(label(LONG, LISTEN, "The council meets on Friday.", LOG_IN)) == [
        LONG,
        "The council meets on Friday.",
    ]


def test_what_introduces_a_prompt_is_a_prompt() -> None:
    assert kept_texts(label(LONG, "Press the bell for news on:", COMMENTS)) == [LONG]
    assert kept_texts(label(LONG, "These are the boats:", "One and two.", COMMENTS)) == [
        LONG,
        "These are the boats:",
        "One and two.",
    ]


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(["The council meets on Friday.", "Nobody expects it to decide."], id="short sentences"),
        pytest.param(["“Who rows on Sundays?”", "“Nobody.”", "“Nobody at all.”"], id="dialogue"),
        pytest.param([H1, P2, P3], id="a sub-heading and paragraphs"),
        pytest.param(["Reuters, AFP"], id="agencies"),
        pytest.param([f"{name} – WINNER" for name in ("Low", "Fort", "Sound")], id="a list of names"),
        pytest.param([f"Rope of {n} yards, 12 strands, now 3.20 a coil" for n in (4, 7, 9)], id="prices"),
        pytest.param(["Low Sound 3, Fort Town 2", "Nether Quay 0, Stairs 0"], id="scores"),
        pytest.param(["Stairs: Ada, Bo, Cy, Dee, Eve and Flo of Low Sound, Fort Town, Quay"], id="a list in a line"),
    ],
)
def test_last_lines_behind_one_prompt_stay(last: list[str]) -> None:
    assert kept_texts(label(LONG, LOG_IN, *last)) == [LONG, *last]


def test_headlines_behind_one_prompt_that_looks_different_stay() -> None:
    markup = f'<aside class="box"><b>{LOG_IN}</b></aside><div>{H1}</div><div>{H2}</div>'
    assert kept_texts(label(LONG, markup=markup)) == [LONG, H1, H2]


def test_items_of_a_list_behind_prompts_stay() -> None:
    items = "".join(f"<li>{text}</li>" for text in ("Two hundred grams of flour", "One glass of cold milk"))
    lines = label(LONG, COMMENTS, LOG_IN, markup=f"<ul>{items}</ul>")
    assert kept_texts(lines) == [LONG, "Two hundred grams of flour", "One glass of cold milk"]


def test_a_note_behind_linked_headlines_stays() -> None:
    note = "This story was first printed in the Low Sound Almanac."
    cards = "".join(f'<div><a href="/{n}">{text}</a></div>' for n, text in enumerate((H1, H2, H3)))
    assert kept_texts(label(LONG, LISTEN, markup=f"{cards}<div>{note}</div>")) == [LONG, note]


def test_headlines_without_a_prompt_before_them_stay() -> None:
    assert kept_texts(label(LONG, H1, H2, H3)) == [LONG, H1, H2, H3]


def test_verses_behind_a_prompt_stay() -> None:
    verses = ["The bell that drowned", "rings under the ground", "and the river goes round", "without a sound"]
    assert kept_texts(label(LOG_IN, *verses)) == verses


def test_a_line_in_another_script_between_removed_lines_is_removed() -> None:
    cards = f'<div><a href="/1">{H1}</a></div><div>נמל הדייגים הישן.</div><div><a href="/2">{H2}</a></div>'
    assert kept_texts(label(LONG, markup=cards)) == [LONG]
    assert kept_texts(label(LONG, markup="<div>נמל הדייגים הישן.</div>")) == [LONG, "נמל הדייגים הישן."]


def test_captions_as_long_as_short_paragraphs_do_not_hide_the_prompts() -> None:
    caption = "A crowd of fishermen and their families at the old ferry of Low Sound, 1931."
    assert kept_texts(label(P1, P2, COMMENTS, LOG_IN, H1, caption, H2, H3)) == [P1, P2]
