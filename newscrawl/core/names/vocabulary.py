"""The words of bylines made ready for looking up: one table of phrases, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newscrawl.core.names.agencies import compact
from newscrawl.core.remembering import remembered
from newscrawl.rules.bylinewords import BylineLanguage, byline_words

KINDS = ("by", "by_soft", "genre", "role", "role_part", "desk", "credit", "furniture", "contributed", "month")
EDGE = ".,:;!?\"'“”„«»()[]{}<>*_=~+#-–—‐\u2026：。"
_SHORT = 3

Meanings = dict[str, frozenset[str]]
"""Kind of phrase to the languages that say so."""


@remembered(2048)  # each word of a byline is asked about again and again
def key(word: str) -> str:
    """The form in which words are compared."""
    return word.casefold().strip(EDGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A known phrase at some place of a line."""

    words: int
    kinds: Meanings

    def has(self, *kinds: str) -> bool:
        """Whether the phrase is of one of these kinds."""
        return any(kind in self.kinds for kind in kinds)


class Vocabulary:
    """All words of bylines, looked up by their first word."""

    def __init__(self) -> None:
        words = byline_words()
        self._phrases: dict[str, list[tuple[list[str], Match]]] = {}
        self.also: dict[str, frozenset[str]] = _by_word((one.code, one.also) for one in words.language)
        self.place: dict[str, frozenset[str]] = _by_word((one.code, one.place) for one in words.language)
        self.particles = frozenset(words.any.particle)
        self.suffixes = frozenset(words.any.suffix)
        self.titles = frozenset(words.any.title)
        self.degrees = frozenset(words.any.degree)
        self.organisations = frozenset(words.any.organisation)
        self.organisation_parts = tuple(word for word in words.any.organisation if is_unspaced(word))
        self.accounts = frozenset(compact(word) for word in words.any.account)
        self.towns = frozenset(compact(word) for word in words.any.town)
        self.desk_ends = tuple({end for one in words.language for end in one.desk_end})
        self.prefix_and = {one.prefix_and: frozenset(one.prefix_keep) for one in words.language if one.prefix_and}
        self._fill(words.language)
        self.unspaced = self._unspaced()
        self.contributing = frozenset(
            max(words, key=len)
            for entries in self._phrases.values()
            for words, match in entries
            if match.has("contributed") and match.words > 1
        )
        """The longest word of each phrase such as "contributed to this report": without one of them no line says so."""
        self._known = frozenset[str]().union(
            *(self._phrases, self.also, self.place, self.particles, self.suffixes, self.titles, self.degrees),
            *(self.organisations, self.accounts, self.towns),
        )

    def _fill(self, languages: tuple[BylineLanguage, ...]) -> None:
        table: dict[tuple[str, ...], dict[str, set[str]]] = {}
        for language in languages:
            for kind in KINDS:
                for phrase in getattr(language, kind):
                    words = tuple(filter(None, map(key, phrase.split())))
                    kept = "label" if kind == "credit" and phrase.endswith(":") else kind
                    table.setdefault(words, {}).setdefault(kept, set()).add(language.code)
        for words, kinds in table.items():
            meanings = {kind: frozenset(codes) for kind, codes in kinds.items()}
            self._phrases.setdefault(words[0], []).append(([*words], Match(words=len(words), kinds=meanings)))
        for found in self._phrases.values():
            found.sort(key=lambda one: -len(one[0]))

    def _unspaced(self) -> tuple[str, ...]:
        """Words of scripts that write no spaces: they may stick to a name. Longest first."""
        found = {
            words[0]
            for entries in self._phrases.values()
            for words, match in entries
            if len(words) == 1
            and len(words[0]) > 1
            and is_unspaced(words[0])
            and not match.kinds.keys() <= {"month", "contributed"}
        }
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    def begins_phrase(self, first: str) -> bool:
        """Whether any known phrase begins with this word."""
        return first in self._phrases

    def is_known(self, word: str) -> bool:
        """Whether the word, without case, says anything in a byline but a name: alone, or at the head of a phrase."""
        bare = word.strip(EDGE)
        return bare in self._known or word in self._known or word.endswith(self.desk_ends)

    def at(self, keys: list[str], start: int) -> Match | None:
        """The longest known phrase that begins at this word."""
        for words, match in self._phrases.get(keys[start], ()):
            if keys[start : start + match.words] == words:
                return match
        return None

    def is_town(self, text: str) -> bool:
        """Whether the text is the name of a town."""
        return compact(text) in self.towns


def is_unspaced(text: str) -> bool:
    """Whether the text is Chinese, Japanese, Korean or Thai: without spaces and capitals."""
    return not text.isascii() and any(
        "\u0e00" <= char <= "\u0e7f"
        or "\u1100" <= char <= "\u11ff"
        or "\u3005" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7ff"
        or "\uff66" <= char <= "\uff9f"
        for char in text
    )


def _by_word(stated: Iterator[tuple[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, words in stated:
        for word in words:
            found.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


@cache
def vocabulary() -> Vocabulary:
    """The packaged words, read once."""
    return Vocabulary()
