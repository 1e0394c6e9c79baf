"""The blocks of a page: every line of text once, in order, with its kind, element and links."""

from __future__ import annotations

import pytest

from newscrawl.html.blocks import Block, extract_blocks
from newscrawl.html.parser import parse_html

HIDDEN_STYLE = "position:absolute; clip: rect(0, 0, 0, 0); overflow:hidden"


def blocks_of(markup: str) -> list[Block]:
    return extract_blocks(parse_html(f"<html><head><title>Not text</title></head><body>{markup}</body></html>"))


def texts_of(markup: str) -> list[str]:
    return [block.text for block in blocks_of(markup)]


def only_block(markup: str) -> Block:
    (block,) = blocks_of(markup)
    return block


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        pytest.param("<p>One.</p><p>Two.</p>", ["One.", "Two."], id="paragraphs"),
        pytest.param("<div>One.</div><div>Two.</div>", ["One.", "Two."], id="divisions"),
        pytest.param("One.", ["One."], id="text directly in the body"),
        pytest.param("One.<p>Two.</p>Three.", ["One.", "Two.", "Three."], id="text between paragraphs"),
        pytest.param("<div>a<p>b</p>c<div>d</div>e</div>f", ["a", "b", "c", "d", "e", "f"], id="text around blocks"),
        pytest.param("<p>One.<p>Two.", ["One.", "Two."], id="unclosed paragraphs"),
        pytest.param("<p>  One\n\t and   two. </p>", ["One and two."], id="white space"),
        pytest.param("<p>One&nbsp;and&#8239;two.</p>", ["One and two."], id="spaces that do not break"),
        pytest.param("<p>One&#8232;two&#8233;three</p>", ["One two three"], id="line and paragraph separators"),
        pytest.param("<p> </p><p>&nbsp;</p><p>&#8203;&#65279;</p><p></p>", [], id="empty paragraphs"),
        pytest.param("<p>One.</p><hr><p>Two.</p>", ["One.", "Two."], id="rule between paragraphs"),
        pytest.param("<center><font>One.</font></center>", ["One."], id="old mark-up"),
        pytest.param("<details><summary>Q</summary>A</details>", ["Q", "A"], id="collapsed part"),
        pytest.param("<p>One.</p><custom-box>Two.</custom-box>", ["One.", "Two."], id="custom element"),
        pytest.param("<main><article><section><p>One.</p></section></article></main>", ["One."], id="nested parts"),
    ],
)
def test_every_line_of_text_is_one_block_in_order(markup: str, texts: list[str]) -> None:
    assert texts_of(markup) == texts


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("The <b>old</b> quay", "The old quay", id="spaces outside the tags"),
        pytest.param("The<b> old </b>quay", "The old quay", id="spaces inside the tags"),
        pytest.param("The <b> old </b> quay", "The old quay", id="spaces on both sides"),
        pytest.param("The\n<i>\nold</i>\nquay", "The old quay", id="line ends around the tags"),
        pytest.param("quay<b>side</b>s", "quaysides", id="part of a word"),
        pytest.param('<span class="dropcap">T</span>he quay', "The quay", id="first letter in a span"),
        pytest.param("<b><i><u>The</u> old</i></b> quay", "The old quay", id="tags inside tags"),
        pytest.param('“<a href="/q">The quay</a>”, he said', "“The quay”, he said", id="quotation marks around a link"),
        pytest.param('The <a href="/q">quay</a>, then', "The quay, then", id="comma after a link"),
        pytest.param("CO<sub>2</sub> and m<sup>2</sup>", "CO2 and m2", id="subscript and superscript"),
        pytest.param("harbour<wbr>master", "harbourmaster", id="possible line break"),
        pytest.param("harbour&shy;master", "harbourmaster", id="soft hyphen"),
        pytest.param("The <time>12 May</time> and <abbr>HM</abbr>", "The 12 May and HM", id="time and abbreviation"),
        pytest.param("<ruby>港<rp>(</rp><rt>minato</rt><rp>)</rp></ruby>町", "港町", id="ruby without its reading"),
        pytest.param("The<!-- old --> quay", "The quay", id="comment"),
        pytest.param("Cafe&#769; am Kai", "Café am Kai", id="letter and accent composed"),
        pytest.param("نص <b>عريض</b> هنا", "نص عريض هنا", id="right to left"),
        pytest.param("&#8207;טקסט <i>נטוי</i>&#8206; כאן", "טקסט נטוי כאן", id="direction marks removed"),
        pytest.param("می&zwnj;خواهم", "می\u200cخواهم", id="joiner kept"),
        pytest.param("旧<b>港</b>に", "旧港に", id="no space between words"),
    ],
)
def test_inline_elements_neither_remove_nor_add_a_space(markup: str, text: str) -> None:
    assert texts_of(f"<p>{markup}</p>") == [text]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        pytest.param(
            "<p>In two (<x-note><a href='/2'>2</a></x-note>), it says.</p>", ["In two (2), it says."], id="note"
        ),
        pytest.param("<p><x-name>Ada Marl</x-name> came.</p>", ["Ada Marl came."], id="at the beginning"),
        pytest.param("<p>It came from <x-name>Ada Marl</x-name></p>", ["It came from Ada Marl"], id="at the end"),
        pytest.param("<p>So it is. <x-ad>Buy rope</x-ad></p>", ["So it is.", "Buy rope"], id="behind a sentence"),
        pytest.param("<div>One.<x-a>Two</x-a><x-b>Three</x-b></div>", ["One.", "Two", "Three"], id="among divisions"),
        pytest.param("<p>a<x-a>b<div>c</div></x-a></p>", ["ab", "c"], id="with a block in it"),
    ],
)
def test_an_unknown_element_in_a_sentence_is_a_part_of_it(markup: str, texts: list[str]) -> None:
    assert texts_of(markup) == texts


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        pytest.param('<h2>The rope<a href="#rope">#</a></h2>', ["The rope"], id="number sign"),
        pytest.param('<h3><a href="/a#oar">¶</a> The oar</h3>', ["The oar"], id="pilcrow before it"),
        pytest.param('<h2><a href="#rope">The rope</a></h2>', ["The rope"], id="the heading itself"),
        pytest.param('<p>The rope<a href="#n1">*</a> is old.</p>', ["The rope* is old."], id="a note in a paragraph"),
        pytest.param('<h2>Rule <a href="#r2">2</a></h2>', ["Rule 2"], id="a number"),
    ],
)
def test_the_permanent_link_of_a_heading_is_no_text(markup: str, texts: list[str]) -> None:
    assert texts_of(markup) == texts


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        pytest.param('<div><span style="display:block">a</span>b</div>', ["a", "b"], id="span"),
        pytest.param('<div>a<a href="/b" style="display:flex">b</a></div>', ["a", "b"], id="link"),
        pytest.param('<div>a <b style="display:inline-block">b</b></div>', ["a b"], id="within the line"),
        pytest.param('<div style="white-space:pre-line">a\nb\n\nc</div>', ["a\nb", "c"], id="line feeds"),
        pytest.param('<p><b style="white-space:pre-wrap">a\nb</b>\nc</p>', ["a\nb c"], id="line feeds in bold"),
        pytest.param('<pre>a\n<span style="display:block">b</span>\nc</pre>', ["a\nb\nc"], id="a line of a program"),
        pytest.param('<x-a><template shadowrootmode="open"><p>a</p></template></x-a>b', ["a", "b"], id="shadow root"),
    ],
)
def test_a_style_or_a_shadow_root_makes_lines(markup: str, texts: list[str]) -> None:
    assert texts_of(markup) == texts


