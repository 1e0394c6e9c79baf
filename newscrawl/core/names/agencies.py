"""News agencies by all their names."""

from __future__ import annotations

import unicodedata
from functools import cache

from newscrawl.core.remembering import remembered
from newscrawl.rules.bylinewords import agency_file

_SHORT = 6


@remembered(2048)  # every piece of a byline is asked about several times
def compact(text: str) -> str:
    """Letters and digits only, without case, accents of width and "the": how names of houses are compared."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower().removeprefix("the ")))
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded.removeprefix("the ") if char.isalnum() or unicodedata.category(char) == "Mc")


@cache
def _names() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Compact form to the canonical name, and the spellings a short one must have."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for agency in agency_file().agency:
        for alias in (agency.name, *agency.aliases):
            form = compact(alias)
            name, spellings = found.get(form, (agency.name, ()))
            if len(form) < _SHORT:
                spellings = (*spellings, alias, alias.upper(), alias.lower())
            found[form] = (name, spellings)
    return found


def agency_of(text: str) -> str | None:
    """The canonical name of the agency that this text names, whole and nothing else.

    A short alias counts only as it is listed, in capitals or in small letters: "Ana" is a name.
    """
    text = text.strip(" .,:()[]/*-–—\"'")
    found = _names().get(compact(text))
    if found is None or (found[1] and not {text, text.replace(".", "")} & set(found[1])):
        return None
    return found[0]
