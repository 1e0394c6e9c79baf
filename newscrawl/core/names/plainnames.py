"""Names that need no reading: full names in capitalised words that mean nothing else, as most bylines are."""

from __future__ import annotations

import re

from newscrawl.core.names.houses import whole_part
from newscrawl.core.names.senses import Senses

_WORD = "[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20}"
_NAME = rf"{_WORD}(?: [A-Z]\.)?(?: {_WORD}){{1,2}}"
_NAMES = re.compile(rf"{_NAME}(?:; {_NAME}){{0,25}}")


def plain_names(raw: str, senses: Senses) -> list[str]:
    """The names, where the byline is nothing but plain full names with "; " between them; else an empty list."""
    if not _NAMES.fullmatch(raw):
        return []
    names = raw.split("; ")
    known = senses.vocabulary
    if any(known.is_known(word) for name in names for word in name.casefold().split(" ")):
        return []
    return [] if any(whole_part(name, senses) for name in names) else names
