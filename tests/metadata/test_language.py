"""Language tags: declared by a page, contradicted by its script, detected."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newscrawl.metadata.language import (
    choose_language,
    correct_language,
    detect_language,
    normalize_language_tag,
)

SAMPLES: dict[str, str] = tomllib.loads((Path(__file__).parent / "language_samples.toml").read_text())
ENGLISH = (
    "The ferry to the island was late again on Monday because of the fog that has lain over the harbour for a week."
)
GERMAN = "Die Fähre zur Insel kam am Montag wieder zu spät, weil seit einer Woche dichter Nebel über dem Hafen liegt."
GREEK = (
    "Το πλοίο για το νησί καθυστέρησε και πάλι τη Δευτέρα λόγω της ομίχλης που σκεπάζει το λιμάνι εδώ και μία εβδομάδα."
)
HEBREW = "המעבורת לאי איחרה שוב ביום שני בגלל הערפל שמכסה את הנמל זה שבוע, כך מסרה החברה לנוסעים בהודעה רשמית."
JAPANESE = "島へ向かうフェリーは、一週間前から港を覆っている霧のため、月曜日もまた遅れて出発したと会社が発表した。"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("en", "en"),
        ("EN_us", "en-US"),
        ("de-de", "de-DE"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("en-US, de", "en-US"),
        ("de_DE.UTF-8", "de-DE"),
        ("iw", "he"),
        ("jp", "ja"),
        ("ger", "de"),
        ("gsw-CH", "gsw-CH"),
        (" fr ", "fr"),
        ("English", None),
        ("xx", None),
        ("und", None),
        ("", None),
        ("{{lang}}", None),
        (None, None),
        (5, None),
        ("en" * 400, None),
    ],
)
def test_a_declared_language_becomes_a_tag_or_none(value: Any, expected: str | None) -> None:
    assert normalize_language_tag(value) == expected


@pytest.mark.parametrize(
    ("declared_values", "text", "expected"),
    [
        pytest.param(["en"], ENGLISH, "en", id="declared"),
        pytest.param([None, "nonsense language", "de-AT"], GERMAN, "de-AT", id="first-that-is-a-tag"),
        pytest.param(["en", "en-GB", "en-US"], ENGLISH, "en", id="with-region"),
        pytest.param(["de", "en-US"], GERMAN, "de", id="region-of-another-language"),
        pytest.param(["en", "de-CH"], GERMAN, "de-CH", id="contradiction"),
        pytest.param(["en_US", "en"], SAMPLES["fr"], "fr", id="default-twice"),
        pytest.param(["pt_BR", "en"], SAMPLES["pt"], "pt-BR", id="region-before-a-default"),
        pytest.param(["en", "pt-BR"], SAMPLES["pt"], "pt-BR", id="region-after-a-default"),
        pytest.param(["en", "zh-Hant"], SAMPLES["zh"], "zh-Hant", id="script-after-a-default"),
        pytest.param(["de"], SAMPLES["en"], "en", id="english-in-a-template-of-another-language"),
        pytest.param(["en-ZA"], SAMPLES["en"], "en-ZA", id="english-with-region"),
        pytest.param(["pcm"], SAMPLES["pl"], "pcm", id="other-languages-are-believed"),
        pytest.param([], GERMAN, "de", id="detected"),
        pytest.param(["en-US"], GREEK, "el", id="script-contradicts"),
        pytest.param(["en", "he"], HEBREW, "he", id="second-fits-the-script"),
        pytest.param(["ja"], JAPANESE, "ja", id="mixed-script"),
        pytest.param(
            ["sr"], "Трајект за острво поново је каснио у понедељак због магле над луком.", "sr", id="two-scripts"
        ),
        pytest.param(["ru"], "OK", "ru", id="too-short-to-contradict"),
        pytest.param([], "", None, id="no-text"),
    ],
)
def test_the_first_declared_language_that_fits_the_script_is_chosen(
    declared_values: list[str | None], text: str, expected: str | None
) -> None:
    assert choose_language(declared_values, get_sample=lambda chars: text[:chars]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [(ENGLISH, "en"), (GERMAN, "de"), (GREEK, "el"), (HEBREW, "he"), (JAPANESE, "ja"), ("Hm.", None)],
)
def test_the_language_of_one_sentence_is_detected(text: str, expected: str | None) -> None:
    assert detect_language(text) == expected


def test_digits_have_no_language() -> None:
    assert detect_language("1 2 3 " * 100) is None


@pytest.mark.parametrize("language", SAMPLES)
def test_a_right_statement_is_kept(language: str) -> None:
    for tag in (language, f"{language}-XX"):
        assert choose_language([tag], get_sample=lambda chars: SAMPLES[language]) == tag
        assert correct_language(tag, SAMPLES[language]) == tag


@pytest.mark.parametrize("statement", ["en", "en_US", None])
@pytest.mark.parametrize("language", SAMPLES)
def test_a_default_or_no_statement_gives_the_detected_language(language: str, statement: str | None) -> None:
    detected = {"nb": "no", "en": "en-US" if statement == "en_US" else "en"}.get(language, language)
    assert choose_language([statement], get_sample=lambda chars: SAMPLES[language]) == detected


@pytest.mark.parametrize(
    ("stated", "text_of"),
    [
        *[(stated, text_of) for stated in ("nb", "nn", "da", "sv") for text_of in ("nb", "nn", "da", "sv")],
        *[(stated, text_of) for stated in ("cs", "sk") for text_of in ("cs", "sk")],
        *[(stated, "hr") for stated in ("hr", "sr", "bs", "sl")],
        *[(stated, text_of) for stated in ("id", "ms") for text_of in ("id", "ms")],
        *[(stated, text_of) for stated in ("pt", "gl", "es", "ca") for text_of in ("pt", "gl", "es", "ca")],
        *[(stated, text_of) for stated in ("uk", "ru", "bg", "be") for text_of in ("uk", "ru", "bg", "be")],
    ],
)
def test_no_language_is_taken_for_its_neighbour(stated: str, text_of: str) -> None:
    assert choose_language([stated], get_sample=lambda chars: SAMPLES[text_of]) == stated


@pytest.mark.parametrize(
    "text",
    [
        "Fahrplan Montag Dienstag Mittwoch",
        "Maria Rossi, Giulia Bianchi, Lorenzo Conti, Paolo Greco, Anna Villa, Carla Fontana, Sara Marino " * 3,
        "",
    ],
    ids=["short", "names", "empty"],
)
def test_a_text_that_says_too_little_overrules_no_statement(text: str) -> None:
    assert correct_language("en", text) == "en"
