"""Sentences, paragraphs and labels in many scripts."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.line_shapes import ends_sentence, get_doubled_half, get_script, get_shape, is_body_paragraph
from tests.block_helpers import P1, P2, only_block


@pytest.mark.parametrize(
    "text",
    [
        "The bell rang.",
        "“Who rang it?”",
        "He waited …",
        "鐘が鳴った。",
        "「鐘が鳴った。」",
        "घंटी बजी।",
        "رن الجرس؟",
        "گھنٹی بجی۔",
        "ደወሉ ተደወለ።",
        "Զանգը հնչեց։",
        "ខ្ញុំទៅផ្ទះ។",
        "The bell rang (twice).",
    ],
)
def test_a_sentence_of_any_script_ends_as_one(text: str) -> None:
    assert ends_sentence(text)
    assert get_shape(text) == "sentence"


@pytest.mark.parametrize(
    "text", ["Why the Bell Rang", "影を売った村", "القرية التي باعت ظلها", "Low Sound 3, Fort Town 2"]
)
def test_a_headline_is_a_label(text: str) -> None:
    assert get_shape(text) == "label"


@pytest.mark.parametrize("text", ["Ana Lima:", "材料："])
def test_a_line_that_introduces_the_next_is_no_label(text: str) -> None:
    assert get_shape(text) == "sentence"


def test_a_long_line_is_a_paragraph_sooner_if_it_ends_as_a_sentence() -> None:
    assert get_shape(f"{P1} {P2}") == "paragraph"
    assert get_shape(f"{P1} {P2}".replace(".", "")[:150]) == "label"
    assert get_shape(f"{P1} {P2}".replace(".", "")) == "paragraph"


def test_a_long_thai_line_needs_no_sign_at_its_end() -> None:
    line = "คนแจวเรือจ้างที่ท่าล่างลงมติเมื่อวันจันทร์ให้หยุดงานประท้วงและจนถึงเที่ยงวันก็ยังไม่มีเรือลำใดออกจากท่าหน้าป้อมเก่าเลย"
    assert (ends_sentence(line), ends_sentence(line[:40])) == (True, False)


@pytest.mark.parametrize(
    ("markup", "is_paragraph"),
    [
        (f"<p>{P1}</p>", True),
        (f"<h2>{P1}</h2>", False),
        ("<p>The bell rang.</p>", False),
        ("<p>The Village That Sold Its Own Shadow to a Travelling Clockmaker</p>", False),
        ("<p>下浦の渡し船の船頭たちは月曜日、ストライキを行うことを投票で決めた。</p>", True),
    ],
)
def test_the_text_may_begin_with_a_sentence_of_some_length(markup: str, is_paragraph: bool) -> None:
    assert is_body_paragraph(only_block(markup)) is is_paragraph


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("Send in e-mailSend in e-mail", "Send in e-mail"),
        ("分享分享", ""),
        ("分享文章分享文章", "分享文章"),
        ("Bye bye", ""),
        ("20312031", ""),
        ("Share it", ""),
    ],
)
def test_a_label_printed_twice_is_known_by_its_halves(text: str, half: str) -> None:
    assert get_doubled_half(text) == half


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Why the bell rang", "LATIN"),
        ("Привет всем, Reuters", "CYRILLIC"),
        ("下浦の渡し船", "CJK"),
        ("아래나루 뱃사공", "CJK"),
        ("3:1", ""),
        ("", ""),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert get_script(text) == script
