"""Prompts are removed by what they are about and where they are; sentences about the same things stay."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.prompts import get_prompt_scorer, iter_places, remove_prompts
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, P2, P3, lines_of

RULES = load_rules()


def rules_of(*texts: str, language: str = "en") -> list[str]:
    """The rules of the lines of an article with these paragraphs."""
    lines, _ = lines_of(f"<div container>{''.join(f'<p>{text}</p>' for text in texts)}</div>")
    remove_prompts(lines, get_prompt_scorer(RULES, language))
    return [line.rule for line in lines]


LONG = f"{P1} {P2}"


def test_the_edges_end_with_the_first_and_the_last_paragraph() -> None:
    lines, _ = lines_of(f"<div container><p>A</p><p>{LONG}</p><p>B</p><p>{LONG}</p><p>C</p><p>D</p></div>")
    assert [
        (lines[index].block.text, place) for index, place in iter_places(lines) if len(lines[index].block.text) == 1
    ] == [
        ("D", "tail"),
        ("C", "tail"),
        ("A", "head"),
        ("B", "between"),
    ]


@pytest.mark.parametrize(
    ("language", "line", "rule"),
    [
        ("en", "Sign up for our newsletter and get the harbour's headlines", "prompts:newsletter"),
        ("de", "Die ersten vier Wochen für nur 1 Euro", "prompts:trial"),
        ("hu", "Iratkozz fel hírlevelünkre!", "prompts:newsletter"),
        ("ro", "Abonează-te la newsletterul nostru", "prompts:newsletter"),
        ("th", "สมัครสมาชิกวันนี้ เพียงเดือนละ 99 บาท", "prompts:subscribe"),
        ("ja", "会員のコメントは自動的に公開されます。", "prompts:comment"),
        ("ru", "Комментарии публикуются после проверки модератором.", "prompts:comment"),
    ],
)
def test_a_prompt_behind_the_text_is_removed(language: str, line: str, rule: str) -> None:
    assert rules_of(LONG, P3, LONG, line, language=language)[-1] == rule


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "The paper's subscribers pay nine dollars a month, and most of them have never read the comments."),
        ("en", "Comments on the plan close in May."),
        ("de", "Wer ein Jahresabo der Marktzeitung kauft, das 24 Euro kostet, unterstützt damit den Kauf."),
        ("fr", "Le journal compte désormais douze mille abonnés, et la newsletter du matin en attire chaque semaine."),
    ],
)
def test_a_sentence_about_such_things_stays_between_paragraphs(language: str, line: str) -> None:
    assert rules_of(LONG, line, LONG, language=language) == ["", "", ""]


def test_a_credit_of_an_agency_is_no_prompt() -> None:
    assert rules_of(LONG, LONG, "ساهمت رويترز في إعداد هذا التقرير.", language="ar")[-1] == ""


def test_a_byline_is_no_prompt_whatever_the_names_mean() -> None:
    """Mira is "watch" in Spanish, and Page, Share and Post are names as well."""
    assert rules_of("Por Mira Holt", LONG, LONG, language="es")[0] == ""
    assert rules_of("Mira el vídeo", LONG, LONG, language="es")[0] != ""
