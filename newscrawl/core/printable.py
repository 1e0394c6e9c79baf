"""Text from outside, made fit for a log line or a terminal."""

from __future__ import annotations

_LONGEST = 500
_JOINERS = frozenset("\u200c\u200d")
"""Persian, Hindi and emoji are wrong without them, and they do no harm."""


def printable(text: object) -> str:
    r"""The text on one line that a terminal and a log file can take: what is not printable is escaped.

    What is longer than 500 characters is cut.

    >>> printable("first\nsecond")
    'first\\nsecond'
    """
    escaped = "".join(char if char.isprintable() else _escaped(char) for char in str(text)[: _LONGEST + 1])
    return escaped if len(escaped) <= _LONGEST else escaped[: _LONGEST - 1] + "…"


def shown(text: str) -> str:
    r"""All of the text for a person to read: what a terminal would obey and what turns its direction is escaped.

    >>> shown("a\x1b[31m b")
    'a\\x1b[31m b'
    """
    return "".join(char if char.isprintable() or char in _JOINERS else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
