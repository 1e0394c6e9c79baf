"""Text in columns of a terminal: how wide it is there, and where it breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WIDE = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
"""Chinese and Japanese signs: a line may break between two of them, as it may not in Korean."""
_CLOSING = "、。，．：；！？」』）】〉》〕ー…"
"""What must not begin a line: it stays with the sign before it."""
_PIECE = re.compile(rf"[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+|\s+")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def width(text: str) -> int:
    """The columns that a terminal gives the text: two for wide signs, none for marks and joiners.

    >>> width("été"), width("港の町")
    (3, 6)
    """
    return sum(map(_columns, text))


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces, between wide signs, or where nothing else helps.

    >>> wrapped("one two three", 8)
    ['one two', 'three']
    """
    lines, line, room = [], "", columns
    for piece in _pieces(text, columns):
        size = width(piece)
        if size > room:
            lines.append(line.rstrip())
            line, room = "", columns
        if line or not piece.isspace():
            line, room = line + piece, room - size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, columns: int) -> Iterator[str]:
    """What is not broken, each piece of at most so many columns."""
    for piece in _PIECE.findall(text):
        start, room = 0, columns
        for at, char in enumerate(piece):
            size = _columns(char)
            if size > room and at > start:
                yield piece[start:at]
                start, room = at, columns
            room -= size
        yield piece[start:]


def _columns(char: str) -> int:
    if unicodedata.category(char) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
