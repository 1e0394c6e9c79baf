"""One piece of a byline read: who or what it names."""

from __future__ import annotations

import re

from newscrawl.core.names.agencies import agency_of
from newscrawl.core.names.conjunctions import split_at_and
from newscrawl.core.names.heads import only_introduces, without_head
from newscrawl.core.names.houses import CREDIT, Part, desk_parts, house_parts, is_house, source_parts, whole_part
from newscrawl.core.names.senses import Senses, keys_of
from newscrawl.core.names.shapes import is_abbreviation, is_name_shaped, split_unspaced, unstuck, without_full_stop
from newscrawl.core.names.vocabulary import EDGE, Match, is_unspaced

_MOST_WORDS = 60
"""Words of the longest piece between two commas that is read: real text has no more business in a byline."""
_ENDS = ("role", "role_part", "furniture", "credit", "contributed", "genre")
"""Kinds of phrases that end a name."""
_PREFIXED = re.compile(r"[^\W\d_]{1,4}['’ʼ‘-](?=[^\W\d_])")


def read_parts(item: str, senses: Senses) -> list[Part]:
    """What this piece of a byline names, in order."""
    if item.endswith(("!", "?", "！", "？")):
        return []
    whole = whole_part(item, senses)
    if whole is not None:
        return [whole]
    words = unstuck(item, senses.vocabulary)
    if len(words) > _MOST_WORDS or only_introduces(words, senses):
        return []
    headed = without_head(words, senses)
    if headed.credited:
        return [*source_parts(headed.words, senses), CREDIT]
    found: list[Part] = []
    for piece in split_at_and(headed.words, senses):
        found += _read(piece, senses, introduced=headed.introduced)
    return found


def _read(words: list[str], senses: Senses, *, introduced: bool) -> list[Part]:
    """What the words between two "and"s name."""
    whole = whole_part(" ".join(words), senses)
    if whole is not None:
        return [whole]
    words = without_head(words, senses).words
    if senses.is_only_place(words):
        return []
    keys = keys_of(words)
    if _names_desk(words, keys, senses):
        return desk_parts(words, senses)
    end = _name_end(words, keys, senses)
    after = senses.vocabulary.at(keys, end) if end < len(words) else None
    if end > 1 and after is not None and words[0].isupper() and (agency := agency_of(words[0])):
        return [Part(kind="agency", text=agency)]  # "AP Science Writer"
    kept = _trimmed(words[:end], senses)
    if not kept or (len(kept) == 1 and _is_label(kept[0], after)):
        return []
    whole = whole_part(" ".join(kept), senses)
    return [whole] if whole is not None else _named(kept, senses, introduced=introduced)


def _named(words: list[str], senses: Senses, *, introduced: bool) -> list[Part]:
    """A house, one person, or several whose names are written without capitals."""
    name = without_full_stop(" ".join(words).strip(EDGE.replace(".", "") + " "))
    words = name.split(" ")
    if is_house(words, senses):
        return house_parts(name, senses)
    small = senses.context.small and introduced
    if not is_name_shaped(words, small=small, particles=senses.vocabulary.particles):
        return []
    if len(words) == 1:
        if name[:1].islower() or (senses.context.dated and senses.is_month(name.casefold())):
            return []
        if is_abbreviation(name):
            return [Part(kind="desk", text=name)]
    return [Part(kind="person", text=one) for one in split_unspaced(words, senses.context.language) or [name]]


def _names_desk(words: list[str], keys: list[str], senses: Senses) -> bool:
    matches = (senses.match(words, keys, at) for at in range(len(words)))
    return any(match is not None and match.has("desk") for match in matches)


def _is_label(word: str, after: Match | None) -> bool:
    """Whether one word and the known one behind it make a label or a role: "More comments", "Lifestyle Writer"."""
    return after is not None and after.has(*_ENDS) and not after.has("genre") and not is_unspaced(word)


def _name_end(words: list[str], keys: list[str], senses: Senses) -> int:
    """How many words are a name; none where the words run on into prose."""
    for at, word in enumerate(words):
        if _ends_name(words, keys, at, senses) or senses.is_place(words, at):
            return at
        if not word.isalpha() and any(map(str.isdigit, word)):
            return _before_date(keys, at, senses)
        if word[:1].islower() and not senses.context.small and not _leads_on(words, at, senses):
            return 0
    return len(words)


def _ends_name(words: list[str], keys: list[str], at: int, senses: Senses) -> bool:
    match = senses.match(words, keys, at)
    if match is None or not match.has(*_ENDS):
        return False
    if match.words > 1:
        return True
    return keys[at] not in senses.vocabulary.particles and not (at and keys[at] in senses.vocabulary.organisations)


def _leads_on(words: list[str], at: int, senses: Senses) -> bool:
    """Whether a small word is a particle inside a name, or carries its capital further on: "d'Arc", "al-Haj"."""
    word = words[at]
    if _PREFIXED.match(word) and any(map(str.isupper, word)):
        return True
    return word.casefold() in senses.vocabulary.particles and at + 1 < len(words)


def _before_date(keys: list[str], at: int, senses: Senses) -> int:
    """Where a date begins: its month, its week day and their small words stand before its first digit."""
    while at and senses.is_month(keys[at - 1]):
        at -= 1
    return at


def _trimmed(words: list[str], senses: Senses) -> list[str]:
    """The words without titles and degrees, and without particles left over at the end."""
    kept = [
        word
        for at, word in enumerate(words)
        if word.strip(EDGE) and not senses.is_title(word) and not (at and senses.is_degree(word))
    ]
    known = senses.vocabulary
    while kept and kept[-1].islower() and (kept[-1] in known.particles or kept[-1] in known.place):
        kept.pop()
    return kept
