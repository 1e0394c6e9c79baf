"""The words of bylines made ready for looking up: one table of phrases, whatever the language.

News agencies by all their names.

What the words of one byline mean: the same word is "by" in one line and a name in another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newscrawl.rules.word_lists import BylineWords, load_agency_file, load_byline_file
from newscrawl.text import lru_cache_short

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


PHRASE_KINDS = ("by", "by_soft", "genre", "role", "role_part", "desk", "credit", "furniture", "contributed", "month")
EDGE_PUNCTUATION = ".,:;!?\"'“”„«»()[]{}<>*_=~+#-–—‐\u2026：。"
_UNUSED_SHORT = 3

LanguagesByKind = dict[str, frozenset[str]]
"""Kind of phrase to the languages that say so."""


@lru_cache_short(2048)  # each word of a byline is asked about again and again
def normalize_word(word: str) -> str:
    """The form in which words are compared."""
    return word.casefold().strip(EDGE_PUNCTUATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseMatch:
    """A known phrase at some place of a line."""

    word_count: int
    kinds: LanguagesByKind

    def has_kind(self, *kinds: str) -> bool:
        """Whether the phrase is of one of these kinds."""
        return any(kind in self.kinds for kind in kinds)


class Vocabulary:
    """All words of bylines, looked up by their first word."""

    def __init__(self) -> None:
        words = load_byline_file()
        self._phrases_by_first_word: dict[str, list[tuple[list[str], PhraseMatch]]] = {}
        self.conjunctions: dict[str, frozenset[str]] = _languages_by_word(
            (one.code, one.also) for one in words.language
        )
        self.prepositions: dict[str, frozenset[str]] = _languages_by_word(
            (one.code, one.place) for one in words.language
        )
        self.particles = frozenset(words.any.particle)
        self.suffixes = frozenset(words.any.suffix)
        self.titles = frozenset(words.any.title)
        self.degrees = frozenset(words.any.degree)
        self.organization_words = frozenset(words.any.organisation)
        self.unspaced_organization_words = tuple(word for word in words.any.organisation if is_unspaced_script(word))
        self.account_names = frozenset(normalize_alphanumeric(word) for word in words.any.account)
        self.towns = frozenset(normalize_alphanumeric(word) for word in words.any.town)
        self.desk_suffixes = tuple({suffix for one in words.language for suffix in one.desk_end})
        self.conjunction_prefixes = {
            language.prefix_and: frozenset(language.prefix_keep) for language in words.language if language.prefix_and
        }
        self._add_phrases(words.language)
        self.unspaced_words = self._find_unspaced_words()
        self.contribution_words = frozenset(
            max(words, key=len)
            for entries in self._phrases_by_first_word.values()
            for words, match in entries
            if match.has_kind("contributed") and match.word_count > 1
        )
        """The longest word of each phrase such as "contributed to this report": without one of them no line says so."""
        self._known_words = frozenset[str]().union(
            *(
                self._phrases_by_first_word,
                self.conjunctions,
                self.prepositions,
                self.particles,
                self.suffixes,
                self.titles,
                self.degrees,
            ),
            *(self.organization_words, self.account_names, self.towns),
        )

    def _add_phrases(self, languages: tuple[BylineWords, ...]) -> None:
        table: dict[tuple[str, ...], dict[str, set[str]]] = {}
        for language in languages:
            for kind in PHRASE_KINDS:
                for phrase in getattr(language, kind):
                    words = tuple(filter(None, map(normalize_word, phrase.split())))
                    stored_kind = "label" if kind == "credit" and phrase.endswith(":") else kind
                    table.setdefault(words, {}).setdefault(stored_kind, set()).add(language.code)
        for words, kinds in table.items():
            meanings = {kind: frozenset(codes) for kind, codes in kinds.items()}
            self._phrases_by_first_word.setdefault(words[0], []).append(
                ([*words], PhraseMatch(word_count=len(words), kinds=meanings))
            )
        for entries in self._phrases_by_first_word.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def _find_unspaced_words(self) -> tuple[str, ...]:
        """Words of scripts that write no spaces: they may stick to a name. Longest first."""
        unspaced = {
            words[0]
            for entries in self._phrases_by_first_word.values()
            for words, match in entries
            if len(words) == 1
            and len(words[0]) > 1
            and is_unspaced_script(words[0])
            and not match.kinds.keys() <= {"month", "contributed"}
        }
        return tuple(sorted(unspaced, key=lambda word: (-len(word), word)))

    def begins_phrase(self, word: str) -> bool:
        """Whether any known phrase begins with this word."""
        return word in self._phrases_by_first_word

    def is_known_word(self, word: str) -> bool:
        """Whether the word, without case, says anything in a byline but a name: alone, or at the head of a phrase."""
        stripped = word.strip(EDGE_PUNCTUATION)
        return stripped in self._known_words or word in self._known_words or word.endswith(self.desk_suffixes)

    def match_at(self, normalized: list[str], start: int) -> PhraseMatch | None:
        """The longest known phrase that begins at this word."""
        for words, match in self._phrases_by_first_word.get(normalized[start], ()):
            if normalized[start : start + match.word_count] == words:
                return match
        return None

    def is_town(self, text: str) -> bool:
        """Whether the text is the name of a town."""
        return normalize_alphanumeric(text) in self.towns


def is_unspaced_script(text: str) -> bool:
    """Whether the text is Chinese, Japanese, Korean or Thai: without spaces and capitals."""
    return not text.isascii() and any(
        "\u0e00" <= char <= "\u0e7f"
        or "\u1100" <= char <= "\u11ff"
        or "\u3005" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7ff"
        or "\uff66" <= char <= "\uff9f"
        for char in text
    )


def _languages_by_word(words_by_language: Iterator[tuple[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    languages: dict[str, set[str]] = {}
    for code, words in words_by_language:
        for word in words:
            languages.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in languages.items()}


@cache
def get_vocabulary() -> Vocabulary:
    """The packaged words, read once."""
    return Vocabulary()


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
