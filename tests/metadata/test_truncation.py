"""Whether a text visibly stops before its article does."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.items import Removal, RemovalReason
from newscrawl.metadata.paywall import find_paywall_prompts, is_truncated

WHOLE = ["The dredger came back on Sunday.", "It had found the bell.", "Nobody will say who sank it."]
OPEN = [*WHOLE[:2], "Nobody will say who sank it, but …"]


@pytest.mark.parametrize(
    ("paragraphs", "prompted", "expected"),
    [
        pytest.param(OPEN, True, True, id="open end and a prompt"),
        pytest.param(["The dredger came back, and then..."], False, True, id="one paragraph with an open end"),
        pytest.param(OPEN[1:], False, True, id="two paragraphs with an open end"),
        pytest.param(["The dredger came back [...]"], False, True, id="dots in brackets"),
        pytest.param(["La draga è tornata (…)"], False, True, id="dots in round brackets"),
        pytest.param(["« La drague est rentrée… »"[:-2] + "»"], False, True, id="dots in a quotation"),
        pytest.param(["عادت الجرافة يوم الأحد وعلى متنها…"], False, True, id="Arabic"),
        pytest.param(OPEN, False, False, id="dots behind a whole article: its own style"),
        pytest.param(WHOLE, True, False, id="prompt beside a whole article"),
        pytest.param(WHOLE, False, False, id="whole article"),
        pytest.param([OPEN[-1], *WHOLE], True, False, id="dots in mid-text"),
        pytest.param([], True, False, id="nothing"),
    ],
)
def test_an_open_end_speaks_beside_a_prompt_or_in_a_sentence_or_two(
    paragraphs: list[str], prompted: bool, expected: bool
) -> None:
    assert is_truncated(paragraphs, None, has_prompt=prompted) is expected


@pytest.mark.parametrize(
    ("count", "prompted", "expected"),
    [
        pytest.param(400, True, True, id="far more words"),
        pytest.param("400", True, True, id="as a string"),
        pytest.param("٤٠٠", True, True, id="Arabic figures"),
        pytest.param(400, False, False, id="no prompt: captions may be counted in"),
        pytest.param(20, True, False, id="a few more words"),
        pytest.param(10, True, False, id="fewer words"),
        pytest.param(0, True, False, id="zero"),
        pytest.param(-400, True, False, id="below zero"),
        pytest.param(None, True, False, id="null"),
        pytest.param(True, True, False, id="truth value"),
        pytest.param(400.0, True, False, id="fraction"),
        pytest.param("about 400", True, False, id="words"),
        pytest.param("²", True, False, id="small figure"),
        pytest.param("9" * 5000, True, False, id="too long for a number"),
        pytest.param([400], True, False, id="list"),
        pytest.param({"@value": 400}, True, False, id="object"),
    ],
)
def test_a_stated_word_count_speaks_beside_a_prompt(count: Any, prompted: bool, expected: bool) -> None:
    assert is_truncated(WHOLE, {"wordCount": count}, has_prompt=prompted) is expected


def test_an_article_without_a_word_count_is_whole() -> None:
    assert not is_truncated(WHOLE, {"@type": "NewsArticle"}, has_prompt=True)
    assert not is_truncated(WHOLE, None, has_prompt=True)


def cut(reason: RemovalReason, rule: str) -> Removal:
    return Removal(text="x", reason=reason, rule=rule)


@pytest.mark.parametrize(
    ("removed", "rules"),
    [
        pytest.param([cut("paywall", "phrases/en:log-in")], ["phrases/en:log-in"], id="words that ask for a log-in"),
        pytest.param(
            [
                cut("paywall", "phrases/en:log-in"),
                cut("paywall", "phrases/de:abo"),
                cut("paywall", "phrases/en:log-in"),
            ],
            ["phrases/en:log-in", "phrases/de:abo"],
            id="each rule once, in order",
        ),
        pytest.param([cut("paywall", "structure:premium")], [], id="class name: no words"),
        pytest.param([cut("subscribe", "phrases/en:subscribe-now")], [], id="prompt to support: no paywall"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_only_words_that_ask_for_payment_or_a_log_in_are_prompts(removed: list[Removal], rules: list[str]) -> None:
    assert find_paywall_prompts(removed) == rules