def test_a_block_in_a_link_that_is_a_block_is_linked() -> None:
    assert blocks_of('<a href="/b" style="display:block">b</a>')[0].links == ("/b",)


@pytest.mark.parametrize(
    "inline",
    [
        pytest.param('<img src="/flag.png" alt="flag">', id="picture"),
        pytest.param(
            '<picture><source srcset="/f.webp"><img src="/f.png" alt=""></picture>', id="picture with sources"
        ),
        pytest.param("<script>go()</script>", id="script"),
        pytest.param("<style>p{}</style>", id="style"),
        pytest.param("<noscript><img src='/p.gif'>Turn it on</noscript>", id="noscript"),
        pytest.param("<template><b>later</b></template>", id="template"),
        pytest.param("<svg><title>Icon</title><text>Icon</text></svg>", id="svg"),
        pytest.param("<iframe src='/v'>frame</iframe>", id="frame"),
        pytest.param("<button>Play</button>", id="button"),
        pytest.param("<select><option>10</option><option>20</option></select>", id="select"),
        pytest.param("<textarea>typed</textarea>", id="text area"),
        pytest.param("<audio>no sound</audio>", id="audio"),
        pytest.param("<video>no film</video>", id="video"),
        pytest.param('<span class="sr-only">Link opens</span>', id="for screen readers"),
        pytest.param('<span class="u-visually-hidden x">Link opens</span>', id="visually hidden"),
        pytest.param(f'<span style="{HIDDEN_STYLE}">Link opens</span>', id="clipped away"),
        pytest.param('<span style="clip:rect(1px,1px,1px,1px)">Link opens</span>', id="clipped to a pixel"),
    ],
)
def test_an_element_without_visible_text_is_left_out_and_the_text_after_it_is_kept(inline: str) -> None:
    assert texts_of(f"<p>The quay {inline} is old.</p><p>So it is.</p>") == ["The quay is old.", "So it is."]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<p class="user-only">The quay.</p>', id="class name with a similar end"),
        pytest.param('<p style="clip-path: circle(40%)">The quay.</p>', id="clipped to a shape"),
        pytest.param('<p style="clip: rect(10px, 90px, 80px, 10px)">The quay.</p>', id="clipped to a window"),
        pytest.param("<p><label>The quay.</label></p>", id="label"),
        pytest.param("<p><q>The quay.</q></p>", id="quotation"),
    ],
)
def test_visible_text_is_kept(markup: str) -> None:
    assert texts_of(markup) == ["The quay."]


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        pytest.param("The rope,<br>the oar", ["The rope,\nthe oar"], id="one ends the line"),
        pytest.param("The rope,<br/>\n the oar", ["The rope,\nthe oar"], id="white space after it"),
        pytest.param("The rope.<br><br>The oar.", ["The rope.", "The oar."], id="two end the block"),
        pytest.param("The rope.<br> \n <br>The oar.", ["The rope.", "The oar."], id="white space between two"),
        pytest.param(
            "The rope.<br>&#8203;<br>The oar.", ["The rope.", "The oar."], id="invisible character between two"
        ),
        pytest.param("The rope.<br><br><br><br>The oar.", ["The rope.", "The oar."], id="four are like two"),
        pytest.param("<br>The rope.<br>", ["The rope."], id="at both ends"),
        pytest.param("<br><br>The rope.", ["The rope."], id="two before the text"),
        pytest.param("a<br>b<br><br>c<br>d", ["a\nb", "c\nd"], id="verses"),
        pytest.param("<b>a<br></b>b", ["a\nb"], id="inside bold"),
        pytest.param("<b>a<br><br>b</b>", ["a", "b"], id="two inside bold"),
        pytest.param("<br><br>", [], id="nothing else"),
    ],
)
def test_a_line_break_ends_a_line_and_two_end_a_block(markup: str, texts: list[str]) -> None:
    assert texts_of(f"<div>{markup}</div>") == texts


