"""Lines of the text that only repeat the byline, and real text that must stay."""

from __future__ import annotations

import pytest

from newscrawl.bylines.parser import add_authors
from newscrawl.bylines.repeated_lines import remove_author_lines
from newscrawl.items import Article, Removal

_REAL = "The last ferry of the evening reached the harbour two hours late."


def _article(paragraph: str, **fields: object) -> Article:
    known: dict[str, object] = {"byline": "Ana Lima", "authors": ["Ana Lima"], "language": "en", **fields}
    return Article(id="a1", text=f"{_REAL}\n\n{paragraph}\n\n{_REAL}", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Ana Lima", "name"),
        ("ANA LIMA", "name"),
        ("ana lima", "name"),
        ("Ana Lima.", "name"),
        ("Ana LimaAna Lima", "repeated"),
        ("ANA LIMAAna Lima", "repeated"),
        ("Ana Lima Ana Lima", "repeated"),
        ("Ana Lima | Ana Lima", "repeated"),
        ("Ana Lima ana.lima@paper.example", "contact"),
        ("Ana Lima @analima", "contact"),
        ("By Ana Lima", "with_words"),
        ("BY ANA LIMA", "with_words"),
        ("by Ana Lima, staff writer", "with_words"),
        ("Ana Lima, Political Correspondent", "with_words"),
        ("Ana Lima, reporter in Cairo", "with_words"),
        ("Ana Lima, New York", "with_words"),
        ("Ana Lima Follow", "with_words"),
        ("Follow Ana Lima", "with_words"),
        ("Ana Lima | 3 May 2024 | Follow", "with_words"),
        ("Published 3 May 2024 by Ana Lima", "with_words"),
        ("By Ana Lima, Harbour Post", "with_words"),
        ("Ana Lima 5 min read", "with_words"),
        ("Dr. Ana Lima", "with_words"),
        ("Email Ana Lima ana.lima@paper.example", "with_words"),
    ],
)
def test_a_line_that_only_repeats_the_byline_is_cut_with_its_reason(line: str, rule: str) -> None:
    article = remove_author_lines(_article(line, publisher="Harbour Post"))
    assert article.text == f"{_REAL}\n\n{_REAL}"
    assert article.removed == [Removal(text=line, reason="repeated_byline", rule=f"authorlines:{rule}")]


@pytest.mark.parametrize(
    "line",
    [
        "Ana Lima said the ferry was late.",
        "Ana Lima writes about ports.",
        "Ana Lima is a reporter in Lisbon.",
        "Ana Lima:",
        "Ana Lima?",
        "Who is Ana Lima?",
        "Ana Limas",
        "Diana Lima",
        "Ana Lima and Tom Harrow",
        "Reporting by Ana Lima; Editing by Tom Harrow",
        "Ana Lima contributed to this report.",
        "Reuters contributed to this report.",
        "By the time Ana Lima came, the ferry had gone.",
        "Lima",
        "By night",
    ],
)
def test_real_text_stays(line: str) -> None:
    article = _article(line)
    assert remove_author_lines(article) is article


@pytest.mark.parametrize(
    ("byline", "language", "line"),
    [
        ("Von Jan Weiß", "de", "Von Jan Weiß"),
        ("Jan Weiß", "de", "Ein Kommentar von Jan Weiß"),
        ("Jan Weiß", "de", "JAN WEISS"),
        ("Léa Moreau", "fr", "Par Léa Moreau, envoyée spéciale à Paris"),
        ("Lucía Campos", "es", "Por Lucía Campos"),
        ("Мария Лугова", "ru", "Автор: Мария Лугова"),
        ("נועה ברק", "he", "מאת נועה ברק"),
        ("ليلى ناصر", "ar", "بقلم ليلى ناصر"),
        ("森田葵", "ja", "取材・文=森田葵"),
        ("森田葵", "ja", "森田葵記者"),
        ("한소라", "ko", "한소라 기자 sora@paper.example"),
        ("林小雨", "zh", "文／林小雨"),
    ],
)
def test_every_script_and_language_repeats_its_bylines(byline: str, language: str, line: str) -> None:
    article = add_authors(_article(line, byline=byline, authors=[], language=language))
    assert [cut.text for cut in remove_author_lines(article).removed] == [line]


def test_two_authors_in_one_line_or_two_are_cut() -> None:
    article = _article(
        "By Ana Lima and Bo Ek\n\nBo Ek\n\nAna Lima", byline="Ana Lima; Bo Ek", authors=["Ana Lima", "Bo Ek"]
    )
    assert len(remove_author_lines(article).removed) == 3


def test_every_copy_is_cut_wherever_it_stands() -> None:
    text = f"Ana Lima\n\nAna Lima\n\n{_REAL}\n\nAna Lima\n\n{_REAL}\n\nBy Ana Lima"
    article = remove_author_lines(Article(id="a1", text=text, authors=["Ana Lima"]))
    assert article.text == f"{_REAL}\n\n{_REAL}"
    assert len(article.removed) == 4


def test_what_was_removed_before_stays_in_the_record() -> None:
    before = Removal(text="Share", reason="share", rule="phrases:share")
    article = remove_author_lines(_article("Ana Lima", removed=[before]))
    assert [cut.text for cut in article.removed] == ["Share", "Ana Lima"]


def test_an_article_without_authors_stays_as_it_is() -> None:
    article = _article("Ana Lima", byline=None, authors=[])
    assert remove_author_lines(article) is article


def test_a_long_paragraph_is_never_cut() -> None:
    article = _article("Ana Lima " * 30)
    assert remove_author_lines(article) is article
