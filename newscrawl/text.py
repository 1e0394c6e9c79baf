"""Text that is safe, comparable and printable: every string of a record passes through `normalize_text`."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

_Others = ParamSpec("_Others")
_Result = TypeVar("_Result")

ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The English months, each by its first three letters, as dates and URLs have them."""

_MAX_CACHED_CHARS = 1_000
"""A longer text is not a name, label, byline or date, and the same text rarely comes twice. A hostile page has
megabytes of it, and a thousand such pages would fill the memory."""

_UNSAFE_CHARS = re.compile(
    # C0 (but white space, dealt with below), DEL, C1, zero-width space and BOM, bidi overrides and isolates, lone
    # surrogates, non-characters. Zero-width joiners stay: Persian, Hindi and emoji are wrong without them.
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_WHITESPACE = re.compile(r"\s+")
_SOFT_HYPHEN = "\u00ad"
_WIDE_CHARS = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")

_HTML_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_SCRIPT = re.compile(r"<(?:script|style)\b[^<>]{0,2000}>.*?</(?:script|style)\s*>", re.IGNORECASE | re.DOTALL)
_SCRIPT_END = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|figure|figcaption)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_LINE_BREAKS = re.compile(r"[\r\n\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_FOLD_MAP = {
    **dict.fromkeys("‘’‚‛`´ʼ′＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    "…": "...",
}
_FOLDABLE_CHARS = re.compile(f"[{''.join(_FOLD_MAP)}]")
"""The search is six times as fast as `str.translate` if the text is not ASCII."""
_COMMON_FOLDS = tuple((sign, _FOLD_MAP[sign]) for sign in "’“”–")
"""In a third of the lines with non-ASCII characters, these are the only ones. They can be replaced first: in NFKC and
in case folding, none of them depends on its neighbours."""
_ASCII_PUNCTUATION = "".join(char for char in map(chr, range(128)) if not char.isalnum())
"""The ASCII characters that are not letters or digits."""
_MAX_OUTER_PUNCTUATION = 40
"""Characters that `fold` may remove at the ends of a line."""

_DIACRITICS = re.compile(
    "[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0655\u0670\u093c]"
)
"""Accents, Hebrew points, Arabic vowels, hamza and kashida, the nukta. The breve is not one of them: the Cyrillic й is
not an и."""
_ACCENTED_RANGES = (
    range(0xC0, 0x250),
    range(0x300, 0x530),
    range(0x591, 0x700),
    range(0x93C, 0x93D),
    range(0x1E00, 0x2000),
)
"""Where letters with such marks, and the marks themselves, are in NFKC text."""


def _strip_letter_accents(letter: str) -> str:
    return unicodedata.normalize("NFC", _DIACRITICS.sub("", unicodedata.normalize("NFD", letter)))


_BASE_LETTERS = {"ı": "i", "ς": "σ"} | {
    letter: bare
    for block in _ACCENTED_RANGES
    for letter in map(chr, block)
    if (bare := _strip_letter_accents(letter)) != letter
}
_ACCENTED_LETTERS = re.compile(f"[{''.join(_BASE_LETTERS)}]")

_MAX_LOG_CHARS = 500
_ZERO_WIDTH_JOINERS = frozenset("\u200c\u200d")
"""Persian, Hindi and emoji are wrong without them, and they are harmless."""


def lru_cache_short(
    maxsize: int,
) -> Callable[[Callable[Concatenate[str, _Others], _Result]], Callable[Concatenate[str, _Others], _Result]]:
    """Python's `lru_cache` for functions whose first argument is a text of any length; long texts are not cached.

    :param maxsize: the number of results that are kept.
    """

    def decorate(
        function: Callable[Concatenate[str, _Others], _Result],
    ) -> Callable[Concatenate[str, _Others], _Result]:
        cached = lru_cache(maxsize=maxsize)(function)

        @wraps(function)
        def wrapper(text: str, /, *others: _Others.args, **named: _Others.kwargs) -> _Result:
            if len(text) > _MAX_CACHED_CHARS:
                return function(text, *others, **named)
            return cached(text, *others, **named)  # type: ignore[arg-type]

        return wrapper

    return decorate


def normalize_text(text: str) -> str:
    """The text in NFC, on one line, safe for every JSON Lines reader.

    Control characters, lone surrogates, direction overrides and soft hyphens are removed. Every run of white space,
    including U+2028 and U+2029, becomes one space.
    """
    is_printable = text.isprintable()
    if is_printable and "  " not in text:  # the space is the only white space that is printable
        text = text.strip(" ")
    else:
        text = " ".join(text.split())
        is_printable = text.isprintable()
    if is_printable and unicodedata.is_normalized("NFC", text):  # true of nearly all texts, and ten times as fast
        return text
    text = _UNSAFE_CHARS.sub("", text).replace(_SOFT_HYPHEN, "")
    return unicodedata.normalize("NFC", _WHITESPACE.sub(" ", text)).strip()


def normalize_text_or_none(text: str | None) -> str | None:
    """The normalized text; None if nothing is left of it."""
    return normalize_text(text) or None if text else None


def strip_tags(text: str) -> str:
    """The text without HTML tags and with its character references decoded, on one line.

    >>> strip_tags("Caf&amp;eacute; <b>closed</b>")
    'Café closed'
    """
    return normalize_text(_remove_tags(_unescape_entities(text)) if "<" in text or "&" in text else text)


def strip_tags_to_lines(text: str) -> str:
    r"""The text without HTML tags and with its character references decoded, one line for each paragraph.

    >>> strip_tags_to_lines("<p>One<br>two</p> <p>Three</p>")
    'One\ntwo\nThree'
    """
    text = _unescape_entities(text)
    if "<" in text:
        text = _remove_tags(_BLOCK_TAG.sub("\n", text))
    return "\n".join(filter(None, map(normalize_text, _LINE_BREAKS.split(text))))


def _remove_tags(text: str) -> str:
    """The text with a space in place of each tag, and of each script and style sheet with what is in it.

    A script without an end is text about scripts.
    """
    if end_tags := [*_SCRIPT_END.finditer(text)]:
        # Behind the last end tag, the search for another one would go through the whole rest from each start tag.
        end = end_tags[-1].end()
        text = _SCRIPT.sub(" ", text[:end]) + text[end:]
    return _HTML_TAG.sub(" ", text)


@lru_cache_short(1024)  # a line is compared with the title, with the description, with phrases and with other lines
def fold(text: str) -> str:
    """The form of a text in which two lines are compared.

    Width, case, quotation marks, dashes and spaces become uniform; punctuation at both ends is removed.
    """
    if not text.isascii():
        for sign, replacement in _COMMON_FOLDS:
            text = text.replace(sign, replacement)
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = _FOLDABLE_CHARS.sub(lambda sign: _FOLD_MAP[sign[0]], unicodedata.normalize("NFKC", text).casefold())
    if not folded.isprintable() or "  " in folded:  # the space is the only white space that is printable
        folded = " ".join(folded.split())
    return folded.strip(_ASCII_PUNCTUATION) if folded.isascii() else _strip_punctuation(folded)


def matches_folded(text: str, folded: str) -> bool:
    """Whether `fold(text)` is equal to `folded`; the length alone mostly shows that it is not."""
    return len(text) <= 2 * len(folded) + _MAX_OUTER_PUNCTUATION and fold(text) == folded


def strip_accents(text: str) -> str:
    """The folded text with base letters, so that `À lire également` and `A LIRE EGALEMENT` become equal.

    Writers leave out accents in capitals, points, vowel signs and hamza.
    """
    return text if text.isascii() else _ACCENTED_LETTERS.sub(lambda letter: _BASE_LETTERS[letter[0]], text)


def split_words(text: str) -> list[str]:
    """The words of the text, in order, without punctuation."""
    return _WORD.findall(text)


def display_width(text: str, threshold: int) -> int:
    """The length of the text; wide characters (Chinese, Japanese, Korean) count as two.

    :param threshold: wide characters are not counted if the length alone reaches this number.
    """
    if len(text) >= threshold or text.isascii():
        return len(text)
    return len(text) + len(_WIDE_CHARS.findall(text))


def escape_for_log(text: object) -> str:
    r"""The text on one line that is safe for a terminal and a log file: characters that are not printable are escaped.

    A text of more than 500 characters is shortened.

    >>> escape_for_log("first\nsecond")
    'first\\nsecond'
    """
    escaped = "".join(char if char.isprintable() else _escape_char(char) for char in str(text)[: _MAX_LOG_CHARS + 1])
    return escaped if len(escaped) <= _MAX_LOG_CHARS else escaped[: _MAX_LOG_CHARS - 1] + "…"


def escape_for_display(text: str) -> str:
    r"""The whole text for a person to read; control sequences of a terminal and direction overrides are escaped.

    >>> escape_for_display("a\x1b[31m b")
    'a\\x1b[31m b'
    """
    return "".join(char if char.isprintable() or char in _ZERO_WIDTH_JOINERS else _escape_char(char) for char in text)


def _escape_char(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _unescape_entities(text: str) -> str:
    """Decode character references, at most twice: content systems escape text that was already escaped."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or unicodedata.category(text[end - 1]).startswith("M")):
        end -= 1
    return text[start:end]
