"""A label and a headline are a teaser in any language; a sentence, a value and an entry of a list are none."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.concepts import get_lexicon
from newscrawl.boilerplate.labelled_teasers import is_labelled_teaser, remove_labelled_teasers
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, P2, lines_of, rule_of

RULES = load_rules()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "LISTEN: What the fog knew"),
        ("en", "Also read → Three brothers and a sawmill"),
        ("de", "Lesen Sie auch – Warum die Fähre nicht mehr fährt"),
        ("de", "[Lesen Sie auch: Warum die Fähre nicht mehr fährt]"),
        ("ru", "Смотрите также: Мост, который никому не нужен"),
        ("ja", "あわせて読みたい：誰も望まない橋の話"),
        ("zh", "延伸阅读：没有人想要的桥"),
        ("he", "האזינו | מה ידע הערפל הזה"),
        ("hu", "Olvassa el: A híd, amit senki sem akar"),
        (None, "Lue myös: Silta, jota kukaan ei halua"),
    ],
)
def test_a_label_and_a_headline_are_a_teaser(language: str | None, text: str) -> None:
    assert is_labelled_teaser(text, get_lexicon(RULES, language))


@pytest.mark.parametrize(
    "text",
    [
        "Listen to the engine and you hear the fault at once.",
        "Listen: you hear the fault at once if the engine is cold.",
        "The judge: read it again and tell me what you see",
        "Video: 4K",
        "Readers wrote: the bridge must stay where it is",
        "Watch-makers of the valley: three families remember",
    ],
)
def test_a_sentence_and_a_value_are_none(text: str) -> None:
    assert not is_labelled_teaser(text, get_lexicon(RULES, "en"))


def test_an_entry_of_a_list_stays() -> None:
    lines, _ = lines_of(
        f"<div container><p>{P1}</p><p>Audio: two microphones and a jack</p><p>Weight: nine hundred grams</p>"
        f"<p>{P2}</p><p>Listen: What the fog knew</p></div>"
    )
    remove_labelled_teasers(lines, get_lexicon(RULES, "en"))
    assert rule_of(lines, "Audio: two microphones and a jack") in (None, "")
    assert rule_of(lines, "Listen: What the fog knew") == "prompts:labelled-teaser"
