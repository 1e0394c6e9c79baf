"""Credits in the text of an article, lines that only repeat its byline, and real text that must stay."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.bylines.text_credits import add_authors, find_credited_agencies, remove_author_lines
from newscrawl.items import Article, Removal

_SENTENCE = "The last ferry of the evening reached the harbour two hours late."


def _credited_article(text: str, **fields: Any) -> Article:
    return Article(id="a1", text=text, language="en", publisher="Harbour Post", **fields)


@pytest.mark.parametrize(
    ("text", "agencies"),
    [
        ("One.\n\nReuters contributed to this report.", ["Reuters"]),
        ("One.\n\nThe Associated Press contributed to this report.", ["The Associated Press"]),
        ("LISBON (AP) — The ferry came in late.\n\nTwo.", ["The Associated Press"]),
        ("Hamburg (dpa/lno) - Die Fähre kam spät.\n\nZwei.", ["dpa"]),
        ("Die Fähre kam spät. (dpa/lno)", ["dpa"]),
        ("One.\n\n(AFP/Reuters)", ["AFP", "Reuters"]),
        ("One.\n\n— with AFP", ["AFP"]),
        ("One.\n\nQuelle: dpa", ["dpa"]),
        ("One.\n\nReuters", ["Reuters"]),
        ("The minister told Reuters that the ferry was late.\n\nNobody at AFP knew.", []),
        ("One.", []),
    ],
)
def test_lines_of_the_text_credit_agencies(text: str, agencies: list[str]) -> None:
    assert add_authors(_credited_article(text)).agencies == agencies


def test_people_of_a_sign_off_are_authors_where_the_byline_names_none() -> None:
    article = _credited_article("One.\n\n(Reporting by Ana Lima in Porto; Editing by Bo Ek)", byline="Reuters")
    with_authors = add_authors(article)
    assert (with_authors.authors, with_authors.agencies) == (["Ana Lima"], ["Reuters"])


def test_people_of_a_sign_off_do_not_add_to_a_byline_with_people() -> None:
    article = _credited_article("One.\n\nReporting by Ana Lima; Editing by Bo Ek", byline="By Tom Harrow")
    assert add_authors(article).authors == ["Tom Harrow"]


def test_an_article_without_byline_or_credit_has_no_names() -> None:
    with_authors = add_authors(_credited_article("Ana Lima said the ferry was late."))
    assert (with_authors.authors, with_authors.agencies) == ([], [])


def test_a_list_of_agencies_is_a_credit_and_a_very_long_one_is_not() -> None:
    assert find_credited_agencies(["dpa, AFP, Reuters"]) == ["dpa", "AFP", "Reuters"]
    assert find_credited_agencies([", ".join(["AFP"] * 30)]) == []


def _article(paragraph: str, **fields: object) -> Article:
    values: dict[str, object] = {"byline": "Ana Lima", "authors": ["Ana Lima"], "language": "en", **fields}
    return Article(id="a1", text=f"{_SENTENCE}\n\n{paragraph}\n\n{_SENTENCE}", **values)  # type: ignore[arg-type]


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
def test_a_line_that_only_repeats_the_byline_is_removed_with_its_rule(line: str, rule: str) -> None:
    article = remove_author_lines(_article(line, publisher="Harbour Post"))
    assert article.text == f"{_SENTENCE}\n\n{_SENTENCE}"
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
def test_other_lines_stay(line: str) -> None:
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
def test_repeated_bylines_are_found_in_every_script(byline: str, language: str, line: str) -> None:
    article = add_authors(_article(line, byline=byline, authors=[], language=language))
    assert [removal.text for removal in remove_author_lines(article).removed] == [line]


def test_lines_with_one_or_both_of_two_authors_are_removed() -> None:
    article = _article(
        "By Ana Lima and Bo Ek\n\nBo Ek\n\nAna Lima", byline="Ana Lima; Bo Ek", authors=["Ana Lima", "Bo Ek"]
    )
    assert len(remove_author_lines(article).removed) == 3


def test_every_repetition_is_removed_anywhere_in_the_text() -> None:
    text = f"Ana Lima\n\nAna Lima\n\n{_SENTENCE}\n\nAna Lima\n\n{_SENTENCE}\n\nBy Ana Lima"
    article = remove_author_lines(Article(id="a1", text=text, authors=["Ana Lima"]))
    assert article.text == f"{_SENTENCE}\n\n{_SENTENCE}"
    assert len(article.removed) == 4


def test_earlier_removals_stay() -> None:
    before = Removal(text="Share", reason="share", rule="phrases:share")
    article = remove_author_lines(_article("Ana Lima", removed=[before]))
    assert [removal.text for removal in article.removed] == ["Share", "Ana Lima"]


def test_an_article_without_authors_does_not_change() -> None:
    article = _article("Ana Lima", byline=None, authors=[])
    assert remove_author_lines(article) is article


def test_a_long_paragraph_is_never_removed() -> None:
    article = _article("Ana Lima " * 30)
    assert remove_author_lines(article) is article


_PARAGRAPHS = "One ferry came in late.\n\nThe second did not come.\n\nThe third was never built."


@pytest.mark.parametrize(
    ("author", "language", "bio"),
    [
        ("Ana Lima", "en", "Ana Lima is a writer in Porto and the author of “Low Water”."),
        ("Ana Lima", "en", "Ana Lima, who grew up on the coast, reports from Porto."),
        ("Ana Lima", "pt", "Ana Lima é jornalista e vive no Porto desde 1998."),
        ("Anna Vedenina", "de", "Anna Vedenina arbeitet seit 1998 als freie Autorin."),
        ("Анна Веденина", "ru", "Анна Веденина — писательница и автор трёх книг."),
        ("سلمى الهادي", "ar", "سلمى الهادي كاتبة وصحفية تعيش في الميناء الصغير."),
        ("森田千秋", "ja", "森田千秋は港町の歴史を書く作家。著書に「低い水」がある。"),
        ("周雨桐", "zh", "周雨桐是一名自由撰稿人，著有三本书。"),
        ("윤서하", "ko", "윤서하는 바닷가 마을의 역사를 쓰는 작가다."),
    ],
)
def test_a_last_paragraph_about_the_author_is_removed(author: str, language: str, bio: str) -> None:
    article = Article(id="a1", byline=author, authors=[author], language=language, text=f"{_PARAGRAPHS}\n\n{bio}")
    cleaned = remove_author_lines(article)
    assert cleaned.text == _PARAGRAPHS
    assert cleaned.removed == [Removal(text=bio, reason="author_bio", rule="authorlines:bio")]


def test_the_biographies_of_two_authors_are_removed() -> None:
    bios = "Ana Lima lives in Porto.\n\nBo Ek teaches history."
    article = Article(
        id="a1", byline="Ana Lima and Bo Ek", authors=["Ana Lima", "Bo Ek"], text=f"{_PARAGRAPHS}\n\n{bios}"
    )
    assert remove_author_lines(article).text == _PARAGRAPHS


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Ana Lima lost a boat.\n\nIt was old.\n\nIt sank.\n\nAna Lima is a fisherwoman.", id="its subject"
        ),
        pytest.param(f"{_PARAGRAPHS}\n\nAna Lima: And the fourth?", id="question of an interview"),
        pytest.param(f"{_PARAGRAPHS}\n\nAna Limahotel opened in May.", id="longer word"),
        pytest.param(f"{_PARAGRAPHS}\n\nAnalysts expect a fourth.", id="other first word"),
        pytest.param("The ferry was late.\n\nAna Lima is a fisherwoman.", id="too little text"),
        pytest.param(f"{_PARAGRAPHS}\n\nAna Lima is a writer.\n\nThe fourth came at noon.", id="not the last"),
    ],
)
def test_a_paragraph_that_is_not_about_the_author_stays(text: str) -> None:
    assert remove_author_lines(Article(id="a1", byline="Ana Lima", authors=["Ana Lima"], text=text)).text == text