def test_preformatted_text_keeps_its_lines_and_blank_lines_separate_blocks() -> None:
    assert texts_of("<pre>\nThe rope,\n  the <b>oar</b>,\n \nthe net.\n</pre>x\ny") == [
        "The rope,\nthe oar,",
        "the net.",
        "x y",
    ]


def test_each_block_between_line_breaks_has_its_own_links() -> None:
    first, second = blocks_of('<div><a href="/tides">Tides</a><br><br>The water fell for a week.</div>')
    assert (first.link_density, first.links) == (1.0, ("/tides",))
    assert (second.link_density, second.links) == (0.0, ())


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        pytest.param("<p>x</p>", "paragraph", id="paragraph"),
        pytest.param("x", "paragraph", id="body"),
        pytest.param("<h2>x</h2>", "heading", id="heading"),
        pytest.param("<h6><span>x</span></h6>", "heading", id="smallest heading"),
        pytest.param("<h2><div>x</div></h2>", "heading", id="division in a heading"),
        pytest.param("<ul><li>x</li></ul>", "item", id="item"),
        pytest.param("<ol><li><p>x</p></li></ol>", "item", id="paragraph in an item"),
        pytest.param("<dl><dt>x</dt></dl>", "item", id="term"),
        pytest.param("<dl><dd>x</dd></dl>", "item", id="definition"),
        pytest.param("<blockquote>x</blockquote>", "quote", id="quote"),
        pytest.param("<blockquote><p>x</p></blockquote>", "quote", id="paragraph in a quote"),
        pytest.param("<figure><figcaption>x</figcaption></figure>", "caption", id="caption"),
        pytest.param("<table><tr><td>x</td></tr></table>", "table", id="table row"),
        pytest.param("<table><caption>x</caption></table>", "table", id="table title"),
        pytest.param("<pre>x</pre>", "pre", id="preformatted"),
    ],
)
def test_a_block_has_the_kind_of_its_element(markup: str, kind: str) -> None:
    assert only_block(markup).kind == kind


