"""Folded text without the marks that writers leave out: accents in capitals, points, vowel signs, hamza."""

from __future__ import annotations

import re
import unicodedata

_DIACRITICS = re.compile(
    "[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0655\u0670\u093c]"
)
"""Accents, Hebrew points, Arabic vowels, hamza and kashida, the nukta. The breve stays: the Cyrillic й is no и."""
_ACCENTED_RANGES = (
    range(0xC0, 0x250),
    range(0x300, 0x530),
    range(0x591, 0x700),
    range(0x93C, 0x93D),
    range(0x1E00, 0x2000),
)
"""Where letters with such marks, and the marks themselves, stand in text in NFKC."""


def _strip_letter_accents(letter: str) -> str:
    return unicodedata.normalize("NFC", _DIACRITICS.sub("", unicodedata.normalize("NFD", letter)))


_BASE_LETTERS = {"ı": "i", "ς": "σ"} | {
    letter: bare
    for block in _ACCENTED_RANGES
    for letter in map(chr, block)
    if (bare := _strip_letter_accents(letter)) != letter
}
_ACCENTED_LETTERS = re.compile(f"[{''.join(_BASE_LETTERS)}]")


def strip_accents(text: str) -> str:
    """The folded text with plain letters, so that A LIRE EGALEMENT is « À lire également »."""
    return text if text.isascii() else _ACCENTED_LETTERS.sub(lambda letter: _BASE_LETTERS[letter[0]], text)
