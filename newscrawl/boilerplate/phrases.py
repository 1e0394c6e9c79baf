"""Whether a line is boilerplate by its words: the phrase files, compiled so that a line costs microseconds.

A paragraph of the article must never match. So a line is compared as a whole or from its beginning wherever possible,
long lines never match, and a line that begins with a quotation mark never matches: it is speech.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.boilerplate.phrase_index import PhraseIndex, is_distinctive
from newscrawl.items import RemovalReason
from newscrawl.metadata.language import get_word_list_language
from newscrawl.rules.schema import Phrase, Rules, SiteRule
from newscrawl.text import fold, strip_accents

_OPENING_QUOTES = frozenset('"“”„‟«»「『')
_UNSPACED_LANGUAGES = frozenset({"ja", "zh"})
_MAX_CHARS_PER_WORD, _MAX_CHARS_PER_UNSPACED_WORD = 14, 2
"""Characters for each word of `Phrase.max_words`."""


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """A phrase of a phrase file or a site's file, with its language."""

    phrase: Phrase
    language: str
    file: str = ""
    """The file of the rule, if it is not the phrase file of the language."""

    @property
    def reason(self) -> RemovalReason:
        """Why a line is removed that matches."""
        return self.phrase.reason

    @property
    def rule_name(self) -> str:
        """The name in `Removal.rule`: the file and the id of the rule in it."""
        return f"{self.file or f'phrases/{self.language}'}:{self.phrase.id}"

    @property
    def max_chars(self) -> int:
        """Longer lines are article text, whatever they say."""
        return self.phrase.max_words * (
            _MAX_CHARS_PER_UNSPACED_WORD if self.language in _UNSPACED_LANGUAGES else _MAX_CHARS_PER_WORD
        )

    def allows(self, folded: str, *, is_linked: bool, is_tail: bool) -> bool:
        """Whether the line is within the limits of the rule; for the arguments see `PhraseMatcher.match`."""
        phrase = self.phrase
        if (phrase.linked and not is_linked) or (phrase.tail and not is_tail):
            return False
        return folded.count(" ") < phrase.max_words and len(folded) <= self.max_chars


class PhraseMatcher:
    """Finds the phrase rule that matches a line.

    :param rules: in the order in which they are tried.
    :param fallback: its rules are tried after them.
    :param long_literals_only: whether only the long literals of the rules are used.
    """

    def __init__(
        self, rules: Sequence[PhraseRule], fallback: PhraseMatcher | None = None, *, long_literals_only: bool = False
    ) -> None:
        first_priority = (min(fallback.rules, default=0) if fallback else 0) - len(rules)
        self.rules: dict[int, PhraseRule] = {
            **dict(enumerate(rules, first_priority)),
            **(fallback.rules if fallback else {}),
        }
        """The rules by their priorities: the smallest is tried first, and the rules of `fallback` have larger ones."""
        self.index: PhraseIndex = fallback.index.copy() if fallback else PhraseIndex()
        for priority, phrase_rule in enumerate(rules, first_priority):
            self._add_phrase(phrase_rule.phrase, priority, long_literals_only=long_literals_only)
        self._max_chars_by_spaces = _get_max_chars_by_spaces(self.rules.values())

    def match(self, line: str, *, is_linked: bool = False, is_tail: bool = False) -> PhraseRule | None:
        """The first rule that matches the line, or None.

        :param is_linked: whether the line is mostly link.
        :param is_tail: whether no long paragraph follows the line.
        """
        spaces = line.count(" ")
        if (
            spaces >= len(self._max_chars_by_spaces)
            or len(line) > self._max_chars_by_spaces[spaces]
            or line[:1] in _OPENING_QUOTES
        ):
            return None
        normalized = normalize_line(line)
        phrase_rule = (
            self._find_first_allowed(priorities, normalized, is_linked, is_tail)
            if normalized and (priorities := self.index.find(line, normalized))
            else None
        )
        if (
            phrase_rule is None
            and (normalized := _get_repeated_half(normalized))
            and (priorities := self.index.find(line, normalized))
        ):
            phrase_rule = self._find_first_allowed(priorities, normalized, is_linked, is_tail)
        return phrase_rule

    def _find_first_allowed(
        self, priorities: Sequence[int], normalized: str, is_linked: bool, is_tail: bool
    ) -> PhraseRule | None:
        rules = (self.rules[priority] for priority in sorted(priorities))
        return next((rule for rule in rules if rule.allows(normalized, is_linked=is_linked, is_tail=is_tail)), None)

    def _add_phrase(self, phrase: Phrase, priority: int, *, long_literals_only: bool) -> None:
        for kind in ("equals", "labels", "starts", "ends", "contains"):
            for literal in map(_normalize_literal, getattr(phrase, kind)):
                if not long_literals_only or is_distinctive(literal):
                    self.index.add_literal(kind, literal, priority)
        if long_literals_only:
            return
        if phrase.only:
            self.index.add_word_set(frozenset(map(_normalize_literal, phrase.only)), priority)
        for pattern in phrase.patterns:
            self.index.add_pattern(strip_accents(pattern), priority)


