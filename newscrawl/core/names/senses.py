"""What the words of one byline mean: the same word is "by" in one line and a name in another."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.core.names.vocabulary import Match, is_unspaced, key, vocabulary

_SHORT = 3
"""Letters of a word that is too short to be believed in a language that is not the line's."""
_ROLE_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the whole line."""

    language: str | None
    house: str
    """The publisher, in compact form."""
    house_words: frozenset[str]
    """The longer words of its name."""
    dated: bool
    """Whether the line has digits."""
    small: bool
    """Whether the line has no capital letter at all."""
    capitals: bool
    """Whether all its letters are capitals."""


def keys_of(words: list[str]) -> list[str]:
    """The words in the form in which they are looked up; a mark alone stays as it is."""
    return [key(word) or word for word in words]


class Senses:
    """Looks phrases up as the context of the line lets them be understood."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.vocabulary = vocabulary()

    def match(self, words: list[str], keys: list[str], at: int) -> Match | None:
        """The known phrase at this word, in the senses that hold here."""
        found = self.vocabulary.at(keys, at)
        if found is None:
            return None
        kinds = {kind: codes for kind, codes in found.kinds.items() if self._holds(kind, codes, words, at, found.words)}
        if len(kinds) == len(found.kinds):
            return found
        return Match(words=found.words, kinds=kinds) if kinds else None

    def _holds(self, kind: str, codes: frozenset[str], words: list[str], at: int, length: int) -> bool:
        if kind == "month":
            return False
        if kind == "role_part":
            return self._leads_to_role(words, at)
        if kind == "by_soft":
            return self._introduces(codes, words, at)
        word = key(words[at])
        if kind == "by" or length > 1 or len(word) > _SHORT or is_unspaced(word):
            return True
        if self.context.language is not None:
            return self.context.language in codes
        return self.context.small or not words[at][:1].isupper() or words[at].endswith(":")

    def _leads_to_role(self, words: list[str], at: int) -> bool:
        """Whether only such words stand between here and a role: "Senior" is a name in "Ana Senior"."""
        keys = keys_of(words[at : at + _ROLE_WORDS])
        step = 0
        while step < len(keys):
            match = self.vocabulary.at(keys, step)
            if match is None or not match.has("role", "role_part", "desk"):
                return False
            if match.has("role", "desk"):
                return True
            step += match.words
        return False

    def _introduces(self, codes: frozenset[str], words: list[str], at: int) -> bool:
        """A soft "by" is believed in its language, elsewhere before a full name; never before a particle."""
        after = words[at + 1 : at + 3]
        if not after or after[0] in self.vocabulary.particles:
            return False
        language = self.context.language
        if language is not None and language in codes:
            return True
        if language is not None and not words[at].islower():
            return False
        return len(after) > 1 and all(word[:1].isupper() for word in after)

    def is_known(self, words: list[str], keys: list[str], at: int) -> bool:
        """Whether the word cannot begin a name."""
        word = words[at]
        if word.islower() or (not word.isalpha() and any(map(str.isdigit, word))):
            return True
        return self.vocabulary.at(keys, at) is not None

    def is_month(self, word: str) -> bool:
        """Whether the word belongs to dates."""
        found = self.vocabulary.at([word], 0)
        return found is not None and found.has("month")

    def is_place(self, words: list[str], at: int) -> bool:
        """Whether "in" and a place follow the name before this word."""
        word = words[at].casefold()
        languages = self.vocabulary.place.get(word)
        if not at or at + 1 >= len(words) or languages is None:
            return False
        shouted = self.context.capitals and self.context.language in languages
        if not words[at].islower() and not shouted:
            return False
        if word in self.vocabulary.particles:
            return at > 1 and self.vocabulary.is_town(" ".join(words[at + 1 :]))
        return True

    def is_only_place(self, words: list[str]) -> bool:
        """Whether the words are "in" and a place, without a name before them."""
        if len(words) < 2 or words[0] not in self.vocabulary.place:
            return False
        return words[0] not in self.vocabulary.particles or self.vocabulary.is_town(" ".join(words[1:]))

    def is_title(self, word: str) -> bool:
        """Whether the word stands before names without being part of them."""
        return word.casefold().strip(",") in self.vocabulary.titles

    def is_degree(self, word: str) -> bool:
        """Whether the word stands after names without being part of them."""
        return word.casefold().strip(",") in self.vocabulary.degrees
