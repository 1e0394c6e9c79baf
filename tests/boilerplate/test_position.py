"""Lines that are removed before the first paragraph and after the last one, and short lines that must stay there."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.position import remove_empty_headings, remove_leading_and_trailing
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of, rule_of

TITLE = "Ferrymen of Low Sound strike for wages"
STANDFIRST = "No boat has left the stairs below the fort since noon on Monday, and none will, the men say"
SITE = "quayside.example"


def remove_edges(markup: str, *, title: str | None = TITLE, description: str | None = STANDFIRST) -> list[BlockState]:
    lines, _ = lines_of(f'<div class="body" container>{markup}</div>')
    remove_leading_and_trailing(lines, title=title, description=description, site=SITE)
    return lines


def before(fragment: str) -> list[BlockState]:
    """The fragment before an article's three paragraphs."""
    return remove_edges(f"{fragment}<p>{P1}</p><p>{P2}</p><p>{P3}</p>")


def after(fragment: str) -> list[BlockState]:
    """The fragment after an article's three paragraphs."""
    return remove_edges(f"<p>{P1}</p><p>{P2}</p><p>{P3}</p>{fragment}")


@pytest.mark.parametrize(
    ("fragment", "text", "rule"),
    [
        pytest.param(f"<h1>{TITLE}</h1>", TITLE, "edges:headline", id="headline"),
        pytest.param("<h1>Strike on the Sound</h1>", "Strike on the Sound", "edges:headline", id="another headline"),
        pytest.param(f"<h2>{TITLE}</h2>", TITLE, "edges:headline", id="headline as a sub-heading"),
        pytest.param(f"<p>{TITLE.upper()}!</p>", f"{TITLE.upper()}!", "edges:headline", id="headline in capitals"),
        pytest.param(f"<h2>{STANDFIRST}</h2>", STANDFIRST, "edges:headline", id="standfirst as a sub-heading"),
        pytest.param(f'<p class="dek">{STANDFIRST}.</p>', f"{STANDFIRST}.", "edges:headline", id="standfirst"),
        pytest.param(f"<p>{STANDFIRST}.</p>", f"{STANDFIRST}.", None, id="first paragraph that is the description"),
        pytest.param('<p class="kicker">Low Sound</p>', "Low Sound", "edges:label-before-text", id="label"),
        pytest.param('<div class="by">Mira Holt</div>', "Mira Holt", "edges:label-before-text", id="name"),
        pytest.param("<ul><li>Boats</li></ul>", "Boats", "edges:label-before-text", id="item"),
        pytest.param("<p>Low Sound</p>", "Low Sound", None, id="short line like the paragraphs"),
        pytest.param("<p>“No.”</p>", "“No.”", None, id="short answer like the paragraphs"),
        pytest.param("<p>3 May 2031</p>", "3 May 2031", "edges:dateline", id="date like the paragraphs"),
        pytest.param("<p>Low Sound, 3. Mai 2031</p>", "Low Sound, 3. Mai 2031", "edges:dateline", id="place and date"),
        pytest.param("<p>Low Sound in 2031:</p>", "Low Sound in 2031:", None, id="year and a colon"),
        pytest.param(
            "<p>Wednesday, 22 September 2031 at 20:13 hours</p>",
            "Wednesday, 22 September 2031 at 20:13 hours",
            "edges:dateline",
            id="date and time as long as a sentence",
        ),
        pytest.param(
            "<p>On 22 September 2031 at 20:13 the last boat left.</p>",
            "On 22 September 2031 at 20:13 the last boat left.",
            None,
            id="date and time in a sentence",
        ),
        pytest.param("<p>It was 2031.</p>", "It was 2031.", None, id="year in a sentence"),
        pytest.param("<p>Boat 12031</p>", "Boat 12031", None, id="number that is no year"),
        pytest.param("<h2>No more waiting</h2>", "No more waiting", "edges:heading-before-text", id="lone heading"),
    ],
)
def test_before_the_text_labels_are_removed_and_lines_like_the_paragraphs_stay(
    fragment: str, text: str, rule: str | None
) -> None:
    lines = before(fragment)
    assert rule_of(lines, text) == rule
    assert [text for text in kept_texts(lines) if text in (P1, P2, P3)] == [P1, P2, P3]


