"""How an element is displayed, where its tag alone does not say it: style attributes and declarative shadow roots.

Only what decides where a line ends is read: `display`, `white-space` and clipping.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.html import HtmlElement

from newscrawl.text import lru_cache_short

_CLIPPED_STYLE = re.compile(r"clip:\s*rect\(\s*[01](?:px)?[\s,]")
"""The style with which toolkits hide text that is for screen readers."""
_BLOCK_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b")
_WHITE_SPACE = re.compile(r"(?:^|;)\s*white-space\s*:\s*(pre|break-spaces|normal|nowrap)")


class StyleEffect(NamedTuple):
    """What a style changes of the lines of an element."""

    is_clipped: bool = False
    """Whether the element is not visible."""
    is_block: bool = False
    """Whether the element begins and ends a line, even if its tag is an inline one."""
    keeps_line_feeds: bool | None = None
    """Whether a line feed in the text ends a line; None if that is as in the element around it."""


NO_EFFECT = StyleEffect()


@lru_cache_short(4_096)
def read_style(style: str) -> StyleEffect:
    """The effect of the declarations in a style attribute or a rule of a style sheet."""
    style = style.lower()
    is_clipped = "clip" in style and _CLIPPED_STYLE.search(style) is not None
    is_block = "display" in style and _BLOCK_DISPLAY.search(style) is not None
    white_space = _WHITE_SPACE.search(style) if "white-space" in style else None
    keeps_line_feeds = white_space[1] in ("pre", "break-spaces") if white_space else None
    if not is_clipped and not is_block and keeps_line_feeds is None:
        return NO_EFFECT
    return StyleEffect(is_clipped, is_block, keeps_line_feeds)


def is_shadow_root(element: HtmlElement) -> bool:
    """Whether the element is a `template` that a browser shows: a declarative shadow root."""
    return element.tag == "template" and (
        element.get("shadowrootmode") is not None or element.get("shadowroot") is not None
    )
