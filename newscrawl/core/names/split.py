"""A raw byline taken apart: mark-up, addresses and separators out, pieces in order."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from newscrawl.core.names.vocabulary import key, vocabulary
from newscrawl.core.text import clean

LIMIT = 2000
"""Characters read of a byline: the longest real ones, of some eighty names, have fewer."""

_TAG = re.compile(r"<[^<>]{0,400}>")
_CONTACT = re.compile(
    r"(?:https?://|www\.)[^\s<>|;,]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}|(?<![\w@])@\w[\w.]{0,40}|\[at\]\S+"
)
_LINE = re.compile(r"[\n\r\t\u2028\u2029\x0b\x0c]+")
_BETWEEN_HANGUL = re.compile(r"(?<=[가-힣])[·ㆍ・](?=[가-힣])")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff々])・(?=[\u4e00-\u9fff])")
_STRONG = re.compile(
    r"[;|•●▪◦►／、；｜؛\n…=＝*_]|\s[·・~–—―-]+(?=\s|$)|^[–—―-]+\s|(?<!\b[adsADS])/|/(?![olpOLP]\b)|[–—―](?=\w)"
)
_BRACKET = re.compile(r"[()\[\]{}（）【】〔〕<>]")
_NICKNAME = re.compile(r"(?<=\w )[(\[]([^\W\d_]{2,15})[)\]] (?=[^\W\d_a-z])")
_COMMA = re.compile(r"[,،，]")
_COLON = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")
_REACH = 60
_LONGEST_LABEL = 4
_HEADS = frozenset(
    "mc mac de di da du la le lo van von fitz del dela des vander o d l dal dos el al ben abu st san"
    " mo ja jo ma".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What stands between two strong separators: pieces that commas divide."""

    items: tuple[str, ...]
    label: bool = False
    """Whether it ends with a colon: a label of what follows."""


def groups(raw: str) -> list[Group]:
    """The pieces of a raw byline in order, without mark-up and addresses."""
    text = _plain(raw[:LIMIT])
    found = []
    for part in _STRONG.split(text):
        part = part.strip()
        items = tuple(filter(None, (item.strip() for item in _COMMA.split(part))))
        if items:
            found.append(Group(items=items, label=part.endswith((":", "："))))
    return found


def without_contacts(text: str) -> str:
    """The text without e-mail addresses, links and handles."""
    return _CONTACT.sub(" ", text)


def _plain(raw: str) -> str:
    if "&" in raw:
        raw = html.unescape(raw)
    text = _LINE.sub("\n", _TAG.sub("\n", raw))
    text = _CONTACT.sub(" | ", text)
    text = _rejoined([clean(line) for line in text.split("\n")])
    text = _BETWEEN_HANGUL.sub(";", _BETWEEN_HAN.sub(";", text))
    text = _BRACKET.sub(";", _NICKNAME.sub("", text))
    return _labels(_unglued(text))


def _rejoined(lines: list[str]) -> str:
    """The lines; those that an "and" at a line's end or head joins become one."""
    also = vocabulary().also
    text = ""
    for line in filter(None, lines):
        joined = text.rpartition(" ")[2] in also or line.partition(" ")[0] in also
        text += (" " if joined else "\n") + line if text else line
    return text


def _unglued(text: str) -> str:
    """Things printed without a space between them, one a line: "Ana LimaBo Ek", "vonAna Lima"."""
    parts, start = [], 0
    for at in range(1, len(text) - 1):
        if (
            text[at].isupper()
            and text[at - 1].islower()
            and (text[at + 1].islower() or text[at + 1] in "'’.")
            and _is_seam(text, start, at)
        ):
            parts.append(text[start:at])
            start = at
    parts.append(text[start:])
    return "\n".join(parts)


def _is_seam(text: str, start: int, at: int) -> bool:
    """Whether two things meet here, and not the halves of a name such as "McCarthy" or "DeLay"."""
    before = text[max(start, at - _REACH) : at].rsplit("\n", 1)[-1].split(" ")
    after = text[at : at + _REACH].split("\n", 1)[0].split(" ")
    head = before[-1].casefold()
    if len(before) == 1:
        return vocabulary().at([head], 0) is not None or after[0].casefold().startswith(head)
    if head.rpartition("-")[2] in _HEADS:
        return False
    return len(after) > 1 or vocabulary().at([key(after[0]) or " "], 0) is not None


def _labels(text: str) -> str:
    """The text with each label at the head of a line: "Text: Ana Lima Foto: Bo Ek" is two lines."""
    pieces = _COLON.split(text)
    done = []
    for piece in pieces[:-1]:
        head, newline, line = piece.rpartition("\n")
        words = line.split()
        at = _label_start(words)
        label = " ".join(words[at:])
        before = words[:at] if label or len(words) > 1 else []  # one unknown word before a colon: a label all the same
        done.append(head + newline + " ".join(before) + (f"\n{label}: " if label else "\n"))
    return "".join([*done, pieces[-1]])


def _label_start(words: list[str]) -> int:
    """Where the longest known phrase begins that ends this line; the line's own length without one."""
    keys = [key(word) or " " for word in words]
    for length in range(min(_LONGEST_LABEL, len(words)), 0, -1):
        found = vocabulary().at(keys, len(words) - length)
        if found is not None and found.words == length:
            return len(words) - length
    return len(words)
