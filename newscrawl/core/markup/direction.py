"""Which way a text runs."""

from __future__ import annotations

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

_SAMPLE = 2000
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def direction(text: str) -> Direction:
    """From right to left where most words are Arabic, Hebrew or of another script that runs so.

    Addresses and names in other letters do not turn it, however long they are.

    >>> direction("הרכבת של A1"), direction("The word רכבת"), direction("7")
    ('rtl', 'ltr', 'ltr')
    """
    ways = [_way(word) for word in text[:_SAMPLE].split()]
    return "rtl" if ways.count("rtl") > ways.count("ltr") else "ltr"


def _way(word: str) -> Direction | None:
    return next((_STRONG[kind] for kind in map(unicodedata.bidirectional, word) if kind in _STRONG), None)
