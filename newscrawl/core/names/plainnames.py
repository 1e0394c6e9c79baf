"""Names that need no reading: full names in capitalised words that mean nothing else, as most bylines are."""

from __future__ import annotations

import re

from newscrawl.core.names.houses import match_known_entity
from newscrawl.core.names.senses import ContextualVocabulary

_PLAIN_WORD = "[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20}"
_PLAIN_NAME = rf"{_PLAIN_WORD}(?: [A-Z]\.)?(?: {_PLAIN_WORD}){{1,2}}"
_PLAIN_NAME_LIST = re.compile(rf"{_PLAIN_NAME}(?:; {_PLAIN_NAME}){{0,25}}")


def match_plain_names(raw: str, terms: ContextualVocabulary) -> list[str]:
    """The names, where the byline is nothing but plain full names with "; " between them; else an empty list."""
    if not _PLAIN_NAME_LIST.fullmatch(raw):
        return []
    names = raw.split("; ")
    vocab = terms.vocabulary
    if any(vocab.is_known_word(word) for name in names for word in name.casefold().split(" ")):
        return []
    return [] if any(match_known_entity(name, terms) for name in names) else names
