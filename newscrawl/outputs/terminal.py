"""Text in columns of a terminal: how wide it is there, and where it breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WIDE_CHARS = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
"""Chinese and Japanese signs: a line may break between two of them, as it may not in Korean."""
_CLOSING_PUNCTUATION = "、。，．：；！？」』）】〉》〕ー…"
"""What must not begin a line: it stays with the sign before it."""
_WRAP_UNIT = re.compile(rf"[{_WIDE_CHARS}][{_CLOSING_PUNCTUATION}]*|[^\s{_WIDE_CHARS}]+|\s+")
_ZERO_WIDTH_CATEGORIES = frozenset({"Mn", "Me", "Cf"})


def display_width(text: str) -> int:
    """The columns that a terminal gives the text: two for wide signs, none for marks and joiners.

    >>> display_width("été"), display_width("港の町")
    (3, 6)
    """
    return sum(map(_char_width, text))


def wrap_text(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces, between wide signs, or where nothing else helps.

    >>> wrap_text("one two three", 8)
    ['one two', 'three']
    """
    lines, line, remaining = [], "", columns
    for chunk in _iter_chunks(text, columns):
        chunk_width = display_width(chunk)
        if chunk_width > remaining:
            lines.append(line.rstrip())
            line, remaining = "", columns
        if line or not chunk.isspace():
            line, remaining = line + chunk, remaining - chunk_width
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _iter_chunks(text: str, columns: int) -> Iterator[str]:
    """What is not broken, each piece of at most so many columns."""
    for chunk in _WRAP_UNIT.findall(text):
        start, remaining = 0, columns
        for index, char in enumerate(chunk):
            char_width = _char_width(char)
            if char_width > remaining and index > start:
                yield chunk[start:index]
                start, remaining = index, columns
            remaining -= char_width
        yield chunk[start:]


def _char_width(char: str) -> int:
    if unicodedata.category(char) in _ZERO_WIDTH_CATEGORIES:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