def test_the_kind_ends_with_its_element() -> None:
    found = [(block.text, block.kind) for block in blocks_of("<ul><li>a<ul><li>b</li></ul>c</li></ul>d<h3>e</h3>f")]
    assert found == [
        ("a", "item"),
        ("b", "item"),
        ("c", "item"),
        ("d", "paragraph"),
        ("e", "heading"),
        ("f", "paragraph"),
    ]


def test_a_definition_list_is_terms_and_definitions() -> None:
    assert texts_of("<dl><dt>Ebb<dd>Water goes.<dt>Flood<dd>Water comes.</dl>") == [
        "Ebb",
        "Water goes.",
        "Flood",
        "Water comes.",
    ]


def test_a_table_row_is_one_block_with_separated_cells() -> None:
    rows = texts_of(
        "<table><caption>Tides</caption><thead><tr><th>Quay</th><th>High</th></tr></thead>"
        "<tbody><tr><td>North</td><td>4.1</td></tr><tr><td>South</td><td></td><td>3.8</td></tr></tbody></table>"
    )
    assert rows[0] == "Tides"
    assert [row.replace("|", " ").split() for row in rows[1:]] == [["Quay", "High"], ["North", "4.1"], ["South", "3.8"]]


@pytest.mark.parametrize(
    ("markup", "links", "share"),
    [
        pytest.param("<p>The quay.</p>", (), 0.0, id="no link"),
        pytest.param('<p><a href="/q">The quay.</a></p>', ("/q",), 1.0, id="only a link"),
        pytest.param('<p>Over <a href="/q">here</a>.</p>', ("/q",), 0.4, id="partly a link"),
        pytest.param('<p><a href="/a">One</a> <a href="/b">two</a></p>', ("/a", "/b"), 0.86, id="two links"),
        pytest.param('<p><a href="/q"><b>The</b> <i>quay</i></a></p>', ("/q",), 1.0, id="tags in a link"),
        pytest.param('<a href="/q"><div>The quay.</div></a>', ("/q",), 1.0, id="block in a link"),
        pytest.param('<a href="/q"><div><p>The quay.</p></div></a>', ("/q",), 1.0, id="blocks in a link"),
        pytest.param(
            '<p><a href="/q"> <img src="/q.png"> </a>The quay as it once stood, seen from the east.</p>',
            (),
            0.0,
            id="only the picture is a link",
        ),
        pytest.param('<p><a href="/q">\n  <span>The quay.</span>\n</a></p>', ("/q",), 1.0, id="white space in a link"),
        pytest.param('<p><a name="top">The quay.</a></p>', (), 0.0, id="anchor without a URL"),
        pytest.param('<p><a href="">The quay.</a></p>', (), 0.0, id="empty URL"),
        pytest.param('<p><a href="/q">قراءة المزيد</a></p>', ("/q",), 1.0, id="right to left"),
    ],
)
def test_a_block_has_its_links_and_link_density(markup: str, links: tuple[str, ...], share: float) -> None:
    block = only_block(markup)
    assert block.links == links
    assert block.link_density == pytest.approx(share, abs=0.01)


