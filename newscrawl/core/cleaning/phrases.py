"""Whether a line is furniture by its words: the phrase files, compiled so that a line costs microseconds.

What is cut must never be a paragraph of the article, so a line is compared whole or from its beginning
wherever possible, long lines are left alone, and so is what opens with a quotation mark: it is speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.article import Reason
from newscrawl.core.cleaning.phraseindex import PhraseIndex, is_long
from newscrawl.core.cleaning.plainletters import plain
from newscrawl.core.text import fold
from newscrawl.rules.model import Phrase, Rules, SiteRule

_SPEECH = tuple('"“”„‟«»「『')
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
def _phrases(rules: Rules, primary: str, site_rule: SiteRule | None) -> Phrases:
    own = list(dict.fromkeys([primary, "en"]))
    site = [PhraseHit(phrase, primary, site_rule.name) for phrase in site_rule.phrases] if site_rule else []
    whole = [PhraseHit(phrase, name) for name in own if name in rules.phrases for phrase in rules.phrases[name].phrase]
    others = [PhraseHit(p, name) for name, file in rules.phrases.items() if name not in own for p in file.phrase]
    return Phrases([*site, *whole], others)


class Phrases:
    """Phrase rules, ready to be asked about lines.

    :param whole: rules in the order in which they are tried.
    :param others: rules tried after them, by their long literals only.
    """

    def __init__(self, whole: Iterable[PhraseHit], others: Iterable[PhraseHit] = ()) -> None:
        self._hits: list[PhraseHit] = []
        self._patterns: list[tuple[int, re.Pattern[str]]] = []
        self._index = PhraseIndex()
        for hit in whole:
            self._add(hit)
        for hit in others:
            self._add_long(hit)
        self._max_chars = [_max_chars(hit) for hit in self._hits]
        self._longest = max(self._max_chars, default=0)
        self._most_words = max((hit.phrase.max_words for hit in self._hits), default=0)
        # One expression that fails where all fail, as nearly every line does.
        self._any_pattern = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in self._patterns) or r"(?!)")

    def match(self, line: str, *, linked: bool = False, tail: bool = False) -> PhraseHit | None:
        """The first rule that cuts the line, or None: it stays.

        :param linked: the line is mostly link.
        :param tail: no long paragraph follows it.
        """
        if len(line) > self._longest or line.count(" ") >= self._most_words or line.startswith(_SPEECH):
            return None
        for key in _keys(line):
            for at in sorted(self._found(line, key)):
                if self._allows(at, key, linked, tail):
                    return self._hits[at]
        return None

    def _found(self, line: str, folded: str) -> set[int]:
        """The places of all rules that hold, limits aside."""
        found = self._index.found(line, folded)
        if self._any_pattern.fullmatch(folded):
            found.update(at for at, pattern in self._patterns if pattern.fullmatch(folded))
        return found

    def _allows(self, at: int, folded: str, linked: bool, tail: bool) -> bool:
        """Whether the line is within the limits of a rule."""
        phrase = self._hits[at].phrase
        if (phrase.linked and not linked) or (phrase.tail and not tail):
            return False
        return folded.count(" ") < phrase.max_words and len(folded) <= self._max_chars[at]

    def _add(self, hit: PhraseHit) -> None:
        at, phrase = len(self._hits), hit.phrase
        self._hits.append(hit)
        for kind, literals in _literals(phrase):
            for literal in literals:
                self._index.add(kind, _folded(literal), at)
        if phrase.only:
            self._index.add_only(frozenset(plain(fold(word)) for word in phrase.only), at)
        self._patterns += [(at, re.compile(plain(pattern))) for pattern in phrase.patterns]

    def _add_long(self, hit: PhraseHit) -> None:
        at = len(self._hits)
        self._hits.append(hit)
        for kind, literals in _literals(hit.phrase):
            for literal in map(_folded, literals):
                if is_long(literal):
                    self._index.add(kind, literal, at)


@lru_cache(maxsize=2**15)
def _folded(literal: str) -> str:
    """A literal as lines are compared with it; the same one is asked for by every language that is met."""
    return plain(fold(literal))


def _literals(phrase: Phrase) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind in ("equals", "labels", "starts", "ends", "contains"):
        yield kind, getattr(phrase, kind)


def _max_chars(hit: PhraseHit) -> int:
    return hit.phrase.max_words * (_UNSPACED_WORD if hit.language in _UNSPACED else _SPACED_WORD)


def line_key(line: str) -> str:
    """The form of a line that rules are compared with: folded, without accents, two signs saved."""
    if "»" in line and "«" not in line:
        line = line.replace("»", ">")  # an arrow, no quotation mark
    return plain(fold(line.replace("©", " copyright © ")))


def _keys(line: str) -> Iterator[str]:
    """The line's key, and the key without its own echo: some pages print a label twice in one line."""
    key = line_key(line)
    if key:
        yield key
    half, odd = divmod(len(key), 2)
    if half and key[:half] == key[half + odd :] and (not odd or key[half] == " "):
        yield key[:half]
