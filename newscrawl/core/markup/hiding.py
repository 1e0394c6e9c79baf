"""Text that stands in the mark-up and not before the reader's eyes."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

_SCREEN_READER = re.compile(r"(?<!not-)(?:sr-only|visually-?hidden|screen-?reader|assistive-text)")
"""Class names for text that only screen readers read out; `not-sr-only` is none."""

_CLIPPED = re.compile(r"clip:\s*rect\(\s*[01](?:px)?[\s,]")
"""The style that every toolkit hides text for screen readers with."""


def is_for_screen_readers(element: HtmlElement) -> bool:
    """Whether only a screen reader reads the element out, such as "opens in a new window"."""
    names, style = element.get("class"), element.get("style")
    return (names is not None and _names_it(names)) or (style is not None and _CLIPPED.search(style) is not None)


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def _names_it(names: str) -> bool:
    return _SCREEN_READER.search(names) is not None
