"""Where a byline needs a line break that its text lacks: between words written together, and around labels."""

from __future__ import annotations

import re

from newscrawl.bylines.organizations import split_agency_prefix
from newscrawl.bylines.vocabulary import (
    PhraseMatch,
    get_vocabulary,
    is_unspaced_script,
    normalize_word,
    normalize_words,
)

COLONS = (":", "：", "՝", "፦")
"""The last two are the signs that Armenian and Amharic write after a label."""
_COLON = re.compile(r"(?<!\d)[:：՝፦]|[:：](?!\d)")  # not the colon of "14:05"
_MAX_SEAM_CONTEXT_CHARS = 60
"""Characters that are read on each side of a possible seam, so that a long line without spaces takes linear time."""
_MAX_LABEL_WORDS = 4
_MAX_PREFIX_CHARS = 3
"""Letters before a capital inside a word that are the beginning of a name such as "KeShawn", unless they are "by"."""
_NAME_PREFIXES = frozenset(
    "mc mac de di da du la le lo van von fitz del dela des vander o d l dal dos el al ben abu st san mo ja jo ma ke ka"
    " ta ti va ve re ro ra ru su lu shi sha tre tri que che cha my me ne ny no ger bri bra wil mar der ter ten ap ad as"
    " ar ash su sun min ty tay ray jay dee zi xi h n t m b g bh dt gc nd mb".split()
)
"""Beginnings of one-word names with a capital inside ("McCarthy", "DeLay", "JoAnn"). They differ from the vocabulary's
particles, which are words of their own."""
_BETWEEN_HAN = re.compile(r"(?P<before>[\u4e00-\u9fff々]*)(?<=[\u4e00-\u9fff々])・(?=[\u4e00-\u9fff])")


def split_glued_words(text: str) -> str:
    """The text with a line break where a space is missing between two things: "Ana LimaBo Ek", "vonAna Lima"."""
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


def split_han_dots(text: str) -> str:
    """The text with ";" for a dot between Chinese characters, and ":" for one after a label such as "文・"."""
    return _BETWEEN_HAN.sub(_replace_han_dot, text)


def split_at_labels(text: str) -> str:
    """The text with each label at the beginning of a line: "Text: Ana Lima Foto: Bo Ek" becomes two lines."""
    pieces = _COLON.split(text)
    lines = []
    for piece in pieces[:-1]:
        previous_lines, newline, line = piece.rpartition("\n")
        words = line.split()
        label_start = _find_label_start(words)
        label = " ".join(words[label_start:])
        if _is_role_label(words[label_start:]):
            lines.append(previous_lines + newline + " ".join(words[:label_start]) + "\n")
            continue
        # A single unknown word before a colon is a label, too, and is left out.
        words_before = words[:label_start] if label or len(words) > 1 else _find_agency_in_label(words)
        lines.append(previous_lines + newline + " ".join(words_before) + (f"\n{label}: " if label else "\n"))
    return "".join([*lines, pieces[-1]])


def _is_word_seam(text: str, start: int, at: int) -> bool:
    """Whether two things meet at this capital; False inside a name such as "McCarthy" or "LaToya".

    After a single word, that word must be a known phrase, or be repeated: "vonAna", "AnaAna". After several words,
    several must follow, or a known phrase: "Ana LimaReporter".
    """
    words_before = _words_of_name(text[max(start, at - _MAX_SEAM_CONTEXT_CHARS) : at].rsplit("\n", 1)[-1].split(" "))
    words_after = text[at : at + _MAX_SEAM_CONTEXT_CHARS].split("\n", 1)[0].split(" ")
    last_word = words_before[-1].casefold()
    match = get_vocabulary().match_at([last_word], 0)
    is_by = match is not None and _is_by(match, words_before[-1])
    if len(words_before) == 1:
        if len(last_word) > _MAX_PREFIX_CHARS:
            is_by = match is not None and not match.has_kind("role_part") and last_word not in _NAME_PREFIXES
        return is_by or words_after[0].casefold().startswith(last_word)
    if last_word.rpartition("-")[2] in _NAME_PREFIXES:
        return False
    next_word = words_after[1] if len(words_after) > 1 and words_after[0][-1].isalpha() else ""
    if next_word[:1].isupper() or next_word in get_vocabulary().particles:
        return True
    following = get_vocabulary().match_at([normalize_word(words_after[0])], 0)
    return following is not None and following.kinds.keys() != {"role_part"}


def _words_of_name(words: list[str]) -> list[str]:
    """The words behind the last comma, "by" or "and": a new name begins there, "Bo Ek, KeShawn Vane"."""
    particles = get_vocabulary().particles
    for at in range(len(words) - 2, -1, -1):
        if not words[at][-1:].isalpha() or (words[at].islower() and words[at] not in particles):
            return words[at + 1 :]
    return words


def _is_by(match: PhraseMatch, word: str) -> bool:
    """Whether the word is a "by"; one that may begin a name is only in lower case: "vonAna" against "VonAnn"."""
    return match.has_kind("by") or (
        match.has_kind("by_soft") and (word.islower() or word.casefold() not in _NAME_PREFIXES)
    )


def _replace_han_dot(match: re.Match[str]) -> str:
    before = match["before"]
    phrase = get_vocabulary().match_at([before], 0)
    is_label = phrase is not None and phrase.has_kind("by", "credit", "label")
    return f"{before}{'：' if is_label else ';'}"


def _find_agency_in_label(words: list[str]) -> list[str]:
    """The agency in a label of one word in a script without spaces: "新华社记者：李晓明"."""
    agency = split_agency_prefix(words[0]) if words and is_unspaced_script(words[0]) else None
    return [agency[0]] if agency else []


def _find_label_start(words: list[str]) -> int:
    """Where the label at the end of the words begins; `len(words)` where there is none.

    A label is the longest known phrase there, with what belongs to it: "Political Editor", "Head of Economics".
    """
    normalized = normalize_words(words)
    vocabulary = get_vocabulary()
    for start in range(max(0, len(words) - _MAX_LABEL_WORDS), len(words)):
        match = vocabulary.match_whole(normalized[start:])
        if match is None:
            continue
        while start and match.has_kind("role") and _is_role_part(normalized[start - 1]):
            start -= 1
        return start
    first = vocabulary.match_at(normalized, 0) if normalized else None
    if first is not None and first.has_kind("role") and len(words) <= _MAX_LABEL_WORDS and not words[-1][:1].isupper():
        return 0
    return len(words)


def _is_role_label(words: list[str]) -> bool:
    """Whether the label says what the person after it does, and not what they did for this article."""
    normalized = normalize_words(words)
    match = get_vocabulary().match_at(normalized, 0) if words else None
    if match is None or not match.has_kind("role", "role_part"):
        return False
    return match.word_count < len(words) or not match.has_kind("by", "credit", "label", "credit_role", "contributed")


def _is_role_part(word: str) -> bool:
    match = get_vocabulary().match_at([word], 0)
    return match is not None and match.has_kind("role_part", "role")
