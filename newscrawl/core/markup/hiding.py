"""Text that stands in the mark-up and not before the reader's eyes."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_SCREEN_READER = re.compile(r"(?<!not-)(?:sr-only|visually-?hidden|screen-?reader|assistive-text)")
"""Class names for text that only screen readers read out; `not-sr-only` is none."""

_CLIPPED = re.compile(r"clip:\s*rect\(\s*[01](?:px)?[\s,]")
"""The style that every toolkit hides text for screen readers with."""


def is_for_screen_readers(element: HtmlElement) -> bool:
    """Whether only a screen reader reads the element out, such as "opens in a new window"."""
    names, style = element.get("class"), element.get("style")
    return bool(names and _SCREEN_READER.search(names)) or bool(style and _CLIPPED.search(style))
