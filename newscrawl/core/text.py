"""Text made safe and comparable: what every string of a record passes through."""

from __future__ import annotations

import re
import unicodedata

from newscrawl.core.remembering import lru_cache_short

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