def get_phrase_matcher(rules: Rules, language: str | None, site_rule: SiteRule | None = None) -> PhraseMatcher:
    """The phrase rules for pages of a language.

    These are all rules of the language and then all of English; then, of every other language, only the long literals
    (three words or more), which mean nothing else in any language. Pages often declare no language or a wrong one, and
    those literals still find the prompts.

    :param language: a BCP 47 tag.
    :param site_rule: its phrases are tried first.
    """
    return _build_matcher(
        rules, get_word_list_language(language) or "", site_rule if site_rule and site_rule.phrases else None
    )


def normalize_line(line: str) -> str:
    """The form of a line that rules are compared with: folded, without accents, but with an arrow and `©`."""
    if line.isascii():
        return fold(line)
    if "»" in line and "«" not in line:
        line = line.replace("»", ">")  # an arrow, not a quotation mark: `fold` would remove it
    return strip_accents(fold(line.replace("©", " copyright © ")))


@lru_cache(maxsize=64)
def _build_matcher(rules: Rules, language: str, site_rule: SiteRule | None) -> PhraseMatcher:
    """The layers in their order: the site's rules, the language's, English, the long literals of all others."""
    if site_rule is not None:
        site_rules = [PhraseRule(phrase, language, site_rule.name) for phrase in site_rule.phrases]
        return PhraseMatcher(site_rules, fallback=_build_matcher(rules, language, None))
    if language != "en" and language not in rules.phrase_files:
        return _build_matcher(rules, "en", None)
    return PhraseMatcher(
        _get_language_rules(rules, language),
        fallback=_build_long_literal_matcher(rules) if language == "en" else _build_matcher(rules, "en", None),
    )


@lru_cache(maxsize=8)
def _build_long_literal_matcher(rules: Rules) -> PhraseMatcher:
    """The long literals of all languages except English: they are tried on every page."""
    other_rules = [
        phrase_rule
        for language in rules.phrase_files
        if language != "en"
        for phrase_rule in _get_language_rules(rules, language)
    ]
    return PhraseMatcher(other_rules, long_literals_only=True)


def _get_language_rules(rules: Rules, language: str) -> list[PhraseRule]:
    return (
        [PhraseRule(phrase, language) for phrase in rules.phrase_files[language].phrase]
        if language in rules.phrase_files
        else []
    )


def _get_max_chars_by_spaces(rules: Collection[PhraseRule]) -> list[int]:
    """For each number of spaces in a line, the most characters that any of the rules allows such a line."""
    max_words = max((rule.phrase.max_words for rule in rules), default=0)
    return [max(rule.max_chars for rule in rules if rule.phrase.max_words > spaces) for spaces in range(max_words)]


def _normalize_literal(literal: str) -> str:
    """A literal in the form that lines are compared with."""
    return strip_accents(fold(literal))


def _get_repeated_half(normalized: str) -> str:
    """The first half of a line whose halves are equal, else "": some pages print a label twice in one line."""
    half = len(normalized) // 2
    if (
        half
        and normalized[0] == normalized[-half]
        and normalized[:half] == normalized[-half:]
        and (2 * half == len(normalized) or normalized[half] == " ")
    ):
        return normalized[:half]
    return ""
