"""Lines between the paragraphs that a weak rule would remove: those that are the article's stay, look-alikes go."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.structure import remove_by_structure
from tests.block_helpers import P1, P2, P3, lines_of, rule_of

SITE = "quayside.example"
BELOW = "Whoever wants to cross may ask the priest, who has a boat of his own and no wages to strike for."
ROW = "<tr><td>Oar</td><td>{}</td></tr>"


def remove_in_text(fragment: str, *, head: str = "") -> list[BlockState]:
    """The lines of an article with the fragment between its second and third paragraph."""
    markup = f'<div class="body" container>{head}<p>{P1}</p><p>{P2}</p>{fragment}<p>{P3}</p></div>'
    lines, container = lines_of(markup)
    remove_by_structure(lines, container, site=SITE, captions=())
    assert [line.is_kept for line in lines if line.block.text in (P1, P2, P3)] == [True] * 3
    return lines


def products(count: int, href: str) -> str:
    return "".join(f'<div><h3><a href="{href}/{n}">The long oar {n}</a></h3><p>{BELOW}</p></div>' for n in range(count))


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        pytest.param(
            f"<div not-content><h3>Fog and silence</h3></div><p>{BELOW}</p>", "Fog and silence", id="heading in a box"
        ),
        pytest.param(
            f"<table not-content>{ROW.format(3)}{ROW.format(4)}</table>", "Oar | 3", id="row of a table out of the mask"
        ),
        pytest.param(
            "<div not-content><ul><li>Rope</li><li>Two oars</li></ul></div>", "Two oars", id="list out of the mask"
        ),
        pytest.param(
            f'<div class="q" not-content>And the boats?</div><div class="a">{BELOW}</div>',
            "And the boats?",
            id="question of an interview",
        ),
        pytest.param(
            f'<div class="q" not-content>והסירות？</div><div class="a">{BELOW}</div>',
            "והסירות？",
            id="full-width question",
        ),
        pytest.param(
            f"<details><summary not-content>Who pays?</summary><p>{BELOW}</p></details>", "Who pays?", id="summary"
        ),
        pytest.param('<h3><a href="#fog">Fog</a></h3><p>They left.</p>', "Fog", id="heading that links to itself"),
        pytest.param(products(2, "https://oars.example"), "The long oar 1", id="headings that lead to shops"),
        pytest.param(
            '<ul not-content><li><a href="https://one.example/">Harbour office</a></li>'
            '<li><a href="https://two.example/">Coast survey</a></li></ul>',
            "Coast survey",
            id="list of sources",
        ),
        pytest.param(
            f'<h3 class="edTag" not-content>What the crews want</h3><p>{BELOW}</p>',
            "What the crews want",
            id="heading whose class name says tag",
        ),
        pytest.param(
            f"<section><header not-content><h3>Mail by road</h3></header><p>{BELOW}</p></section>",
            "Mail by road",
            id="heading in a header",
        ),
    ],
)
def test_what_is_the_articles_stays_between_its_paragraphs(fragment: str, text: str) -> None:
    assert rule_of(remove_in_text(fragment), text) is None


@pytest.mark.parametrize(
    ("fragment", "text", "rule"),
    [
        pytest.param(
            f'<h3><a href="/fog">How the fog came</a></h3><p>{BELOW}</p>',
            "How the fog came",
            "structure:link-only",
            id="headline of another article",
        ),
        pytest.param(
            "<div not-content><p>Who pays?</p></div><div not-content><p>Who sails?</p></div>",
            "Who pays?",
            "structure:apart",
            id="questions without answers: a table of contents",
        ),
        pytest.param("<div not-content>Boats and ports</div>", "Boats and ports", "structure:apart", id="label"),
        pytest.param("<ul not-content><li>Boats</li></ul>", "Boats", "structure:apart", id="one item is a label"),
        pytest.param(
            f'<h3 class="sharing" not-content>Tell it at home</h3><p>{BELOW}</p>',
            "Tell it at home",
            "structure:sharing",
            id="heading of a widget",
        ),
        pytest.param(
            f'<h3 class="newsletter" not-content>Tide letter</h3><p>{BELOW}</p>',
            "Tide letter",
            "structure:newsletter",
            id="strong class name",
        ),
    ],
)
def test_what_looks_like_it_and_is_not_goes(fragment: str, text: str, rule: str) -> None:
    assert rule_of(remove_in_text(fragment), text) == rule


def test_around_the_text_the_same_lines_go() -> None:
    row = "<div not-content><ul><li>Rope</li><li>Two oars</li></ul></div>"
    lines, container = lines_of(f'<div class="body" container>{row}<p>{P1}</p><p>{P2}</p>{row}</div>')
    remove_by_structure(lines, container, site=SITE, captions=())
    assert [line.rule for line in lines if line.block.kind == "item"] == ["structure:apart"] * 4


def test_a_heading_above_the_first_paragraph_stays_if_it_looks_like_those_below() -> None:
    head = '<h3 class="time" not-content>11.04: Boats stay</h3>'
    below = '<h3 class="time" not-content>10.20: Fog comes</h3>'
    assert rule_of(remove_in_text(below, head=head), "11.04: Boats stay") is None
    assert rule_of(remove_in_text("", head=head), "11.04: Boats stay") == "structure:time"