def test_a_heading_before_the_text_stays_if_others_have_its_style() -> None:
    lines = remove_edges(f"<h3>Monday</h3><p>{P1}</p><h3>Tuesday</h3><p>{P2}</p>")
    assert kept_texts(lines) == ["Monday", P1, "Tuesday", P2]


def test_a_heading_before_the_text_stays_over_a_list() -> None:
    lines = remove_edges(f"<h3>In short</h3><ul><li>{P3}</li></ul><p>{P1}</p><p>{P2}</p>")
    assert kept_texts(lines) == ["In short", P3, P1, P2]


def test_all_labels_up_to_the_first_paragraph_are_removed() -> None:
    lines = remove_edges(
        f'<p class="k">Ports</p><h1>{TITLE}</h1><p class="b">Mira Holt</p><p>{P1}</p><p class="k">Ports</p>'
    )
    assert kept_texts(lines)[0] == P1


def test_a_one_paragraph_article_that_is_its_own_description_stays() -> None:
    assert kept_texts(remove_edges(f"<p>{STANDFIRST}.</p>")) == [f"{STANDFIRST}."]


def test_a_standfirst_in_the_style_of_the_only_paragraph_stays() -> None:
    assert kept_texts(remove_edges(f"<p>{STANDFIRST}.</p><p>{P1}</p>")) == [f"{STANDFIRST}.", P1]


def test_without_title_and_description_only_the_headline_element_is_removed() -> None:
    lines = remove_edges(f"<h1>{TITLE}</h1><p>{STANDFIRST}.</p><p>{P1}</p>", title=None, description=None)
    assert kept_texts(lines) == [f"{STANDFIRST}.", P1]


def test_the_headline_is_removed_wherever_it_is_repeated() -> None:
    lines = remove_edges(f"<p>{P1}</p><p>{P2}</p><p>{TITLE}</p><p>{P3}</p>")
    assert kept_texts(lines) == [P1, P2, P3]


@pytest.mark.parametrize(
    ("fragment", "text", "rule"),
    [
        pytest.param('<div class="t">Ports</div>', "Ports", "edges:label-behind-text", id="label"),
        pytest.param("<h3>Ports</h3>", "Ports", "edges:label-behind-text", id="heading"),
        pytest.param(
            f"<h3>{P1.rstrip('.')}</h3>", P1.rstrip("."), "edges:label-behind-text", id="heading as long as a sentence"
        ),
        pytest.param(
            '<p>Our rules: <a href="https://rules.example/a">The standards that we keep</a></p>',
            "Our rules: The standards that we keep",
            "edges:labelled-link-behind-text",
            id="label and link",
        ),
        pytest.param('<p>Source: <a href="/t">Tides</a></p>', "Source: Tides", None, id="source and link"),
        pytest.param("<p>The end</p>", "The end", None, id="short line like the paragraphs"),
        pytest.param("<p>3-2</p>", "3-2", None, id="score like the paragraphs"),
        pytest.param('<p class="last">We go on.</p>', "We go on.", None, id="short sentence of another style"),
        pytest.param('<p class="last">Who pays?</p>', "Who pays?", None, id="question of another style"),
        pytest.param('<p class="sign">(Mira Holt)</p>', "(Mira Holt)", None, id="signature in brackets"),
        pytest.param("<ul><li>Rope</li></ul>", "Rope", None, id="item"),
        pytest.param("<table><tr><td>Low Sound</td></tr></table>", "Low Sound", None, id="table row"),
        pytest.param("<blockquote>We go on</blockquote>", "We go on", None, id="quote"),
        pytest.param('<div><p class="last">جميع القوارب باقية؟</p></div>', "جميع القوارب باقية؟", None, id="Arabic"),
    ],
)
def test_after_the_text_labels_are_removed_and_last_lines_stay(fragment: str, text: str, rule: str | None) -> None:
    assert rule_of(after(fragment), text) == rule


