"""Captions known by their credit, without a picture or a figure around them."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.captions import find_caption, remove_credited_captions
from newscrawl.boilerplate.lines import BlockState
from newscrawl.items import Image
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of

CAPTION = "The stairs below the fort, seen from the second boat."


def label(*texts: str, removed: str | None = None) -> list[BlockState]:
    """Lines that all look the same, after the pass.

    :param removed: a line that another pass has removed as a caption.
    """
    lines, _ = lines_of("<section container>" + "".join(f"<div>{text}</div>" for text in texts) + "</section>")
    for line in lines:
        if line.block.text == removed:
            line.remove("caption", "structure:figure")
    remove_credited_captions(lines)
    return lines


@pytest.mark.parametrize(
    "credited",
    [
        pytest.param(f"{CAPTION}Credit: Mira Holt", id="label"),
        pytest.param(f"{CAPTION} (Mira Holt/Reuters)", id="agency in brackets"),
        pytest.param(f"{CAPTION} © Mira Holt", id="sign"),
        pytest.param(f"{CAPTION}Mira Holt", id="name alone"),
    ],
)
@pytest.mark.parametrize("lines", ["before", "between", "behind"])
def test_a_caption_and_the_same_with_its_credit_are_removed(credited: str, lines: str) -> None:
    captions = [CAPTION, credited]
    texts = {"before": [*captions, P1, P2], "between": [P1, *captions, P2], "behind": [P1, P2, *captions]}[lines]
    assert kept_texts(label(*texts)) == [P1, P2]


@pytest.mark.parametrize(
    ("caption", "credited"),
    [
        ("旧砦の下の石段、二隻目の船から撮影した。", "旧砦の下の石段、二隻目の船から撮影した。写真：森田千秋"),
        (
            "الدرج القديم تحت القلعة كما يبدو من القارب.",
            "الدرج القديم تحت القلعة كما يبدو من القارب.تصوير: سلمى الهادي",
        ),
        (
            "Лестница под крепостью, вид со второй лодки.",
            "Лестница под крепостью, вид со второй лодки.Фото: Анна Веденина",
        ),
    ],
)
def test_the_script_does_not_matter(caption: str, credited: str) -> None:
    assert kept_texts(label(caption, credited, P1, P2)) == [P1, P2]


def test_a_credit_with_a_label_is_enough() -> None:
    assert kept_texts(label(P1, "The stairs at noon. Photo: Mira Holt", P2)) == [P1, P2]


def test_before_the_first_paragraph_an_agency_is_enough() -> None:
    lines = label("The stairs at noon. (Reuters)", P1, P2)
    assert (kept_texts(lines), find_caption(lines)) == (
        [P1, P2],
        Image(caption="The stairs at noon.", credit="Reuters"),
    )


def test_the_copy_of_a_caption_in_a_figure_is_removed() -> None:
    credited = f"{CAPTION}Credit: Mira Holt"
    assert kept_texts(label(CAPTION, credited, P1, P2, removed=credited)) == [P1, P2]


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([P1, f"{P2} (Reuters)", P3], id="paragraph that ends with an agency"),
        pytest.param([P1, P2, "The council will meet again on Friday, it said. (Reuters)"], id="last line"),
        pytest.param([P1, "We wait.", "We wait. And then nobody comes.", P2], id="sentences with one beginning"),
        pytest.param([P1, f"{P2[:-1]}, says the source: {P3} {P3}", P2], id="long paragraph with a source"),
        pytest.param(["Photo: Mira Holt and the others", P1, P2], id="label alone"),
        pytest.param([P1, "The picture", "The picture by the door", P2], id="short lines with one beginning"),
    ],
)
def test_a_line_that_is_no_caption_stays(texts: list[str]) -> None:
    assert kept_texts(label(*texts)) == texts
