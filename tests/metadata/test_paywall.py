"""Access: what the page declares, how its text ends, and what that evidence adds up to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl import extract
from newscrawl.items import Access, Removal, RemovalReason
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.metadata.paywall import (
    PROMPT_EVIDENCE,
    TRUNCATED_EVIDENCE,
    classify_access,
    find_paywall_prompts,
    is_truncated,
    read_access_evidence,
)

NOT_FREE = "jsonld:isAccessibleForFree=closed"
PART_NOT_FREE = "jsonld:hasPart(.wall)=closed"
FREE = "jsonld:isAccessibleForFree=free"
LOCKED = "meta:article:content_tier=closed"
METERED = "meta:article:content_tier=metered"
PROMPT = f"{PROMPT_EVIDENCE}:phrases/en.toml:subscribe"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param([], "unknown", id="no-evidence"),
        pytest.param([FREE], "open", id="declared-free"),
        pytest.param([FREE, PROMPT], "open", id="free-with-a-prompt"),
        pytest.param([NOT_FREE], "metered", id="one-declaration"),
        pytest.param([NOT_FREE, PART_NOT_FREE], "metered", id="one-place-declares-it-twice"),
        pytest.param([METERED], "metered", id="declared-metered"),
        pytest.param([PROMPT], "unknown", id="one-prompt"),
        pytest.param([TRUNCATED_EVIDENCE], "unknown", id="only-truncated"),
        pytest.param([FREE, TRUNCATED_EVIDENCE], "unknown", id="declared-free-but-truncated"),
        pytest.param([NOT_FREE, LOCKED], "paywalled", id="two-declarations"),
        pytest.param([NOT_FREE, PROMPT], "paywalled", id="declaration-and-prompt"),
        pytest.param([NOT_FREE, TRUNCATED_EVIDENCE], "paywalled", id="declaration-and-truncated"),
        pytest.param([PROMPT, TRUNCATED_EVIDENCE], "paywalled", id="prompt-and-truncated"),
        pytest.param([METERED, TRUNCATED_EVIDENCE, PROMPT], "paywalled", id="metered-and-truncated"),
        pytest.param([FREE, LOCKED, PROMPT], "metered", id="declarations-disagree"),
    ],
)
def test_one_piece_of_evidence_alone_is_not_a_paywall(evidence: list[str], expected: Access) -> None:
    assert classify_access(evidence) == expected


@pytest.mark.parametrize(
    ("article_node", "meta_tags", "expected"),
    [
        ({"isAccessibleForFree": True}, {}, [FREE]),
        ({"isAccessibleForFree": "False"}, {}, [NOT_FREE]),
        ({"isAccessibleForFree": "http://schema.org/False"}, {}, [NOT_FREE]),
        ({"isAccessibleForFree": "perhaps"}, {}, []),
        ({"hasPart": {"isAccessibleForFree": False, "cssSelector": ".wall"}}, {}, [PART_NOT_FREE]),
        ({"hasPart": [{"isAccessibleForFree": "false"}, 5]}, {}, ["jsonld:hasPart=closed"]),
        ({"hasPart": [{"isAccessibleForFree": True}]}, {}, []),
        ({}, {"article:content_tier": ["locked"]}, [LOCKED]),
        ({}, {"article:content_tier": ["Metered"]}, [METERED]),
        ({}, {"article:content_tier": ["free"]}, ["meta:article:content_tier=free"]),
        ({}, {"ispremium": ["true"]}, ["meta:ispremium=closed"]),
        ({}, {"ispremium": ["no"]}, ["meta:ispremium=free"]),
        ({}, {"paywall": ["maybe"]}, []),
        ({}, {}, []),
    ],
)
def test_declarations_of_access_become_evidence(
    article_node: dict[str, Any], meta_tags: dict[str, list[str]], expected: list[str]
) -> None:
    assert read_access_evidence(DeclaredMetadata(meta_tags=meta_tags), article_node) == expected


def test_microdata_declares_access() -> None:
    declared = DeclaredMetadata(microdata={"isAccessibleForFree": ["False"]})
    assert read_access_evidence(declared, {}) == ["microdata:isAccessibleForFree=closed"]


WHOLE = ["The dredger came back on Sunday.", "It had found the bell.", "Nobody will say who sank it."]
WITH_OPEN_END = [*WHOLE[:2], "Nobody will say who sank it, but …"]


@pytest.mark.parametrize(
    ("paragraphs", "has_prompt", "expected"),
    [
        pytest.param(WITH_OPEN_END, True, True, id="open end and a prompt"),
        pytest.param(["The dredger came back, and then..."], False, True, id="one paragraph with an open end"),
        pytest.param(WITH_OPEN_END[1:], False, True, id="two paragraphs with an open end"),
        pytest.param(["The dredger came back [...]"], False, True, id="dots in brackets"),
        pytest.param(["La draga è tornata (…)"], False, True, id="dots in round brackets"),
        pytest.param(["« La drague est rentrée… »"[:-2] + "»"], False, True, id="dots in a quotation"),
        pytest.param(["عادت الجرافة يوم الأحد وعلى متنها…"], False, True, id="Arabic"),
        pytest.param(WITH_OPEN_END, False, False, id="dots after a whole article: its style"),
        pytest.param(WHOLE, True, False, id="prompt and a whole article"),
        pytest.param(WHOLE, False, False, id="whole article"),
        pytest.param([WITH_OPEN_END[-1], *WHOLE], True, False, id="dots in the middle"),
        pytest.param([], True, False, id="nothing"),
    ],
)
def test_a_final_ellipsis_counts_with_a_prompt_or_in_at_most_two_paragraphs(
    paragraphs: list[str], has_prompt: bool, expected: bool
) -> None:
    assert is_truncated(paragraphs, None, has_prompt=has_prompt) is expected


@pytest.mark.parametrize(
    ("count", "has_prompt", "expected"),
    [
        pytest.param(400, True, True, id="far more words"),
        pytest.param("400", True, True, id="as a string"),
        pytest.param("٤٠٠", True, True, id="Arabic digits"),
        pytest.param(400, False, False, id="no prompt: captions may be included"),
        pytest.param(29, True, True, id="the text has less than 60 %"),
        pytest.param(28, True, False, id="the text has more than 60 %"),
        pytest.param(20, True, False, id="a few more words"),
        pytest.param(10, True, False, id="fewer words"),
        pytest.param(0, True, False, id="zero"),
        pytest.param(-400, True, False, id="below zero"),
        pytest.param(None, True, False, id="null"),
        pytest.param(True, True, False, id="Boolean"),
        pytest.param(400.0, True, False, id="fraction"),
        pytest.param("about 400", True, False, id="words"),
        pytest.param("²", True, False, id="superscript digit"),
        pytest.param("9" * 5000, True, False, id="too long for a number"),
        pytest.param([400], True, False, id="list"),
        pytest.param({"@value": 400}, True, False, id="object"),
    ],
)
def test_a_declared_word_count_counts_with_a_prompt(count: Any, has_prompt: bool, expected: bool) -> None:
    assert is_truncated(WHOLE, {"wordCount": count}, has_prompt=has_prompt) is expected


@pytest.mark.parametrize(("count", "expected"), [(67, True), (66, False)], ids=["less than 60 %", "more than 60 %"])
def test_a_page_with_40_words_is_truncated_if_it_declares_far_more(count: int, expected: bool) -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "The bell is back", "wordCount": count})
    article = extract(
        f'<html lang="en"><head><script type="application/ld+json">{data}</script></head><body><article>'
        "<h1>The bell is back</h1><p>The dredger came back on Sunday with the bell of Saint Oda, and nobody will say "
        "who sank it there.</p><p>It rang when it touched the deck, said the master of the dredger, and the men took "
        "off their caps.</p><p>Already a subscriber? <a href='/l'>Log in</a></p></article></body></html>"
    )
    assert article.truncated is expected


def test_an_article_without_a_word_count_is_whole() -> None:
    assert not is_truncated(WHOLE, {"@type": "NewsArticle"}, has_prompt=True)
    assert not is_truncated(WHOLE, None, has_prompt=True)


def removal(reason: RemovalReason, rule: str) -> Removal:
    return Removal(text="x", reason=reason, rule=rule)


@pytest.mark.parametrize(
    ("removed", "rules"),
    [
        pytest.param([removal("paywall", "phrases/en:log-in")], ["phrases/en:log-in"], id="prompt to log in"),
        pytest.param(
            [
                removal("paywall", "phrases/en:log-in"),
                removal("paywall", "phrases/de:abo"),
                removal("paywall", "phrases/en:log-in"),
            ],
            ["phrases/en:log-in", "phrases/de:abo"],
            id="each rule once, in order",
        ),
        pytest.param([removal("paywall", "structure:premium")], [], id="class name: no words"),
        pytest.param([removal("subscribe", "phrases/en:subscribe-now")], [], id="prompt to support: not a paywall"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_only_words_that_ask_for_payment_or_a_log_in_are_prompts(removed: list[Removal], rules: list[str]) -> None:
    assert find_paywall_prompts(removed) == rules
