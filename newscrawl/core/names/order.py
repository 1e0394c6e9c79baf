"""Names in the order in which they are spoken: "Lima, Ana" is turned around, and "Jr." joined to its name."""

from __future__ import annotations

from newscrawl.core.names.agencies import compact
from newscrawl.core.names.namecase import is_capitals
from newscrawl.core.names.split import Group
from newscrawl.core.names.vocabulary import EDGE, key, vocabulary

_LONGEST_LAST = 3
_LONGEST_FIRST = 2
_FEWEST_IN_PAIRS = 4


def first_names_first(split: list[Group]) -> list[Group]:
    """The groups, turned around where all of them show "Lima, Ana", or where single words come in pairs."""
    named = [group.items for group in split]
    if _all_last_first(named):
        return [Group(items=(f"{first} {last}",)) for last, first in named]
    if len(named) == 1 and _is_in_pairs(named[0]):
        items = named[0]
        return [Group(items=(f"{items[at + 1]} {items[at]}",)) for at in range(0, len(items), 2)]
    return [_with_suffixes(group) for group in split]


def _all_last_first(named: list[tuple[str, ...]]) -> bool:
    """Whether every group is "Last, First". One alone must be of two words: "Ana Lima, Lisbon" is none."""
    if not named or not all(len(items) == 2 and _is_last_first(*items) for items in named):
        return False
    return len(named) > 1 or not any(" " in item for item in named[0])


def _is_last_first(last: str, first: str) -> bool:
    lasts, firsts = last.split(" "), first.split(" ")
    if len(lasts) > _LONGEST_LAST or len(firsts) > _LONGEST_FIRST or not all(map(_is_name_word, [*firsts, lasts[-1]])):
        return False
    return all(_is_name_word(word) or word.casefold() in vocabulary().particles for word in lasts)


def _is_in_pairs(items: tuple[str, ...]) -> bool:
    return len(items) >= _FEWEST_IN_PAIRS and len(items) % 2 == 0 and all(map(_is_name_word, items))


def _is_name_word(text: str) -> bool:
    """Whether the text is one capitalised word that says nothing else."""
    bare, words = text.strip(EDGE), vocabulary()
    if not bare[:1].isupper() or " " in text or any(map(str.isdigit, text)) or (len(bare) > 1 and is_capitals(bare)):
        return False
    known = words.at([key(text)], 0)
    if known is not None and not known.kinds.keys() <= {"month", "by_soft"}:
        return False
    return not words.is_town(text) and key(text) not in words.suffixes and compact(text) not in words.accounts


def _with_suffixes(group: Group) -> Group:
    """The group with "Jr." and "III" back at their names."""
    items: list[str] = []
    for item in group.items:
        if items and key(item) in vocabulary().suffixes:
            items[-1] = f"{items[-1]} {item}"
        else:
            items.append(item)
    return Group(items=tuple(items), label=group.label)
