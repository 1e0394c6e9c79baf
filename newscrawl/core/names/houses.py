"""Parts of a byline that are no people: agencies, the publisher, desks, towns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from newscrawl.core.names.agencies import agency_of, compact
from newscrawl.core.names.senses import Context, Senses, keys_of
from newscrawl.core.names.vocabulary import EDGE, is_unspaced, key

Kind = Literal["person", "desk", "house", "agency", "credit", "town", "nothing"]

_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,2}[a-z]{2,10}", re.IGNORECASE)
_SHORTEST_PREFIX = 8
"""Letters that the beginning of the publisher's name must have to mean it: "Harbour Post" of "Harbour Post Group"."""
_LONGEST_DESK = 12
_BARE = frozenset({"the", "of", "and", "die", "der", "la", "le", "el", "de", "our", "your", "with", "&", "-"})
_TRIMMED = EDGE.replace(".", "") + " "


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of the byline, and what it names."""

    kind: Kind
    text: str = ""


NOTHING = Part(kind="nothing")
CREDIT = Part(kind="credit")


def whole_part(text: str, senses: Senses) -> Part | None:
    """An agency, the publisher, a site or a town, when the text is that and no more."""
    text = text.strip(EDGE + " ")
    if agency := agency_of(text):
        return Part(kind="agency", text=agency)
    form = compact(text)
    if not form or form in senses.vocabulary.accounts:
        return NOTHING
    if _DOMAIN.fullmatch(text) or _is_publisher(text, form, senses.context):
        return Part(kind="house", text=text)
    return Part(kind="town", text=text) if form in senses.vocabulary.towns else None


def _is_publisher(text: str, form: str, context: Context) -> bool:
    """Whether the text is the publisher, one word of its name, or a part of the house ("Harbour Post Wales")."""
    if not context.house:
        return False
    first, _, rest = text.partition(" ")
    if form in {context.house, context.house + "com"}:
        return True
    if not rest:
        return form in context.house_words
    return compact(first) == context.house or (len(form) >= _SHORTEST_PREFIX and context.house.startswith(form))


def source_parts(words: list[str], senses: Senses) -> list[Part]:
    """The agency that a label such as "Source:" names; "Photo:" names none that wrote."""
    match = senses.vocabulary.at(keys_of(words), 0)
    if match is None or not match.has("contributed"):
        return []
    agency = agency_of(" ".join(words[match.words :]))
    return [Part(kind="agency", text=agency)] if agency else []


def is_house(words: list[str], senses: Senses) -> bool:
    """Whether a word of these makes it a company, a medium or an office."""
    if words[0] in {"The", "THE"} and len(words) > 1:
        return True
    known = senses.vocabulary
    folded = [key(word) for word in words]
    if any(word in known.organisations or word.endswith(known.desk_ends) for word in folded):
        return True
    return any(part in word for word in folded if is_unspaced(word) for part in known.organisation_parts)


def house_parts(name: str, senses: Senses) -> list[Part]:
    """The house by its name, unless the name says no more than "News"."""
    bare = name.islower() or all(key(word) in senses.vocabulary.organisations for word in name.split(" "))
    return [] if bare else [Part(kind="desk", text=name)]


def desk_parts(words: list[str], senses: Senses) -> list[Part]:
    """A desk that says whose it is; "Staff" alone names nobody, and a sentence about a desk is none."""
    keys = keys_of(words)
    named, prose, at = False, 0, 0
    while at < len(words):
        match = senses.vocabulary.at(keys, at)
        if match is None:
            named = named or keys[at] not in _BARE
            prose += words[at][:1].islower() and keys[at] not in senses.vocabulary.particles
        at += match.words if match is not None else 1
    if not named or prose > 1 or len(words) > _LONGEST_DESK:
        return []
    return [Part(kind="desk", text=" ".join(words).strip(_TRIMMED))]
