"""News agencies by all their names."""

from __future__ import annotations

import unicodedata
from functools import cache

from newscrawl.core.remembering import lru_cache_short
from newscrawl.rules.bylinewords import load_agency_file

_MIN_UNAMBIGUOUS_CHARS = 6


@lru_cache_short(2048)  # every piece of a byline is asked about several times
def normalize_alphanumeric(text: str) -> str:
    """Letters and digits only, without case, accents of width and "the": how names of houses are compared."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower().removeprefix("the ")))
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded.removeprefix("the ") if char.isalnum() or unicodedata.category(char) == "Mc")


@cache
def _agency_aliases() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Compact form to the canonical name, and the spellings a short one must have."""
    aliases: dict[str, tuple[str, tuple[str, ...]]] = {}
    for agency in load_agency_file().agency:
        for alias in (agency.name, *agency.aliases):
            normalized = normalize_alphanumeric(alias)
            name, spellings = aliases.get(normalized, (agency.name, ()))
            if len(normalized) < _MIN_UNAMBIGUOUS_CHARS:
                spellings = (*spellings, alias, alias.upper(), alias.lower())
            aliases[normalized] = (name, spellings)
    return aliases


def match_agency(text: str) -> str | None:
    """The canonical name of the agency that this text names, whole and nothing else.

    A short alias counts only as it is listed, in capitals or in small letters: "Ana" is a name.
    """
    text = text.strip(" .,:()[]/*-–—\"'")
    entry = _agency_aliases().get(normalize_alphanumeric(text))
    if entry is None or (entry[1] and not {text, text.replace(".", "")} & set(entry[1])):
        return None
    return entry[0]
