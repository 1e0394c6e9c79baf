"""Which way a text runs."""

from __future__ import annotations

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

_SAMPLE = 2000
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def direction(text: str) -> Direction:
    """From right to left where most letters are Arabic, Hebrew or of another script that runs so.

    >>> direction("רכבת A1"), direction("The word רכבת"), direction("7")
    ('rtl', 'ltr', 'ltr')
    """
    kinds = [unicodedata.bidirectional(char) for char in text[:_SAMPLE]]
    return "rtl" if sum(kind in _RIGHT_TO_LEFT for kind in kinds) > kinds.count("L") else "ltr"
