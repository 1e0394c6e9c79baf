"""How phrase rules are compared with lines, tested with rules of its own."""

from __future__ import annotations

import timeit
from dataclasses import replace
from typing import Any

import pytest

from newscrawl.boilerplate.phrases import PhraseMatcher, PhraseRule, get_phrase_matcher
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Phrase, PhraseFile, Rules

PARAGRAPH = (
    "The council said on Monday that the bridge, which has been closed since March, would open again in the autumn; "
    "its chair told the meeting that the ferry would run until then, and that nobody would have to pay for it. "
    "Those who read more of the report may wonder about the cost."
)


def rule(identifier: str = "rule", **keys: Any) -> Phrase:
    return Phrase(id=identifier, reason=keys.pop("reason", "teaser"), go=("go",), stay=("stay",), **keys)


def matcher(*rules: Phrase, language: str = "en") -> PhraseMatcher:
    return PhraseMatcher([PhraseRule(phrase, language) for phrase in rules])


def rules_of(**languages: Phrase) -> Rules:
    files = {name: PhraseFile(language=name, phrase=(phrase,)) for name, phrase in languages.items()}
    return replace(load_rules(), phrase_files=files)


@pytest.mark.parametrize(
    "line",
    [
        "read more",
        "Read More",
        "READ MORE:",
        "Read more: The dry well",
        "Read more : The dry well",
        "Read more | The dry well",
        "Read more - The dry well",
        "Read more — The dry well",
        "Read more → The dry well",
        "Read more » The dry well",
        "Read more > The dry well",
        "Read more… The dry well",
        "[Read more] The dry well",
        "[Read more: The dry well]",
        "【Read more】The dry well",
        "READ MORE The dry well",
        "- Read more: The dry well",
        "Read more (12)",
        "Read moreRead more",
        "Read more read more",
        "Read\u00a0more\uff1a The dry well",
    ],
)
def test_a_label_matches_the_line_that_it_begins(line: str) -> None:
    assert matcher(rule(labels=("read more",))).match(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the teacher said.",
        "Read more-or-less carefully, it says nothing.",
        "Read moreover that the well is dry.",
        "READ MORE BOOKS",
        "“Read more: it helps,” said the teacher.",
        "«Read more: it helps», said the teacher.",
        "They read more: two books a week.",
        "Read more.The dry well",
        "",
        "…",
    ],
)
def test_a_label_does_not_match_a_sentence_that_begins_like_it(line: str) -> None:
    assert matcher(rule(labels=("read more",))).match(line) is None


@pytest.mark.parametrize(
    ("keys", "goes", "stays"),
    [
        pytest.param({"equals": ("share",)}, "Share!", "Share this", id="equals is the whole line"),
        pytest.param({"equals": ("comments",)}, "12 Comments", "12 comments came in", id="equals bears a counter"),
        pytest.param({"equals": ("home",)}, "home", "Home 3b", id="a counter is a number"),
        pytest.param(
            {"starts": ("follow us on",)}, "Follow us on X", "Follow us only if you must", id="starts by words"
        ),
        pytest.param({"ends": ("in our app",)}, "It is in our app.", "It is in our apps", id="ends by words"),
        pytest.param(
            {"contains": ("accept cookies to",)}, "So accept cookies to go on", "I accept cookies", id="contains"
        ),
        pytest.param({"contains": ("our app",)}, "See our app today", "Four apps", id="short contains by words"),
        pytest.param({"contains": ("our app",)}, "Our app is new", "Sour app is new", id="contains at the beginning"),
        pytest.param(
            {"contains": ("subscribe to our newsletter",)},
            "Now [subscribe to our newsletter] today",
            "Now unsubscribe to our newsletters",
            id="contains in brackets",
        ),
        pytest.param(
            {"contains": ("関連記事",)}, "こちらの関連記事を読む", "関連の記事", id="contains without word bounds"
        ),
        pytest.param({"only": ("share", "e-mail", "x")}, "Share | E-Mail, X", "Share X and Y", id="only these words"),
        pytest.param({"only": ("share", "tweet")}, "Tweet Share", "Tweet", id="only: two words at least"),
        pytest.param(
            {"patterns": (r"\d+ min read",)}, "5 min read", "5 min read aloud", id="pattern is the whole line"
        ),
        pytest.param({"patterns": ("copyright © .+",)}, "© Harbour Post", "Harbour Post", id="copyright sign"),
        pytest.param({"starts": ("続き",)}, "続きを読む", "その続き", id="starts without word bounds"),
        pytest.param({"labels": ("関連記事",)}, "【関連記事】灯台の夜", "関連記事を読んだ人", id="Japanese label"),
        pytest.param({"labels": ("और पढ़ें",)}, "और पढ़ें: सूखा कुआं", "और पढ़ेंगे", id="a vowel sign belongs to the word"),
    ],
)
def test_each_field_matches_its_lines_only(keys: dict[str, Any], goes: str, stays: str) -> None:
    phrases = matcher(rule(**keys))
    assert phrases.match(goes) is not None
    assert phrases.match(stays) is None


def test_a_line_with_too_many_words_stays() -> None:
    phrases = matcher(rule(starts=("read",), max_words=3), rule("other", starts=("see",), max_words=9))
    assert phrases.match("read one two") is not None
    assert phrases.match("read one two three") is None


