"""Which way a text runs."""

from __future__ import annotations

import unicodedata
from typing import Literal

TextDirection = Literal["ltr", "rtl"]

_MAX_CHARS = 2000
_STRONG_DIRECTIONS: dict[str, TextDirection] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def detect_direction(text: str) -> TextDirection:
    """From right to left where most words are Arabic, Hebrew or of another script that runs so.

    Addresses and names in other letters do not turn it, however long they are.

    >>> detect_direction("הרכבת של A1"), detect_direction("The word רכבת"), detect_direction("7")
    ('rtl', 'ltr', 'ltr')
    """
    directions = [_word_direction(word) for word in text[:_MAX_CHARS].split()]
    return "rtl" if directions.count("rtl") > directions.count("ltr") else "ltr"


def _word_direction(word: str) -> TextDirection | None:
    return next(
        (_STRONG_DIRECTIONS[kind] for kind in map(unicodedata.bidirectional, word) if kind in _STRONG_DIRECTIONS), None
    )
