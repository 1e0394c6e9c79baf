"""What the words of one byline mean: the same word is "by" in one line and a name in another."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.core.names.vocabulary import PhraseMatch, get_vocabulary, is_unspaced_script, normalize_word

_MAX_AMBIGUOUS_CHARS = 3
"""Letters of a word that is too short to be believed in a language that is not the line's."""
_MAX_ROLE_LOOKAHEAD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineContext:
    """What is known of the whole line."""

    language: str | None
    publisher: str
    """The publisher, in compact form."""
    publisher_words: frozenset[str]
    """The longer words of its name."""
    has_digits: bool
    """Whether the line has digits."""
    is_lowercase: bool
    """Whether the line has no capital letter at all."""
    is_all_caps: bool
    """Whether all its letters are capitals."""


def normalize_words(words: list[str]) -> list[str]:
    """The words in the form in which they are looked up; a mark alone stays as it is."""
    return [normalize_word(word) or word for word in words]


class ContextualVocabulary:
    """Looks phrases up as the context of the line lets them be understood."""

    def __init__(self, context: BylineContext) -> None:
        self.context = context
        self.vocabulary = get_vocabulary()

    def match_at(self, words: list[str], normalized: list[str], at: int) -> PhraseMatch | None:
        """The known phrase at this word, in the senses that hold here."""
        match = self.vocabulary.match_at(normalized, at)
        if match is None:
            return None
        kinds = {
            kind: codes
            for kind, codes in match.kinds.items()
            if self._applies(kind, codes, words, at, match.word_count)
        }
        if len(kinds) == len(match.kinds):
            return match
        return PhraseMatch(word_count=match.word_count, kinds=kinds) if kinds else None

    def _applies(self, kind: str, codes: frozenset[str], words: list[str], at: int, word_count: int) -> bool:
        if kind == "month":
            return False
        if kind == "role_part":
            return self._precedes_role(words, at)
        if kind == "by_soft":
            return self._introduces_name(codes, words, at)
        word = normalize_word(words[at])
        if kind == "by" or word_count > 1 or len(word) > _MAX_AMBIGUOUS_CHARS or is_unspaced_script(word):
            return True
        if self.context.language is not None:
            return self.context.language in codes
        return self.context.is_lowercase or not words[at][:1].isupper() or words[at].endswith(":")

    def _precedes_role(self, words: list[str], at: int) -> bool:
        """Whether only such words stand between here and a role: "Senior" is a name in "Ana Senior"."""
        normalized = normalize_words(words[at : at + _MAX_ROLE_LOOKAHEAD])
        position = 0
        while position < len(normalized):
            match = self.vocabulary.match_at(normalized, position)
            if match is None or not match.has_kind("role", "role_part", "desk"):
                return False
            if match.has_kind("role", "desk"):
                return True
            position += match.word_count
        return False

    def _introduces_name(self, codes: frozenset[str], words: list[str], at: int) -> bool:
        """A soft "by" is believed in its language, elsewhere before a full name; never before a particle."""
        next_words = words[at + 1 : at + 3]
        if not next_words or next_words[0] in self.vocabulary.particles:
            return False
        language = self.context.language
        if language is not None and language in codes:
            return True
        if language is not None and not words[at].islower():
            return False
        return len(next_words) > 1 and all(word[:1].isupper() for word in next_words)

    def cannot_begin_name(self, words: list[str], normalized: list[str], at: int) -> bool:
        """Whether the word cannot begin a name."""
        word = words[at]
        if word.islower() or (not word.isalpha() and any(map(str.isdigit, word))):
            return True
        return self.vocabulary.match_at(normalized, at) is not None

    def is_date_word(self, word: str) -> bool:
        """Whether the word belongs to dates."""
        match = self.vocabulary.match_at([word], 0)
        return match is not None and match.has_kind("month")

    def starts_location(self, words: list[str], at: int) -> bool:
        """Whether "in" and a place follow the name before this word."""
        word = words[at].casefold()
        languages = self.vocabulary.prepositions.get(word)
        if not at or at + 1 >= len(words) or languages is None:
            return False
        is_caps_preposition = self.context.is_all_caps and self.context.language in languages
        if not words[at].islower() and not is_caps_preposition:
            return False
        if word in self.vocabulary.particles:
            return at > 1 and self.vocabulary.is_town(" ".join(words[at + 1 :]))
        return True

    def is_location_only(self, words: list[str]) -> bool:
        """Whether the words are "in" and a place, without a name before them."""
        if len(words) < 2 or words[0] not in self.vocabulary.prepositions:
            return False
        return words[0] not in self.vocabulary.particles or self.vocabulary.is_town(" ".join(words[1:]))

    def is_title(self, word: str) -> bool:
        """Whether the word stands before names without being part of them."""
        return word.casefold().strip(",") in self.vocabulary.titles

    def is_degree(self, word: str) -> bool:
        """Whether the word stands after names without being part of them."""
        return word.casefold().strip(",") in self.vocabulary.degrees
