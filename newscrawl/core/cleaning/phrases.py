"""Whether a line is furniture by its words: the phrase files, compiled so that a line costs microseconds.

What is cut must never be a paragraph of the article, so a line is compared whole or from its beginning
wherever possible, long lines are left alone, and so is what opens with a quotation mark: it is speech.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.article import Reason
from newscrawl.core.cleaning.phraseindex import PhraseIndex
from newscrawl.core.cleaning.plainletters import plain
from newscrawl.core.cleaning.wordbounds import is_long
from newscrawl.core.text import fold
from newscrawl.rules.model import Phrase, Rules, SiteRule

_SPEECH = frozenset('"“”„‟«»「『')
_UNSPACED = frozenset({"ja", "zh"})
_SPACED_WORD, _UNSPACED_WORD = 14, 2  # characters a word of `max_words` may take
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ji": "yi"}
"""Subtags that older pages use, or that share a phrase file."""


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """The rule that cuts a line."""

    phrase: Phrase
    language: str
    file: str = ""
    """Where the rule stands, unless that is the phrase file of the language."""

    @property
    def reason(self) -> Reason:
        """Why the line goes."""
        return self.phrase.reason

    @property
    def rule_name(self) -> str:
        """What `Removal.rule` says: the file and the rule in it."""
        return f"{self.file or f'phrases/{self.language}'}:{self.phrase.id}"

    @property
    def max_chars(self) -> int:
        """The length from which a line is real text, whatever it says."""
        return self.phrase.max_words * (_UNSPACED_WORD if self.language in _UNSPACED else _SPACED_WORD)

    def allows(self, folded: str, *, linked: bool, tail: bool) -> bool:
        """Whether the line is within the limits of the rule; see `Phrases.match`."""
        phrase = self.phrase
        if (phrase.linked and not linked) or (phrase.tail and not tail):
            return False
        return folded.count(" ") < phrase.max_words and len(folded) <= self.max_chars


def phrases_for(rules: Rules, language: str | None, site_rule: SiteRule | None = None) -> Phrases:
    """The phrases that a page of that language (a BCP 47 tag) is read with.

    These are its own and English, whole and in that order; then of every other language only the long literals,
    three words or more, that mean nothing else anywhere. Pages often state no language or the wrong one: those
    literals then still cut the prompts.

    :param site_rule: its phrases are tried first.
    """
    primary = (language or "").replace("_", "-").split("-")[0].lower()
    return _phrases(rules, _SAME.get(primary, primary), site_rule if site_rule and site_rule.phrases else None)


@lru_cache(maxsize=64)
def _phrases(rules: Rules, language: str, site_rule: SiteRule | None) -> Phrases:
    """In layers, each tried ahead of the next: the site's, the language's, English, long literals of all others."""
    if site_rule is not None:
        own = [PhraseHit(phrase, language, site_rule.name) for phrase in site_rule.phrases]
        return Phrases(own, below=_phrases(rules, language, None))
    if language != "en" and language not in rules.phrases:
        return _phrases(rules, "en", None)
    return Phrases(
        _hits(rules, language), below=_long_literals(rules) if language == "en" else _phrases(rules, "en", None)
    )


@lru_cache(maxsize=8)
def _long_literals(rules: Rules) -> Phrases:
    """All that English does not say, which every page is read with."""
    others = [hit for language in rules.phrases if language != "en" for hit in _hits(rules, language)]
    return Phrases(others, long_only=True)


def _hits(rules: Rules, language: str) -> list[PhraseHit]:
    return (
        [PhraseHit(phrase, language) for phrase in rules.phrases[language].phrase] if language in rules.phrases else []
    )


class Phrases:
    """Phrase rules, ready to be asked about lines.

    :param rules: in the order in which they are tried.
    :param below: rules tried after them.
    :param long_only: whether only the long literals of the rules count.
    """

    def __init__(self, rules: Sequence[PhraseHit], below: Phrases | None = None, *, long_only: bool = False) -> None:
        first = (min(below.rules, default=0) if below else 0) - len(rules)
        self.rules: dict[int, PhraseHit] = {**dict(enumerate(rules, first)), **(below.rules if below else {})}
        """By their place in the order; those of an upper layer have places below those under it."""
        self.index: PhraseIndex = below.index.copy() if below else PhraseIndex()
        for at, hit in enumerate(rules, first):
            self._add(hit.phrase, at, long_only=long_only)
        self._most_chars = _most_chars(self.rules.values())

    def match(self, line: str, *, linked: bool = False, tail: bool = False) -> PhraseHit | None:
        """The first rule that cuts the line, or None: it stays.

        :param linked: the line is mostly link.
        :param tail: no long paragraph follows it.
        """
        spaces = line.count(" ")
        if spaces >= len(self._most_chars) or len(line) > self._most_chars[spaces] or line[:1] in _SPEECH:
            return None
        key = line_key(line)
        hit = self._first(found, key, linked, tail) if key and (found := self.index.found(line, key)) else None
        if hit is None and (key := _echoed(key)) and (found := self.index.found(line, key)):
            hit = self._first(found, key, linked, tail)
        return hit

    def _first(self, found: Sequence[int], key: str, linked: bool, tail: bool) -> PhraseHit | None:
        rules = (self.rules[at] for at in sorted(found))
        return next((rule for rule in rules if rule.allows(key, linked=linked, tail=tail)), None)

    def _add(self, phrase: Phrase, at: int, *, long_only: bool) -> None:
        for kind in ("equals", "labels", "starts", "ends", "contains"):
            for literal in map(_folded, getattr(phrase, kind)):
                if not long_only or is_long(literal):
                    self.index.add(kind, literal, at)
        if long_only:
            return
        if phrase.only:
            self.index.add_only(frozenset(map(_folded, phrase.only)), at)
        for pattern in phrase.patterns:
            self.index.add_pattern(plain(pattern), at)


def _most_chars(rules: Collection[PhraseHit]) -> list[int]:
    """By how many spaces a line has, how many characters it has at most that any of the rules allows."""
    most_words = max((rule.phrase.max_words for rule in rules), default=0)
    return [max(rule.max_chars for rule in rules if rule.phrase.max_words > spaces) for spaces in range(most_words)]


def _folded(literal: str) -> str:
    """A literal as lines are compared with it."""
    return plain(fold(literal))


def line_key(line: str) -> str:
    """The form of a line that rules are compared with: folded, without accents, two signs saved."""
    if line.isascii():
        return fold(line)
    if "»" in line and "«" not in line:
        line = line.replace("»", ">")  # an arrow, no quotation mark
    return plain(fold(line.replace("©", " copyright © ")))


def _echoed(key: str) -> str:
    """What the line says twice, if it does: some pages print a label and its echo in one line."""
    half = len(key) // 2
    if half and key[0] == key[-half] and key[:half] == key[-half:] and (2 * half == len(key) or key[half] == " "):
        return key[:half]
    return ""
