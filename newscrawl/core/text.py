"""Text made safe and comparable: what every string of a record passes through."""

from __future__ import annotations

import re
import unicodedata

from newscrawl.core.remembering import remembered

_UNSAFE = re.compile(
    # C0 (but white space, dealt with below), DEL, C1, zero-width space and BOM, bidi overrides and isolates, lone
    # surrogates, non-characters. Zero-width joiners stay: Persian, Hindi and emoji are wrong without them.
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACES = re.compile(r"\s+")
_MOST_ROUND_IT = 40
"""Characters of punctuation round a line, at most, that are not part of what it says."""
_SOFT_HYPHEN = "\u00ad"
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_FOLDED = {
    **dict.fromkeys("‘’‚‛`´ʼ′＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    "…": "...",
}
_FOLDABLE = re.compile(f"[{''.join(_FOLDED)}]")  # six times as fast as str.translate where text is not ASCII
_COMMONEST = tuple((sign, _FOLDED[sign]) for sign in "’“”–")
"""All that is not ASCII in a third of such lines; none of them changes by its neighbours in NFKC or by case."""
_SIGNS = "".join(char for char in map(chr, range(128)) if not char.isalnum())
"""The ASCII characters that are no letter and no digit."""


def clean(text: str) -> str:
    """The text in NFC, on one line, safe for every JSON Lines reader.

    Control characters, lone surrogates and direction overrides go; every run of white space,
    U+2028 and U+2029 among it, becomes one space; soft hyphens vanish.
    """
    printable = text.isprintable()
    if printable and "  " not in text:  # of all white space, only the space itself is printable
        text = text.strip(" ")
    else:
        text = " ".join(text.split())
        printable = text.isprintable()
    if printable and unicodedata.is_normalized("NFC", text):  # nearly always, and ten times as fast
        return text
    text = _UNSAFE.sub("", text).replace(_SOFT_HYPHEN, "")
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def clean_or_none(text: str | None) -> str | None:
    """The clean text, or None where nothing is left of it."""
    return clean(text) or None if text else None


@remembered(1024)  # a page's lines are compared with its title, its standfirst, with phrases and with each other
def fold(text: str) -> str:
    """The text in the form in which two lines are compared.

    Width, case, quotation marks, dashes and spaces are made one; punctuation at both ends goes.
    """
    if not text.isascii():
        for sign, same in _COMMONEST:
            text = text.replace(sign, same)
    if text.isascii():
        folded = text.lower().replace("`", "'")
    else:
        folded = _FOLDABLE.sub(lambda sign: _FOLDED[sign[0]], unicodedata.normalize("NFKC", text).casefold())
    if not folded.isprintable() or "  " in folded:  # no other white space than a space is printable
        folded = " ".join(folded.split())
    return folded.strip(_SIGNS) if folded.isascii() else _strip_punctuation(folded)


def folds_to(text: str, folded: str) -> bool:
    """Whether the text in the form of `fold` is this one: nearly always, its length alone says that it is not."""
    return len(text) <= 2 * len(folded) + _MOST_ROUND_IT and fold(text) == folded


def width(text: str, enough: int) -> int:
    """Length, with wide characters (Chinese, Japanese, Korean) counted twice: up to what is enough."""
    if len(text) >= enough or text.isascii():
        return len(text)
    return len(text) + len(_WIDE.findall(text))


def words(text: str) -> list[str]:
    """The words of the text, in order, without punctuation."""
    return _WORD.findall(text)


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or unicodedata.category(text[end - 1]).startswith("M")):
        end -= 1
    return text[start:end]
