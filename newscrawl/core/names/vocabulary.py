"""The words of bylines made ready for looking up: one table of phrases, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newscrawl.core.names.agencies import normalize_alphanumeric
from newscrawl.core.remembering import lru_cache_short
from newscrawl.rules.bylinewords import BylineWords, load_byline_file

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
