"""Whether a phrase stands in a line as whole words, in scripts that part words and in those that do not."""

from __future__ import annotations

import re
import unicodedata

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
