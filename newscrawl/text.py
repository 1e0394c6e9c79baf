"""Text made safe and comparable: what every string of a record passes through.

Text from outside, made fit for a log line or a terminal.

Functions of short texts that answer at once what they were asked before.

Folded text without the marks that writers leave out: accents in capitals, points, vowel signs, hamza.

Whether a phrase stands in a line as whole words, in scripts that part words and in those that do not.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The English months, each by its first three letters, as dates and URLs have them."""

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


Others = ParamSpec("Others")
Result = TypeVar("Result")

_MAX_CACHED_CHARS = 1_000
"""Characters. What is longer is no name, label, byline or date, and seldom asked twice; a hostile page has megabytes of
it, and a thousand such pages would fill the memory."""


def lru_cache_short(
    maxsize: int,
) -> Callable[[Callable[Concatenate[str, Others], Result]], Callable[Concatenate[str, Others], Result]]:
    """Python's `lru_cache` for functions whose first argument is a text of any length: long ones are not kept.

    :param most: how many answers are kept.
    """

    def decorate(function: Callable[Concatenate[str, Others], Result]) -> Callable[Concatenate[str, Others], Result]:
        cached = lru_cache(maxsize=maxsize)(function)

        @wraps(function)
        def wrapper(text: str, /, *others: Others.args, **named: Others.kwargs) -> Result:
            if len(text) > _MAX_CACHED_CHARS:
                return function(text, *others, **named)
            return cached(text, *others, **named)  # type: ignore[arg-type]

        return wrapper

    return decorate


