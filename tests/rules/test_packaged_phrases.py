"""Every phrase file: what must go goes by its own rule, what must stay stays, and no text in it is dead."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from newscrawl.boilerplate.phrases import PhraseMatcher, get_phrase_matcher, normalize_line
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Phrase
from newscrawl.text import strip_accents

RULES = load_rules()
LANGUAGES = "ar cs da de el en es fi fr he hi id it ja ko nb nl pl pt ru sv tr uk zh".split()
CORE_REASONS = ({"paywall"}, {"subscribe", "newsletter"}, {"teaser"}, {"share"}, {"comments"}, {"advert"})


def matcher(language: str) -> PhraseMatcher:
    return get_phrase_matcher(RULES, language)


def phrases() -> Iterator[tuple[str, Phrase]]:
    for language, file in RULES.phrase_files.items():
        for phrase in file.phrase:
            yield language, phrase


def each(key: str) -> list[object]:
    """A case for every text that every rule holds under a key."""
    return [
        pytest.param(language, phrase, text, id=f"{language}-{phrase.id}-{at}")
        for language, phrase in phrases()
        for at, text in enumerate(getattr(phrase, key))
    ]


every_phrase = pytest.mark.parametrize(
    ("language", "phrase"),
    [pytest.param(language, phrase, id=f"{language}-{phrase.id}") for language, phrase in phrases()],
)


@pytest.mark.parametrize(("language", "phrase", "line"), each("go"))
def test_a_go_line_is_cut_by_its_own_rule(language: str, phrase: Phrase, line: str) -> None:
    hit = matcher(language).match(line, is_linked=phrase.linked, is_tail=phrase.tail)
    assert hit is not None
    assert (hit.rule_name, hit.reason) == (f"phrases/{language}:{phrase.id}", phrase.reason)


@pytest.mark.parametrize(("language", "phrase", "line"), each("stay"))
def test_a_stay_line_is_cut_by_no_rule(language: str, phrase: Phrase, line: str) -> None:
    hit = matcher(language).match(line, is_tail=True)
    assert hit is None, f"{hit.rule_name} cuts it"


@every_phrase
def test_every_literal_is_cut_where_it_stands_alone(language: str, phrase: Phrase) -> None:
    match = matcher(language).match
    literals = phrase.equals + phrase.labels + phrase.starts + phrase.ends + phrase.contains
    assert [text for text in literals if match(text, is_linked=phrase.linked, is_tail=phrase.tail) is None] == []


@every_phrase
def test_every_pattern_has_a_go_line(language: str, phrase: Phrase) -> None:
    keys = [normalize_line(line) for line in phrase.go]
    assert [text for text in phrase.patterns if not any(re.fullmatch(strip_accents(text), key) for key in keys)] == []


@every_phrase
def test_no_text_stands_twice_in_a_rule(language: str, phrase: Phrase) -> None:
    for key in ("equals", "labels", "starts", "ends", "contains", "only", "patterns"):
        texts = getattr(phrase, key)
        assert sorted(texts) == sorted(set(texts)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_knows_every_common_kind_of_furniture(language: str) -> None:
    reasons = {phrase.reason for phrase in RULES.phrase_files[language].phrase}
    assert [kinds for kinds in CORE_REASONS if not kinds & reasons] == []


@pytest.mark.parametrize("language", [None, "en", "de", "fr", "he", "ar", "ja", "xx"])
@pytest.mark.parametrize(
    "line",
    [
        "Reuters contributed to this report.",
        "Correction: An earlier version of this article named the wrong river.",
        "Opinion",
        "Analysis",
        "Kommentar",
        "Themen",
        "(dpa)",
        "The ferry was late; “read more: the timetable,” the sign said.",
    ],
)
def test_what_belongs_to_an_article_stays_in_every_language(language: str | None, line: str) -> None:
    assert get_phrase_matcher(RULES, language).match(line, is_tail=True) is None