def test_every_block_in_a_link_is_linked_and_no_block_after_it() -> None:
    inside, also, behind = blocks_of('<a href="/q"><div>One</div><div>Two</div></a><div>Three</div>')
    assert inside.links == also.links == ("/q",)
    assert behind.links == ()
    assert behind.link_density == 0


def test_a_block_in_an_inline_element_ends_where_the_block_ends() -> None:
    assert texts_of("<span>a<p>b</p>c</span>d") == ["a", "b", "cd"]


def test_the_element_of_a_block_is_the_nearest_block_level_element() -> None:
    block = only_block('<div id="outer"><section id="inner"><span id="inline">x</span></section></div>')
    assert block.element.get("id") == "inner"


def test_a_skipped_element_ends_no_block_unless_it_is_a_landmark() -> None:
    assert texts_of('<div>One<div class="sr-only">x</div> line<nav>Menu</nav>two</div>') == ["One line", "two"]


def test_the_kind_and_the_link_around_an_element_continue_after_it() -> None:
    first, item = blocks_of('<li><a href="/q"><h2>One</h2>two</a>three</li>')
    assert [(block.text, block.kind, block.links) for block in (first, item)] == [
        ("One", "heading", ("/q",)),
        ("twothree", "item", ("/q",)),
    ]


def test_crossed_tags_lose_no_text() -> None:
    assert "".join(texts_of("<b>one <p>two</b> three</p></i> four <div>five</p> six</div></div> seven")).replace(
        " ", ""
    ) == ("onetwothreefourfivesixseven")


def test_a_page_with_two_thousand_levels_loses_no_text() -> None:
    assert texts_of("<div>" * 2000 + "deep" + "</div>" * 2000 + "up") == ["deep", "up"]


def test_the_tree_does_not_change() -> None:
    root = parse_html("<html><body><p>a<br><br>b <script>x</script>c</p></body></html>")
    before = [(element.tag, element.text, element.tail) for element in root.iter()]
    extract_blocks(root)
    assert [(element.tag, element.text, element.tail) for element in root.iter()] == before


def test_each_cell_of_a_layout_table_is_a_block() -> None:
    story = "The quay was closed at noon, and the pilots stayed ashore until the wind had turned. " * 4
    found = blocks_of(f"<table><tr><td>Home<br>Sport</td><td>{story}</td></tr></table>")
    assert [(block.text, block.kind) for block in found] == [
        ("Home\nSport", "paragraph"),
        (story.strip(), "paragraph"),
    ]


def test_a_class_name_that_undoes_hiding_hides_nothing() -> None:
    assert texts_of('<p>The <span class="not-sr-only">old</span> quay</p>') == ["The old quay"]


def test_menu_and_footer_of_the_page_are_left_out_and_those_of_the_article_are_not() -> None:
    main = "<main>b<nav>Parts</nav><article>c<footer>Sources</footer></article></main>"
    assert texts_of(f"<nav>Menu</nav>a{main}d<footer>Imprint</footer>e") == [
        "a",
        "b",
        "Parts",
        "c",
        "Sources",
        "d",
        "e",
    ]


def test_paragraphs_of_one_part_have_the_same_style_signature() -> None:
    first, second = blocks_of('<div class="body"><p class="t">One</p><p class="t">Two</p></div>')
    assert first.style_signature == second.style_signature


@pytest.mark.parametrize(
    "other",
    [
        pytest.param('<div class="body"><h2 class="t">x</h2></div>', id="another tag"),
        pytest.param('<div class="body"><p class="note">x</p></div>', id="another class"),
        pytest.param('<div class="list"><p class="t">x</p></div>', id="another part"),
        pytest.param('<section class="body"><p class="t">x</p></section>', id="another tag around it"),
    ],
)
def test_another_tag_or_class_is_another_style_signature(other: str) -> None:
    assert (
        only_block('<div class="body"><p class="t">One</p></div>').style_signature != only_block(other).style_signature
    )
