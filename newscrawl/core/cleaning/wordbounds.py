"""Whether a phrase stands in a line as whole words, in scripts that part words and in those that do not."""

from __future__ import annotations

import re
import unicodedata

_SEPARATOR = re.compile(r"\s*[:|>→⟶➔➜➤►▶▸▹›•·»\]】》〉}]|\s+-\s|\s*\.\.\.(?!\w)")
"""What sets a label apart from the text after it. A bare hyphen does not: it joins words."""
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words are not set apart (Thai, Lao, Burmese, Khmer, Japanese, Chinese), or take endings (Korean)."""
_LONG_WORDS, _LONG_CHARS, _LONG_UNSPACED = 3, 14, 6


def is_long(literal: str) -> bool:
    """Whether a folded literal is too long to mean anything else in any language."""
    if UNSPACED.search(literal):
        return len(literal) >= _LONG_UNSPACED
    return literal.count(" ") + 1 >= _LONG_WORDS and len(literal) >= _LONG_CHARS


def begins(line: str, folded: str, literal: str, *, label: bool) -> bool:
    """Whether a line that starts with these characters starts with this phrase; a label has to be set apart."""
    end = len(literal)
    if not label:
        return bounded(folded, 0, end)
    if _SEPARATOR.match(folded, end):
        return True
    return bounded(folded, 0, end) and _shouted(line, literal.count(" ") + 1)


def _shouted(line: str, count: int) -> bool:
    """Whether the first words stand in capitals and the text after them does not."""
    words = line.split()
    return " ".join(words[:count]).isupper() and len(words) > count and not " ".join(words[count:]).isupper()


def stands_in(folded: str, literal: str) -> bool:
    """Whether the phrase stands anywhere in the line."""
    at = folded.find(literal)
    while at >= 0:
        if bounded(folded, at, at + len(literal)):
            return True
        at = folded.find(literal, at + 1)
    return False


def bounded(folded: str, start: int, end: int) -> bool:
    """Whether folded[start:end] begins and ends where words do."""
    before = start > 0 and _joins(folded[start - 1], folded[start])
    return not before and not (end < len(folded) and _joins(folded[end], folded[end - 1]))


def _joins(outer: str, inner: str) -> bool:
    """Whether two neighbours are parts of one word."""
    spaced = not (UNSPACED.match(inner) or UNSPACED.match(outer))
    return spaced and (outer.isalnum() or unicodedata.category(outer)[0] == "M")
