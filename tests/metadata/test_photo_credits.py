"""Captions of images, split into caption and credit."""

from __future__ import annotations

import pytest

from newscrawl.metadata.photo_credits import split_credit, strip_credit_label
from newscrawl.rules.toml_reader import read_toml, rules_folder
from newscrawl.rules.word_lists import CreditFile, CreditWords


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        pytest.param(
            "Rain over the old harbour.Credit: Reuters", ("Rain over the old harbour.", "Reuters"), id="glued"
        ),
        pytest.param("The pier (Photo: Ana Lima)", ("The pier", "Ana Lima"), id="in-brackets"),
        pytest.param("Der Hafen. Foto: A. Lima/dpa", ("Der Hafen.", "A. Lima/dpa"), id="german"),
        pytest.param(
            "Der Hafen in Rom (Foto: A. Lima/dpa).", ("Der Hafen in Rom", "A. Lima/dpa"), id="full-stop-after"
        ),
        pytest.param("Le port. Crédit photo : Ana Lima", ("Le port.", "Ana Lima"), id="french-spacing"),
        pytest.param("הנמל בבוקר. צילום: דנה כהן", ("הנמל בבוקר.", "דנה כהן"), id="hebrew"),
        pytest.param("الميناء صباحا. تصوير: ليلى حداد", ("الميناء صباحا.", "ليلى حداد"), id="arabic"),
        pytest.param("朝の港。写真：山田太郎", ("朝の港。", "山田太郎"), id="japanese"),
        pytest.param("아침의 항구 [사진 = 김하나]", ("아침의 항구", "김하나"), id="korean"),
        pytest.param("Гавань утром. Фото: Анна Лим", ("Гавань утром.", "Анна Лим"), id="russian"),
        pytest.param("© Ana Lima", (None, "Ana Lima"), id="only-a-credit"),
        pytest.param("The pier. © Ana Lima / Harbour Post", ("The pier.", "Ana Lima / Harbour Post"), id="sign"),
        pytest.param("Foto: © Ana Lima", (None, "Ana Lima"), id="label-and-sign"),
        pytest.param(
            "The pier at dawn. Photo by Ana Lima/Getty Images", ("The pier at dawn.", "Ana Lima/Getty Images"), id="by"
        ),
        pytest.param(
            "The minister (left) in Paris. [Ana Lima/AFP]", ("The minister (left) in Paris.", "Ana Lima/AFP"), id="[]"
        ),
        pytest.param("The pier. Ana Lima/AFP", ("The pier.", "Ana Lima/AFP"), id="signed"),
        pytest.param(
            "The pier, May 3, 2026. REUTERS/Ana Lima", ("The pier, May 3, 2026.", "REUTERS/Ana Lima"), id="agency-first"
        ),
        pytest.param(
            "A man. (AP Photo/Ana Lima, File)", ("A man.", "AP Photo/Ana Lima, File"), id="agency-in-brackets"
        ),
        pytest.param("Ana Lima via Getty Images", (None, "Ana Lima via Getty Images"), id="via"),
        pytest.param(
            "The minister (left) and her deputy", ("The minister (left) and her deputy", None), id="no-credit"
        ),
        pytest.param(
            "Nobody knew the source: a river.", ("Nobody knew the source: a river.", None), id="label-in-a-sentence"
        ),
        pytest.param("The new AP headquarters", ("The new AP headquarters", None), id="agency-as-subject"),
        pytest.param(
            "Photo de famille à la fin du sommet", ("Photo de famille à la fin du sommet", None), id="phrase-in-words"
        ),
        pytest.param("She held a photograph", ("She held a photograph", None), id="label-without-colon"),
        pytest.param("", (None, None), id="empty"),
        pytest.param("  \n ", (None, None), id="blank"),
    ],
)
def test_a_caption_is_split_into_caption_and_credit(caption: str, expected: tuple[str | None, str | None]) -> None:
    assert split_credit(caption) == expected


def test_a_long_sentence_after_a_label_is_not_a_credit() -> None:
    caption = "He shared a Photo: " + "it showed the house that had burned down " * 5
    assert split_credit(caption) == (caption.strip(), None)


CREDIT_FILE = read_toml(rules_folder() / "credits.toml", CreditFile)


@pytest.mark.parametrize("words", CREDIT_FILE.words, ids=lambda words: words.language)
def test_every_label_and_phrase_of_a_language_starts_a_credit(words: CreditWords) -> None:
    captions = [f"{label.capitalize()}: Ana Lima" for label in words.labels]
    captions += [f"{phrase.capitalize()} Ana Lima" for phrase in words.by]
    assert {split_credit(f"Rain. {caption}") for caption in captions} == {("Rain.", "Ana Lima")}


@pytest.mark.parametrize("agency", CREDIT_FILE.agencies)
def test_every_agency_at_the_end_is_a_credit(agency: str) -> None:
    assert split_credit(f"Rain in town. Ana Lima/{agency}") == ("Rain in town.", f"Ana Lima/{agency}")
    assert split_credit(f"Rain in town ({agency})") == ("Rain in town", agency)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Photo: Ana Lima", "Ana Lima"),
        ("(Foto: Ana Lima/dpa)", "Ana Lima/dpa"),
        ("| © Ana Lima", "Ana Lima"),
        ("Ana Lima", "Ana Lima"),
        ("Gallery EIGEN)", "Gallery EIGEN"),
        ("", None),
        (" | ", None),
        ("word " * 60, None),
    ],
)
def test_a_credit_loses_its_label(text: str, expected: str | None) -> None:
    assert strip_credit_label(text) == expected