def test_labels_before_the_last_sentence_stay() -> None:
    lines = after(f'<p class="label">Ports</p><p>{P2}</p>')
    assert kept_texts(lines) == [P1, P2, P3, "Ports", P2]


def test_every_label_after_the_text_is_removed() -> None:
    assert kept_texts(after('<div class="t">Ports</div><div class="t">Wages</div><h4>Boats</h4>')) == [P1, P2, P3]


@pytest.mark.parametrize(("chars", "rule"), [(60, "edges:dateline"), (61, None)])
def test_a_dateline_is_short(chars: int, rule: str | None) -> None:
    dateline = "By the sea, 3 May 2031 20:13".rjust(chars, "x")
    assert rule_of(before(f"<p>{dateline}</p>"), dateline) == rule


@pytest.mark.parametrize(
    ("items", "count"),
    [
        pytest.param(['12345<a href="/a">67890</a>'] * 2, 0, id="two items, half a link"),
        pytest.param(['123456<a href="/a">67890</a>'] * 2, 2, id="two items, less than half a link"),
        pytest.param([f'{"a" * 24}<a href="/a">{"b" * 8}</a>'] * 4, 0, id="four long items, a quarter link"),
        pytest.param([f'{"a" * 25}<a href="/a">{"b" * 8}</a>'] * 4, 4, id="less than a quarter link"),
        pytest.param([f'{"a" * 16}<a href="/a">{"b" * 14}</a>'] * 4, 0, id="30 characters"),
        pytest.param([f'{"a" * 16}<a href="/a">{"b" * 13}</a>'] * 4, 4, id="29 characters"),
        pytest.param(['<a href="/a">The oar</a>', '<a href="/b">The net</a>'], 0, id="headlines of the site"),
        pytest.param(['<a href="/a">The oar</a>'], 1, id="one"),
        pytest.param(["Rope", "Oars", "Nets"], 3, id="no links"),
        pytest.param(
            ['<a href="https://other.example/a">The oar</a>', '<a href="https://other.example/b">The net</a>'],
            2,
            id="products elsewhere",
        ),
        pytest.param(
            ['<a href="/a">The oar</a> was his first book.', '<a href="/b">The net</a> was his last.'],
            2,
            id="sentences with links",
        ),
        pytest.param(
            ['200 g of <a href="/flour">flour</a>', '3 eggs of <a href="/hens">happy hens</a>'], 2, id="links in items"
        ),
        pytest.param(['200 g of <a href="/flour">flour</a>'] * 5, 5, id="many links in short items"),
        pytest.param(
            ['Ten years on, what <a href="/oar">the oar makers say</a>'] * 4, 0, id="headlines linked in part"
        ),
        pytest.param(['Ten years on, what <a href="/oar">the oar makers say</a>'] * 3, 3, id="few linked in part"),
    ],
)
def test_a_list_of_headlines_after_the_text_is_removed_and_other_lists_stay(items: list[str], count: int) -> None:
    listed = "".join(f"<li>{item}</li>" for item in items)
    assert len(kept_texts(after(f"<ul>{listed}</ul>"))) == 3 + count


def test_a_heading_over_a_list_after_the_text_stays_with_it() -> None:
    lines = after("<h3>The five boats</h3><ul><li>Fort</li><li>Stairs</li></ul>")
    assert kept_texts(lines) == [P1, P2, P3, "The five boats", "Fort", "Stairs"]


def test_a_heading_over_a_list_of_headlines_after_the_text_is_removed_with_it() -> None:
    lines = after('<h3>Boats</h3><ul><li><a href="/a">The oar</a></li><li><a href="/b">The net</a></li></ul>')
    assert kept_texts(lines) == [P1, P2, P3]


def test_a_list_of_headlines_before_the_last_paragraph_is_left_to_other_rules() -> None:
    lines = remove_edges(
        f'<p>{P1}</p><ul><li><a href="/a">The oar</a></li><li><a href="/b">The net</a></li></ul><p>{P2}</p>'
    )
    assert kept_texts(lines) == [P1, "The oar", "The net", P2]


