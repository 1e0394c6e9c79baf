"""Whether a line is furniture by its words: the phrase files, compiled so that a line costs microseconds.

What is cut must never be a paragraph of the article, so a line is compared whole or from its beginning
wherever possible, long lines are left alone, and so is what opens with a quotation mark: it is speech.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.boilerplate.phrase_index import PhraseIndex
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import Phrase, Rules, SiteRule
from newscrawl.text import fold, is_distinctive, strip_accents

_OPENING_QUOTES = frozenset('"“”„‟«»「『')
_UNSPACED_LANGUAGES = frozenset({"ja", "zh"})
_MAX_CHARS_PER_WORD, _MAX_CHARS_PER_UNSPACED_WORD = 14, 2  # characters a word of `max_words` may take
_LANGUAGE_ALIASES = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ji": "yi"}
"""Subtags that older pages use, or that share a phrase file."""


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """The rule that cuts a line."""

    phrase: Phrase
    language: str
    file: str = ""
    """Where the rule stands, unless that is the phrase file of the language."""

    @property
    def reason(self) -> RemovalReason:
        """Why the line goes."""
        return self.phrase.reason

    @property
    def rule_name(self) -> str:
        """What `Removal.rule` says: the file and the rule in it."""
        return f"{self.file or f'phrases/{self.language}'}:{self.phrase.id}"

    @property
    def max_chars(self) -> int:
        """The length from which a line is real text, whatever it says."""
        return self.phrase.max_words * (
            _MAX_CHARS_PER_UNSPACED_WORD if self.language in _UNSPACED_LANGUAGES else _MAX_CHARS_PER_WORD
        )

    def allows(self, folded: str, *, is_linked: bool, is_tail: bool) -> bool:
        """Whether the line is within the limits of the rule; see `PhraseMatcher.match`."""
        phrase = self.phrase
        if (phrase.linked and not is_linked) or (phrase.tail and not is_tail):
            return False
        return folded.count(" ") < phrase.max_words and len(folded) <= self.max_chars


def get_phrase_matcher(rules: Rules, language: str | None, site_rule: SiteRule | None = None) -> PhraseMatcher:
    """The phrases that a page of that language (a BCP 47 tag) is read with.

    These are its own and English, whole and in that order; then of every other language only the long literals,
    three words or more, that mean nothing else anywhere. Pages often state no language or the wrong one: those
    literals then still cut the prompts.

    :param site_rule: its phrases are tried first.
    """
    primary = (language or "").replace("_", "-").split("-")[0].lower()
    return _build_matcher(
        rules, _LANGUAGE_ALIASES.get(primary, primary), site_rule if site_rule and site_rule.phrases else None
    )


@lru_cache(maxsize=64)
def _build_matcher(rules: Rules, language: str, site_rule: SiteRule | None) -> PhraseMatcher:
    """In layers, each tried ahead of the next: the site's, the language's, English, long literals of all others."""
    if site_rule is not None:
        site_rules = [PhraseRule(phrase, language, site_rule.name) for phrase in site_rule.phrases]
        return PhraseMatcher(site_rules, fallback=_build_matcher(rules, language, None))
    if language != "en" and language not in rules.phrase_files:
        return _build_matcher(rules, "en", None)
    return PhraseMatcher(
        _rules_for_language(rules, language),
        fallback=_build_long_literal_matcher(rules) if language == "en" else _build_matcher(rules, "en", None),
    )


@lru_cache(maxsize=8)
def _build_long_literal_matcher(rules: Rules) -> PhraseMatcher:
    """All that English does not say, which every page is read with."""
    other_rules = [
        phrase_rule
        for language in rules.phrase_files
        if language != "en"
        for phrase_rule in _rules_for_language(rules, language)
    ]
    return PhraseMatcher(other_rules, long_literals_only=True)


def _rules_for_language(rules: Rules, language: str) -> list[PhraseRule]:
    return (
        [PhraseRule(phrase, language) for phrase in rules.phrase_files[language].phrase]
        if language in rules.phrase_files
        else []
    )


class PhraseMatcher:
    """Phrase rules, ready to be asked about lines.

    :param rules: in the order in which they are tried.
    :param below: rules tried after them.
    :param long_only: whether only the long literals of the rules count.
    """

    def __init__(
        self, rules: Sequence[PhraseRule], fallback: PhraseMatcher | None = None, *, long_literals_only: bool = False
    ) -> None:
        first_priority = (min(fallback.rules, default=0) if fallback else 0) - len(rules)
        self.rules: dict[int, PhraseRule] = {
            **dict(enumerate(rules, first_priority)),
            **(fallback.rules if fallback else {}),
        }
        """By their place in the order; those of an upper layer have places below those under it."""
        self.index: PhraseIndex = fallback.index.copy() if fallback else PhraseIndex()
        for priority, phrase_rule in enumerate(rules, first_priority):
            self._add_phrase(phrase_rule.phrase, priority, long_literals_only=long_literals_only)
        self._max_chars_by_spaces = _get_max_chars_by_spaces(self.rules.values())

    def match(self, line: str, *, is_linked: bool = False, is_tail: bool = False) -> PhraseRule | None:
        """The first rule that cuts the line, or None: it stays.

        :param linked: the line is mostly link.
        :param tail: no long paragraph follows it.
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


def _get_max_chars_by_spaces(rules: Collection[PhraseRule]) -> list[int]:
    """By how many spaces a line has, how many characters it has at most that any of the rules allows."""
    max_words = max((rule.phrase.max_words for rule in rules), default=0)
    return [max(rule.max_chars for rule in rules if rule.phrase.max_words > spaces) for spaces in range(max_words)]


def _normalize_literal(literal: str) -> str:
    """A literal as lines are compared with it."""
    return strip_accents(fold(literal))


def normalize_line(line: str) -> str:
    """The form of a line that rules are compared with: folded, without accents, two signs saved."""
    if line.isascii():
        return fold(line)
    if "»" in line and "«" not in line:
        line = line.replace("»", ">")  # an arrow, no quotation mark
    return strip_accents(fold(line.replace("©", " copyright © ")))


def _get_repeated_half(normalized: str) -> str:
    """What the line says twice, if it does: some pages print a label and its echo in one line."""
    half = len(normalized) // 2
    if (
        half
        and normalized[0] == normalized[-half]
        and normalized[:half] == normalized[-half:]
        and (2 * half == len(normalized) or normalized[half] == " ")
    ):
        return normalized[:half]
    return ""
