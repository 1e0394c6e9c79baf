"""What a style attribute changes of an element's lines, and which templates are shown."""

from __future__ import annotations

import pytest

from newscrawl.html.display import NO_EFFECT, StyleEffect, is_shadow_root, read_style
from newscrawl.html.parser import parse_html


@pytest.mark.parametrize(
    ("style", "effect"),
    [
        pytest.param("display:block", StyleEffect(is_block=True), id="block"),
        pytest.param("color: red; DISPLAY : Flex !important", StyleEffect(is_block=True), id="flex, in capitals"),
        pytest.param("white-space: pre-line", StyleEffect(keeps_line_feeds=True), id="pre-line"),
        pytest.param("margin:0;white-space:break-spaces", StyleEffect(keeps_line_feeds=True), id="break-spaces"),
        pytest.param("white-space:nowrap", StyleEffect(keeps_line_feeds=False), id="nowrap"),
        pytest.param("clip: rect(0 0 0 0)", StyleEffect(is_clipped=True), id="clipped"),
        pytest.param("display:inline-block", NO_EFFECT, id="inline-block"),
        pytest.param("display:none", NO_EFFECT, id="hidden until a click"),
        pytest.param("backface-display: block", NO_EFFECT, id="another property"),
        pytest.param("margin: 1em", NO_EFFECT, id="margin"),
    ],
)
def test_a_style_changes_where_lines_end(style: str, effect: StyleEffect) -> None:
    assert read_style(style) == effect


@pytest.mark.parametrize(
    ("markup", "is_shown"),
    [
        ('<template shadowrootmode="open">x</template>', True),
        ('<template shadowroot="closed">x</template>', True),
        ('<template id="row">x</template>', False),
        ('<div shadowrootmode="open">x</div>', False),
    ],
)
def test_a_template_is_shown_if_it_is_a_shadow_root(markup: str, is_shown: bool) -> None:
    (element,) = parse_html(f"<html><body>{markup}</body></html>").iter("template", "div")
    assert is_shadow_root(element) is is_shown
