"""A raw byline taken apart: mark-up, addresses and separators out, pieces in order."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from newscrawl.core.names.vocabulary import get_vocabulary, normalize_word
from newscrawl.core.text import normalize_text

MAX_RAW_CHARS = 2000
"""Characters read of a byline: the longest real ones, of some eighty names, have fewer."""

_HTML_TAG = re.compile(r"<[^<>]{0,400}>")
_CONTACT = re.compile(
    r"(?:https?://|www\.)[^\s<>|;,]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}|(?<![\w@])@\w[\w.]{0,40}|\[at\]\S+"
)
_LINE_BREAKS = re.compile(r"[\n\r\t\u2028\u2029\x0b\x0c]+")
_BETWEEN_HANGUL = re.compile(r"(?<=[가-힣])[·ㆍ・](?=[가-힣])")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff々])・(?=[\u4e00-\u9fff])")
_STRONG_SEPARATOR = re.compile(
    r"[;|•●▪◦►／、；｜؛\n…=＝*_]|\s[·・~–—―-]+(?=\s|$)|^[–—―-]+\s|(?<!\b[adsADS])/|/(?![olpOLP]\b)|[–—―](?=\w)"
)
_BRACKET = re.compile(r"[()\[\]{}（）【】〔〕<>]")
_NICKNAME = re.compile(r"(?<=\w )[(\[]([^\W\d_]{2,15})[)\]] (?=[^\W\d_a-z])")
_COMMA = re.compile(r"[,،，]")
_COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")
_MAX_SEAM_CONTEXT_CHARS = 60
_MAX_LABEL_WORDS = 4
_NAME_PREFIXES = frozenset(
    "mc mac de di da du la le lo van von fitz del dela des vander o d l dal dos el al ben abu st san"
    " mo ja jo ma".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineSegment:
    """What stands between two strong separators: pieces that commas divide."""

    items: tuple[str, ...]
    is_label: bool = False
    """Whether it ends with a colon: a label of what follows."""


def split_segments(raw: str) -> list[BylineSegment]:
    """The pieces of a raw byline in order, without mark-up and addresses."""
    text = _clean_raw(raw[:MAX_RAW_CHARS])
    segments = []
    for segment_text in _STRONG_SEPARATOR.split(text):
        segment_text = segment_text.strip()
        items = tuple(filter(None, (item.strip() for item in _COMMA.split(segment_text))))
        if items:
            segments.append(BylineSegment(items=items, is_label=segment_text.endswith((":", "："))))
    return segments


def remove_contacts(text: str) -> str:
    """The text without e-mail addresses, links and handles."""
    return _CONTACT.sub(" ", text)


def _clean_raw(raw: str) -> str:
    if "&" in raw:
        raw = html.unescape(raw)
    text = _LINE_BREAKS.sub("\n", _HTML_TAG.sub("\n", raw))
    text = _CONTACT.sub(" | ", text)
    text = _join_conjunction_lines([normalize_text(line) for line in text.split("\n")])
    text = _BETWEEN_HANGUL.sub(";", _BETWEEN_HAN.sub(";", text))
    text = _BRACKET.sub(";", _NICKNAME.sub("", text))
    return _split_at_labels(_split_glued_words(text))


def _join_conjunction_lines(lines: list[str]) -> str:
    """The lines; those that an "and" at a line's end or head joins become one."""
    conjunctions = get_vocabulary().conjunctions
    text = ""
    for line in filter(None, lines):
        joined = text.rpartition(" ")[2] in conjunctions or line.partition(" ")[0] in conjunctions
        text += (" " if joined else "\n") + line if text else line
    return text


def _split_glued_words(text: str) -> str:
    """Things printed without a space between them, one a line: "Ana LimaBo Ek", "vonAna Lima"."""
    pieces, start = [], 0
    for at in range(1, len(text) - 1):
        if (
            text[at].isupper()
            and text[at - 1].islower()
            and (text[at + 1].islower() or text[at + 1] in "'’.")
            and _is_word_seam(text, start, at)
        ):
            pieces.append(text[start:at])
            start = at
    pieces.append(text[start:])
    return "\n".join(pieces)


def _is_word_seam(text: str, start: int, at: int) -> bool:
    """Whether two things meet here, and not the halves of a name such as "McCarthy" or "DeLay"."""
    words_before = text[max(start, at - _MAX_SEAM_CONTEXT_CHARS) : at].rsplit("\n", 1)[-1].split(" ")
    words_after = text[at : at + _MAX_SEAM_CONTEXT_CHARS].split("\n", 1)[0].split(" ")
    last_word = words_before[-1].casefold()
    if len(words_before) == 1:
        return get_vocabulary().match_at([last_word], 0) is not None or words_after[0].casefold().startswith(last_word)
    if last_word.rpartition("-")[2] in _NAME_PREFIXES:
        return False
    return len(words_after) > 1 or get_vocabulary().match_at([normalize_word(words_after[0]) or " "], 0) is not None


def _split_at_labels(text: str) -> str:
    """The text with each label at the head of a line: "Text: Ana Lima Foto: Bo Ek" is two lines."""
    pieces = _COLON.split(text)
    lines = []
    for piece in pieces[:-1]:
        previous_lines, newline, line = piece.rpartition("\n")
        words = line.split()
        label_start = _find_label_start(words)
        label = " ".join(words[label_start:])
        words_before = (
            words[:label_start] if label or len(words) > 1 else []
        )  # one unknown word before a colon: a label all the same
        lines.append(previous_lines + newline + " ".join(words_before) + (f"\n{label}: " if label else "\n"))
    return "".join([*lines, pieces[-1]])


def _find_label_start(words: list[str]) -> int:
    """Where the longest known phrase begins that ends this line; the line's own length without one."""
    normalized = [normalize_word(word) or " " for word in words]
    for length in range(min(_MAX_LABEL_WORDS, len(words)), 0, -1):
        match = get_vocabulary().match_at(normalized, len(words) - length)
        if match is not None and match.word_count == length:
            return len(words) - length
    return len(words)
