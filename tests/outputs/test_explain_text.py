"""The text view of an explanation: in a terminal, in a file, in any script."""

from __future__ import annotations

import pytest
from wcwidth import width

from newscrawl.extraction.explain import Explanation
from newscrawl.extraction.result import LabelledLine
from newscrawl.items import Article, Image
from newscrawl.outputs.explain_text import render_text

SENTENCE = "The harbour office said on Monday that the ferry and the tram will share one ticket from May."
HEBREW = "המזח הישן ייפתח שוב, אבל רק לדייגים ולילדים שבאים בבוקר מוקדם"
JAPANESE = "港の町では月曜日から渡し船と路面電車の切符が一つになる。役所はそう言った。"


def explanation(*lines: LabelledLine, title: str = "A ticket", problem: str | None = None) -> Explanation:
    article = Article(
        id="1",
        title=title,
        text="\n\n".join(line.text for line in lines if line.is_kept),
        images=[Image(url="https://harbour.example/1.jpg", caption="A tram", credit="Northern Wire")],
        access="metered",
        access_evidence=["jsonld:isAccessibleForFree=closed"],
    )
    return Explanation(article=article, lines=lines, provenance={"title": ("h1", "meta:og:title")}, problem=problem)


REMOVED = LabelledLine(text="LISTEN: What the fog knew", reason="teaser", rule="phrases/en:watch-listen")
OUTSIDE = LabelledLine(text="Log in", reason="navigation", rule="structure:nav", location="outside")


def test_a_file_gets_plain_lines_in_order_without_wrapping() -> None:
    text = render_text(explanation(LabelledLine(text=SENTENCE), REMOVED, OUTSIDE))
    assert "\x1b" not in text
    assert text.endswith(
        f"""
  {SENTENCE}

- LISTEN: What the fog knew
    [teaser] phrases/en:watch-listen

- Log in
    [navigation] structure:nav (beside the article)

1 line kept, 2 cut
  teaser               1
  navigation           1
"""
    )


def test_the_record_is_on_top_with_the_provenance_of_its_fields() -> None:
    assert render_text(explanation(LabelledLine(text=SENTENCE))).startswith(
        f"""title          A ticket
               from h1, meta:og:title
images         1, 1 with a caption; credit: Northern Wire
text           1 line, {len(SENTENCE)} characters
access         metered: the page is readable, and says that it is not free.
               from jsonld:isAccessibleForFree=closed

"""
    )


def test_a_problem_is_the_first_line() -> None:
    assert render_text(explanation(REMOVED, problem="no article")).startswith("no article\n\n")


def test_colour_is_used_only_if_requested_and_always_ends() -> None:
    text = render_text(explanation(LabelledLine(text=SENTENCE, kind="heading"), REMOVED), width=60, colour=True)
    assert "\x1b[31mLISTEN" in text
    assert "\x1b[1mThe harbour" in text
    assert text.count("\x1b[0m") * 2 == text.count("\x1b[")
    assert "\x1b" not in render_text(explanation(REMOVED), width=60)


@pytest.mark.parametrize("text", [SENTENCE, HEBREW, JAPANESE, "x" * 200], ids=["English", "Hebrew", "Japanese", "long"])
@pytest.mark.parametrize("columns", [24, 60])
def test_no_line_is_wider_than_the_terminal(text: str, columns: int) -> None:
    lines = render_text(explanation(LabelledLine(text=text), title=text), width=columns).splitlines()
    body = [line for line in lines if not line.startswith(("images", "access", " " * 15))]
    assert max(map(width, body)) <= max(columns, 15 + 20)


def test_right_to_left_text_does_not_reorder_its_line() -> None:
    text = render_text(explanation(LabelledLine(text=HEBREW), title=HEBREW), width=40)
    title = next(line for line in text.splitlines() if line.startswith("title"))
    assert title.startswith("title          \u2068המזח")
    assert title.endswith("\u2069")
    assert [line[:4] for line in text.splitlines() if line.startswith("  \u200f")] == ["  \u200fה", "  \u200fו"]
    assert not {"\u2068", "\u200f"} & set(render_text(explanation(LabelledLine(text=HEBREW))))


def test_control_characters_are_escaped() -> None:
    text = render_text(explanation(LabelledLine(text="a\x1b]0;title\x07b\u202ec"), title="\x1b[2J"), width=80)
    assert "\x1b" not in text
    assert r"a\x1b]0;title\x07b\u202ec" in text


def test_line_breaks_within_a_paragraph_are_kept() -> None:
    text = render_text(explanation(LabelledLine(text="The fog knew\nthe boat"), LabelledLine(text="Nets", kind="item")))
    assert "\n  The fog knew\n  the boat\n\n• Nets\n" in text
