"""Text from outside, made fit for a log line or a terminal."""

from __future__ import annotations

_MAX_LOG_CHARS = 500
_ZERO_WIDTH_JOINERS = frozenset("\u200c\u200d")
"""Persian, Hindi and emoji are wrong without them, and they do no harm."""


def escape_for_log(text: object) -> str:
    r"""The text on one line that a terminal and a log file can take: what is not printable is escaped.

    What is longer than 500 characters is cut.

    >>> escape_for_log("first\nsecond")
    'first\\nsecond'
    """
    escaped = "".join(char if char.isprintable() else _escape_char(char) for char in str(text)[: _MAX_LOG_CHARS + 1])
    return escaped if len(escaped) <= _MAX_LOG_CHARS else escaped[: _MAX_LOG_CHARS - 1] + "…"


def escape_for_display(text: str) -> str:
    r"""All of the text for a person to read: what a terminal would obey and what turns its direction is escaped.

    >>> escape_for_display("a\x1b[31m b")
    'a\\x1b[31m b'
    """
    return "".join(char if char.isprintable() or char in _ZERO_WIDTH_JOINERS else _escape_char(char) for char in text)


def _escape_char(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