VERSES = ["The tide comes in,", "the tide goes out,", "and what it brought", "it takes about."]


def test_verses_stay_to_the_last_line() -> None:
    page = "".join(f"<p>{verse}</p>" for verse in [*VERSES, P1, *VERSES[:3]])
    assert kept_texts(remove_edges(page)) == [*VERSES, P1, *VERSES[:3]]


def test_scores_under_a_report_stay() -> None:
    scores = ["Low Sound 3, Fort Town 2", "Nether Quay 0, Stairs 0"]
    page = "".join(f"<p>{line}</p>" for line in [P1, P2, *scores])
    assert kept_texts(remove_edges(page)) == [P1, P2, *scores]


def remove_headings(markup: str) -> list[str]:
    """The kept lines after headings over nothing are removed; elements with the attribute `gone` are removed before."""
    lines, _ = lines_of(f"<div container>{markup}</div>")
    for line in lines:
        if line.block.element.get("gone") is not None:
            line.remove("teaser", "test:gone")
    remove_empty_headings(lines)
    return kept_texts(lines)


@pytest.mark.parametrize(
    ("markup", "left"),
    [
        pytest.param("<p>a</p><h2>Last</h2>", ["a"], id="at the end"),
        pytest.param("<p>a</p><h2>Over</h2><h3>Last</h3>", ["a"], id="two at the end"),
        pytest.param("<p>a</p><h2>Over</h2><p gone>b</p>", ["a"], id="all below it was removed"),
        pytest.param("<h2>Over</h2><p gone>b</p><h2>Next</h2><p>c</p>", ["Next", "c"], id="removed up to the next"),
        pytest.param("<h3>Over</h3><p gone>b</p><h2>Next</h2><p>c</p>", ["Next", "c"], id="removed up to a higher one"),
        pytest.param(
            "<h2>Over</h2><p gone>b</p><h3>Next</h3><p>c</p>", ["Over", "Next", "c"], id="removed up to a lower one"
        ),
        pytest.param("<h2>Over</h2><p>b</p>", ["Over", "b"], id="text below it"),
        pytest.param("<h2>Over</h2><p gone>b</p><p>c</p>", ["Over", "c"], id="some text below it"),
        pytest.param("<h2>Over</h2><h3>Under</h3><p>b</p>", ["Over", "Under", "b"], id="headings in steps"),
        pytest.param("<h2>One</h2><h2>Two</h2><p>b</p>", ["One", "Two", "b"], id="heading of two lines"),
        pytest.param("<h2>Over</h2><ul><li>b</li></ul>", ["Over", "b"], id="list below it"),
        pytest.param("<p>a</p>", ["a"], id="no heading"),
    ],
)
def test_headings_over_nothing_are_removed(markup: str, left: list[str]) -> None:
    assert remove_headings(markup) == left


def test_the_heading_of_a_list_of_teasers_goes_even_if_a_paragraph_follows_the_list() -> None:
    items = "".join(f"<li><a href='/{n}'>How boat {n} was lost</a></li>" for n in range(3))
    lines, _ = lines_of(f"<div container><p>{P1}</p><h3>More of the fog</h3><ul>{items}</ul><p>{P2}</p></div>")
    for line in lines:
        if line.block.kind == "item":
            line.remove("teaser", "structure:link-only")
    remove_empty_headings(lines)
    assert rule_of(lines, "More of the fog") == "edges:lone-heading"


def test_a_heading_above_one_removed_line_stays() -> None:
    lines, _ = lines_of(f"<div container><p>{P1}</p><h3>The fog</h3><p>Advert</p><p>{P2}</p></div>")
    lines[2].remove("advert", "structure:ad")
    remove_empty_headings(lines)
    assert rule_of(lines, "The fog") is None


def test_an_opening_paragraph_in_heading_mark_up_stays() -> None:
    opening = "No boat has left the stairs below the fort since noon on Monday, and none will until the men are paid."
    assert rule_of(before(f"<h2>{opening}</h2>"), opening) is None