def test_unspaced_text_is_measured_in_characters() -> None:
    phrases = matcher(rule(starts=("続き",), max_words=5), language="ja")
    assert phrases.match("続きを読むのは有料で") is not None
    assert phrases.match("続きを読むのは有料です") is None


def test_a_line_has_at_most_14_characters_for_each_word() -> None:
    phrases = matcher(rule(starts=("read",), max_words=3))
    assert phrases.match("read ".ljust(42, "x")) is not None
    assert phrases.match("read ".ljust(43, "x")) is None


def test_a_label_with_a_counter_is_short() -> None:
    phrases = matcher(rule(equals=("x" * 36, "y" * 37)))
    assert phrases.match(f"{'x' * 36} (12)") is not None
    assert phrases.match(f"{'y' * 37} (12)") is None


def test_a_share_bar_is_short() -> None:
    phrases = matcher(rule(only=("share", "tweet", "ab")))
    bar = " ".join(["share"] * 20)
    assert len(bar) == 119
    assert phrases.match(f"{bar[:-6]} tweet") is not None
    assert phrases.match(f"{bar} ab") is None


@pytest.mark.parametrize("start", ["x", "xy", "xyz", "xyzv", "xyzv the"])
def test_prefixes_of_every_length_are_found(start: str) -> None:
    phrases = matcher(rule(starts=(start,)))
    assert phrases.match(f"{start} boat") is not None
    assert phrases.match(f"{start}w boat") is None


@pytest.mark.parametrize("end", ["x", "xy", "xyz", "vxyz", "the vxyz"])
def test_suffixes_of_every_length_are_found(end: str) -> None:
    phrases = matcher(rule(ends=(end,)))
    assert phrases.match(f"row to {end}") is not None
    assert phrases.match(f"row to w{end}") is None


def test_a_linked_rule_needs_a_link() -> None:
    phrases = matcher(rule(starts=("watch",), linked=True))
    assert phrases.match("Watch the river rise", is_linked=True) is not None
    assert phrases.match("Watch the river rise") is None


def test_a_tail_rule_needs_the_end_of_the_text() -> None:
    phrases = matcher(rule(starts=("about",), tail=True))
    assert phrases.match("About Mira Holt", is_tail=True) is not None
    assert phrases.match("About Mira Holt") is None


def test_the_first_rule_of_the_file_gives_the_reason() -> None:
    phrases = matcher(
        rule("first", contains=("our newsletter",), reason="newsletter"), rule("second", equals=("get our newsletter",))
    )
    hit = phrases.match("Get our newsletter")
    assert hit is not None
    assert (hit.reason, hit.rule_name) == ("newsletter", "phrases/en:first")


def test_after_a_rule_out_of_its_limits_the_next_one_is_tried() -> None:
    phrases = matcher(rule("first", starts=("watch",), linked=True), rule("second", labels=("watch",), reason="share"))
    hit = phrases.match("Watch: the river")
    assert hit is not None
    assert hit.rule_name == "phrases/en:second"


def test_the_pages_own_language_is_tried_before_english() -> None:
    rules = rules_of(en=rule("english", equals=("video",)), de=rule("german", equals=("video",)))
    names = {
        language: hit.rule_name
        for language in ("de-AT", "en_GB")
        if (hit := get_phrase_matcher(rules, language).match("Video"))
    }
    assert names == {"de-AT": "phrases/de:german", "en_GB": "phrases/en:english"}


@pytest.mark.parametrize("language", ["no", "nn-NO", "nb"])
def test_norwegian_has_one_file(language: str) -> None:
    rules = rules_of(nb=rule("norsk", equals=("les",)))
    assert get_phrase_matcher(rules, language).match("Les") is not None


@pytest.mark.parametrize("language", [None, "", "xx", "en"])
def test_a_page_of_unknown_language_is_compared_with_the_long_literals_of_all(language: str | None) -> None:
    rules = rules_of(
        en=rule(equals=("video",)),
        de=rule("german", equals=("teilen", "auf facebook teilen bitte"), labels=("sehen sie auch hier",)),
    )
    phrases = get_phrase_matcher(rules, language)
    assert phrases.match("Video") is not None
    assert phrases.match("Teilen") is None
    assert phrases.match("Auf Facebook teilen bitte!") is not None
    assert phrases.match("Sehen Sie auch hier: das Watt") is not None


def test_a_matcher_is_built_once() -> None:
    assert get_phrase_matcher(load_rules(), "de") is get_phrase_matcher(load_rules(), "de")


def test_without_rules_nothing_matches() -> None:
    assert PhraseMatcher([]).match("Read more: The dry well") is None


def test_a_paragraph_costs_microseconds() -> None:
    phrases = get_phrase_matcher(load_rules(), "de")
    assert phrases.match(PARAGRAPH) is None
    # Ten times what a slow machine takes: this is to notice a rule that scans every line.
    assert min(timeit.repeat(lambda: phrases.match(PARAGRAPH), number=100, repeat=5)) / 100 < 300e-6


@pytest.mark.parametrize(
    "line", ["x" * 1_000_000, "a " * 500_000, "1 " * 30, "photo:" * 20, "updated " * 20, "from $1 " * 8]
)
def test_no_line_takes_long(line: str) -> None:
    phrases = get_phrase_matcher(load_rules(), "en")
    assert timeit.timeit(lambda: phrases.match(line), number=1) < 0.05
