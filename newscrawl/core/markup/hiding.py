"""Text that stands in the mark-up and not before the reader's eyes."""

from __future__ import annotations

import re
from functools import lru_cache

_SCREEN_READER_CLASS = re.compile(r"(?<!not-)(?:sr-only|visually-?hidden|screen-?reader|assistive-text)")
"""Class names for text that only screen readers read out; `not-sr-only` is none."""

_CLIPPED_STYLE = re.compile(r"clip:\s*rect\(\s*[01](?:px)?[\s,]")
"""The style that every toolkit hides text for screen readers with."""


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def is_screen_reader_only(class_names: str) -> bool:
    """Whether the class names say that only a screen reader reads the element out, such as "opens in a new window"."""
    return _SCREEN_READER_CLASS.search(class_names) is not None


def is_clipped(style: str) -> bool:
    """Whether the style cuts the element down to nothing."""
    return "clip" in style and _CLIPPED_STYLE.search(style) is not None