_UNSAFE_CHARS = re.compile(
    # C0 (but white space, dealt with below), DEL, C1, zero-width space and BOM, bidi overrides and isolates, lone
    # surrogates, non-characters. Zero-width joiners stay: Persian, Hindi and emoji are wrong without them.
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_WHITESPACE = re.compile(r"\s+")
_MAX_OUTER_PUNCTUATION = 40
"""Characters of punctuation round a line, at most, that are not part of what it says."""
_SOFT_HYPHEN = "\u00ad"
_WIDE_CHARS = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_FOLD_MAP = {
    **dict.fromkeys("‘’‚‛`´ʼ′＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    "…": "...",
}
_FOLDABLE_CHARS = re.compile(f"[{''.join(_FOLD_MAP)}]")  # six times as fast as str.translate where text is not ASCII
_COMMON_FOLDS = tuple((sign, _FOLD_MAP[sign]) for sign in "’“”–")
"""All that is not ASCII in a third of such lines; none of them changes by its neighbours in NFKC or by case."""
_ASCII_PUNCTUATION = "".join(char for char in map(chr, range(128)) if not char.isalnum())
"""The ASCII characters that are no letter and no digit."""


def normalize_text(text: str) -> str:
    """The text in NFC, on one line, safe for every JSON Lines reader.

    Control characters, lone surrogates and direction overrides go; every run of white space,
    U+2028 and U+2029 among it, becomes one space; soft hyphens vanish.
    """
    is_printable = text.isprintable()
    if is_printable and "  " not in text:  # of all white space, only the space itself is printable
        text = text.strip(" ")
    else:
        text = " ".join(text.split())
        is_printable = text.isprintable()
    if is_printable and unicodedata.is_normalized("NFC", text):  # nearly always, and ten times as fast
        return text
    text = _UNSAFE_CHARS.sub("", text).replace(_SOFT_HYPHEN, "")
    return unicodedata.normalize("NFC", _WHITESPACE.sub(" ", text)).strip()


def normalize_text_or_none(text: str | None) -> str | None:
    """The clean text, or None where nothing is left of it."""
    return normalize_text(text) or None if text else None


_HTML_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|figure|figcaption)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_LINE_BREAKS = re.compile(r"[\r\n\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def strip_tags(text: str) -> str:
    """The text without HTML tags and with its character references decoded, on one line.

    >>> strip_tags("Caf&amp;eacute; <b>closed</b>")
    'Café closed'
    """
    return normalize_text(_HTML_TAG.sub(" ", _unescape_entities(text)) if "<" in text or "&" in text else text)


def strip_tags_to_lines(text: str) -> str:
    r"""The text without HTML tags and with its character references decoded, one line for each paragraph.

    >>> strip_tags_to_lines("<p>One<br>two</p> <p>Three</p>")
    'One\ntwo\nThree'
    """
    text = _unescape_entities(text)
    if "<" in text:
        text = _HTML_TAG.sub(" ", _BLOCK_TAG.sub("\n", text))
    return "\n".join(filter(None, map(normalize_text, _LINE_BREAKS.split(text))))


def _unescape_entities(text: str) -> str:
    """Decode character references twice at most: content systems escape text that was already escaped."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


@lru_cache_short(1024)  # a page's lines are compared with its title, its standfirst, with phrases and with each other
def fold(text: str) -> str:
    """The text in the form in which two lines are compared.

    Width, case, quotation marks, dashes and spaces are made one; punctuation at both ends goes.
    """
    if not text.isascii():
        for sign, replacement in _COMMON_FOLDS:
            text = text.replace(sign, replacement)
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = _FOLDABLE_CHARS.sub(lambda sign: _FOLD_MAP[sign[0]], unicodedata.normalize("NFKC", text).casefold())
    if not folded.isprintable() or "  " in folded:  # no other white space than a space is printable
        folded = " ".join(folded.split())
    return folded.strip(_ASCII_PUNCTUATION) if folded.isascii() else _strip_punctuation(folded)


def matches_folded(text: str, folded: str) -> bool:
    """Whether the text in the form of `fold` is this one: nearly always, its length alone says that it is not."""
    return len(text) <= 2 * len(folded) + _MAX_OUTER_PUNCTUATION and fold(text) == folded


def display_width(text: str, threshold: int) -> int:
    """Length, with wide characters (Chinese, Japanese, Korean) counted twice: up to what is enough."""
    if len(text) >= threshold or text.isascii():
        return len(text)
    return len(text) + len(_WIDE_CHARS.findall(text))


def split_words(text: str) -> list[str]:
    """The words of the text, in order, without punctuation."""
    return _WORD.findall(text)


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or unicodedata.category(text[end - 1]).startswith("M")):
        end -= 1
    return text[start:end]


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


_LABEL_SEPARATOR = re.compile(r"\s*[:|>→⟶➔➜➤►▶▸▹›•·»\]】》〉}]|\s+-\s|\s*\.\.\.(?!\w)")
"""What sets a label apart from the text after it. A bare hyphen does not: it joins words."""
UNSPACED_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words are not set apart (Thai, Lao, Burmese, Khmer, Japanese, Chinese), or take endings (Korean)."""
_MIN_DISTINCTIVE_WORDS, _MIN_DISTINCTIVE_CHARS, _MIN_DISTINCTIVE_UNSPACED = 3, 14, 6


def is_distinctive(literal: str) -> bool:
    """Whether a folded literal is too long to mean anything else in any language."""
    if UNSPACED_SCRIPTS.search(literal):
        return len(literal) >= _MIN_DISTINCTIVE_UNSPACED
    return literal.count(" ") + 1 >= _MIN_DISTINCTIVE_WORDS and len(literal) >= _MIN_DISTINCTIVE_CHARS


def starts_with_phrase(line: str, folded: str, literal: str, *, is_label: bool) -> bool:
    """Whether a line that starts with these characters starts with this phrase; a label has to be set apart."""
    end = len(literal)
    if not is_label:
        return is_word_bounded(folded, 0, end)
    if _LABEL_SEPARATOR.match(folded, end):
        return True
    return is_word_bounded(folded, 0, end) and _is_uppercase_label(line, literal.count(" ") + 1)


def _is_uppercase_label(line: str, count: int) -> bool:
    """Whether the first words stand in capitals and the text after them does not."""
    words = line.split()
    return " ".join(words[:count]).isupper() and len(words) > count and not " ".join(words[count:]).isupper()


def contains_phrase(folded: str, literal: str) -> bool:
    """Whether the phrase stands anywhere in the line."""
    start = folded.find(literal)
    while start >= 0:
        if is_word_bounded(folded, start, start + len(literal)):
            return True
        start = folded.find(literal, start + 1)
    return False


def is_word_bounded(folded: str, start: int, end: int) -> bool:
    """Whether folded[start:end] begins and ends where words do."""
    joined_before = start > 0 and _is_same_word(folded[start - 1], folded[start])
    return not joined_before and not (end < len(folded) and _is_same_word(folded[end], folded[end - 1]))


def _is_same_word(outer: str, inner: str) -> bool:
    """Whether two neighbours are parts of one word."""
    spaced = not (UNSPACED_SCRIPTS.match(inner) or UNSPACED_SCRIPTS.match(outer))
    return spaced and (outer.isalnum() or unicodedata.category(outer)[0] == "M")
