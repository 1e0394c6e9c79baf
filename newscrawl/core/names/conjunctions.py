"""Where "and" stands between two people, and where it is part of a name."""

from __future__ import annotations

from newscrawl.core.names.senses import Senses

_SIGNS = frozenset({"&", "+", "＆"})
_SHORTEST_STUCK = 3


def split_at_and(words: list[str], senses: Senses) -> list[list[str]]:
    """The words of each person."""
    if len(words) > 1 and _is_left_over(words[0], senses):
        words = words[1:]
    pieces: list[list[str]] = [[]]
    for at, word in enumerate(words):
        before = pieces[-1]
        if before and at + 1 < len(words) and _joins(word, before, words[at + 1 :], senses):
            pieces.append([])
        elif _sticks(word, before, words[at:], senses):
            pieces.append([word[1:]])
        else:
            before.append(word)
    return [piece for piece in pieces if piece]


def _is_left_over(word: str, senses: Senses) -> bool:
    """Whether the word is an "and" before the last name of a list that commas divided."""
    codes = senses.vocabulary.also.get(word, frozenset())
    places = senses.vocabulary.place.get(word, frozenset())
    return word in _SIGNS or (bool(codes) and (not places or senses.context.language in codes - places))


def _joins(word: str, before: list[str], after: list[str], senses: Senses) -> bool:
    """Whether this word is an "and" between two people."""
    if word in _SIGNS:
        return True
    codes = senses.vocabulary.also.get(word.casefold())
    if codes is None:
        return False
    language, ambiguous = senses.context.language, word in senses.vocabulary.particles
    own = language is not None and language in codes
    capital = word.isupper() or word.istitle()
    if capital and not own and (len(word) == 1 or not senses.context.capitals):
        return False  # an initial, or a name; in a line of capitals it may still be an "and"
    places = senses.vocabulary.place.get(word.casefold(), frozenset())
    if not ambiguous and (language not in places if own else not places and len(word) > 1):
        return True
    if places and (language in places or len(places) > len(codes)):
        return False
    return _between_people(before, _until_and(after, senses), senses, own=own)


def _until_and(words: list[str], senses: Senses) -> list[str]:
    """The words before the next one that may be an "and"."""
    end = next((at for at, word in enumerate(words) if at and word in senses.vocabulary.also), len(words))
    return words[:end]


def _between_people(before: list[str], after: list[str], senses: Senses, *, own: bool) -> bool:
    """Whether an ambiguous word stands between two full names, and no town follows."""
    if senses.vocabulary.is_town(" ".join(after[:2])) or senses.vocabulary.is_town(after[0]):
        return False
    if own and len(before) == 1:
        return True
    return len(before) > 1 and len(after) > 1


def _sticks(word: str, before: list[str], after: list[str], senses: Senses) -> bool:
    """Whether the word begins with an "and" written without a space, between full names: Hebrew and Arabic."""
    keep = senses.vocabulary.prefix_and.get(word[:1])
    if keep is None or len(before) < 2 or len(after) < 2 or len(word) < _SHORTEST_STUCK:
        return False
    return word not in keep
