"""The form of a block, its removal, and which lines an element holds."""

from __future__ import annotations

from collections import Counter

import pytest

from newscrawl.boilerplate.lines import BlockState, LineRanges, is_label, is_running_text, is_sentence, iter_ancestors
from tests.block_helpers import lines_of, only_block

SENTENCE = "The pilot boat went out twice in the night and came back without news."


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<p>{SENTENCE}</p>", id="sentence"),
        pytest.param("<p>The pilot boat went out twice in the night</p>", id="no full stop"),
        pytest.param(f"<li>{SENTENCE}</li>", id="item"),
        pytest.param(f"<blockquote>{SENTENCE}</blockquote>", id="quote"),
        pytest.param("<p>水先案内の船は夜のうちに二度沖へ出たが便りはなかった。</p>", id="Japanese"),
        pytest.param("<p>밤사이 도선사의 배가 두 번 나갔으나 소식은 없었다고 한다.</p>", id="Korean"),
        pytest.param("<p>خرج قارب الإرشاد مرتين في الليل وعاد دون أخبار.</p>", id="Arabic"),
        pytest.param('<p>The <a href="/b">pilot boat</a> went out twice in the night.</p>', id="link inside"),
    ],
)
def test_running_text_is_long_enough_for_a_sentence(markup: str) -> None:
    assert is_running_text(only_block(markup))


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>By the harbour desk</p>", id="label"),
        pytest.param("<p>Nobody came back.</p>", id="short sentence"),
        pytest.param("<p>港の新聞記者より</p>", id="short Japanese"),
        pytest.param(f"<figcaption>{SENTENCE}</figcaption>", id="caption"),
        pytest.param(f'<p><a href="/b">{SENTENCE}</a></p>', id="all link"),
        pytest.param('<p><a href="/b">The pilot boat went out twice in</a> the night.</p>', id="mostly link"),
    ],
)
def test_labels_captions_and_links_are_not_running_text(markup: str) -> None:
    assert not is_running_text(only_block(markup))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(f"<p>{'a' * 40}</p>", True, id="40 characters"),
        pytest.param(f"<p>{'a' * 39}</p>", False, id="39 characters"),
        pytest.param(f"<p>{'渡' * 20}</p>", True, id="20 wide characters"),
        pytest.param(f"<p>{'渡' * 19}</p>", False, id="19 wide characters"),
        pytest.param(f'<p>{"a" * 51}<a href="/b">{"b" * 49}</a></p>', True, id="less than half a link"),
        pytest.param(f'<p>{"a" * 50}<a href="/b">{"b" * 50}</a></p>', False, id="half a link"),
    ],
)
def test_limits_of_running_text(markup: str, expected: bool) -> None:
    assert is_running_text(only_block(markup)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a" * 59 + ".", True, id="60 characters"),
        pytest.param("a" * 58 + ".", False, id="59 characters"),
        pytest.param(SENTENCE, True, id="full stop"),
        pytest.param(
            "Das Lotsenboot fuhr in der Nacht zweimal hinaus und kam ohne Nachricht zurück …", True, id="dots"
        ),
        pytest.param(f"“{SENTENCE}”", True, id="closing quotation mark"),
        pytest.param("रात में पायलट नाव दो बार बाहर गई और बिना किसी समाचार के वापस लौट आई।", True, id="danda"),
        pytest.param(
            "رات کو پائلٹ کی کشتی دو بار باہر گئی اور بغیر کسی خبر کے واپس لوٹ آئی۔", True, id="Urdu full stop"
        ),
        pytest.param(
            "水先案内の船は夜のうちに二度沖へ出たが、朝になっても便りはなかった。", True, id="Japanese full stop"
        ),
        pytest.param(SENTENCE.rstrip("."), False, id="no stop: a headline"),
        pytest.param(SENTENCE.replace(".", "?"), False, id="question mark: may be a headline"),
        pytest.param("The boat came back.", False, id="too short: a headline with a stop"),
    ],
)
def test_a_sentence_is_long_and_ends_in_a_full_stop(text: str, expected: bool) -> None:
    assert is_sentence(only_block(f"<p>{text}</p>")) is expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<p>The harbour desk</p>", True, id="short paragraph"),
        pytest.param("<h3>The harbour desk</h3>", True, id="short heading"),
        pytest.param("<p>Nobody came.</p>", False, id="short sentence"),
        pytest.param("<li>Rope and oars</li>", False, id="item"),
        pytest.param("<blockquote>Nobody came</blockquote>", False, id="quote"),
        pytest.param(f"<p>{SENTENCE}</p>", False, id="sentence"),
    ],
)
def test_a_label_is_a_short_line_without_a_full_stop(markup: str, expected: bool) -> None:
    assert is_label(only_block(markup)) is expected


def test_ancestors_end_below_the_container() -> None:
    lines, container = lines_of("<main container><section><div><p>x</p></div></section></main>")
    assert [part.tag for part in iter_ancestors(lines[0].block, container)] == ["p", "div", "section"]


def test_the_first_removal_gives_the_reason() -> None:
    line = BlockState(only_block("<p>x</p>"), is_content=True, class_hint=None)
    assert line.is_kept
    line.remove("teaser", "structure:link-only")
    line.remove("share", "phrases/en:share-this")
    assert (line.is_kept, line.reason, line.rule) == (False, "teaser", "structure:link-only")


PAGES = [
    pytest.param("<div container><p>a</p><p>b</p><p>c</p></div>", id="side by side"),
    pytest.param("<div container><section>a<div>b<p>c</p>d</div>e</section><p>f</p></div>", id="text around elements"),
    pytest.param("<div container>a<div><div><p>b</p></div><ul><li>c</li><li>d</li></ul></div></div>", id="nested"),
    pytest.param("<main><div container>a</div></main>", id="the container's own text"),
]


@pytest.mark.parametrize("page", PAGES)
def test_an_element_holds_the_lines_whose_ancestor_it_is(page: str) -> None:
    lines, container = lines_of(page)
    line_ranges = LineRanges(lines, container)
    counts = Counter(part for line in lines for part in iter_ancestors(line.block, container))
    assert line_ranges.sum_by_element(1 for _ in lines) == counts
    for part in counts:
        assert lines[line_ranges[part]] == [line for line in lines if part in iter_ancestors(line.block, container)]


@pytest.mark.parametrize("page", PAGES)
def test_lines_of_nested_elements_come_once(page: str) -> None:
    lines, container = lines_of(page)
    parts = [part for line in lines for part in iter_ancestors(line.block, container)]
    found = [*LineRanges(lines, container).iter_lines(parts, lines)]
    assert found == [line for line in lines if next(iter_ancestors(line.block, container), None) is not None]
