"""Whether a line is furniture by its words: the phrase files, compiled so that a line costs microseconds.

What is cut must never be a paragraph of the article, so a line is compared whole or from its beginning
wherever possible, long lines are left alone, and so is what opens with a quotation mark: it is speech.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.article import Reason
from newscrawl.core.phraseindex import PhraseIndex, is_long
from newscrawl.core.text import fold
from newscrawl.rules.model import Phrase, Rules

_SPEECH = tuple('"“”„‟«»「『')
_UNSPACED = frozenset({"ja", "zh"})
_SPACED_WORD, _UNSPACED_WORD = 14, 2  # characters a word of `max_words` may take
_MARKS = re.compile(
    "[\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0655\u0670\u093c]"
)
"""Accents, Hebrew points, Arabic vowels, hamza and kashida, the nukta: what writers leave out, most in capitals.

The breve stays: the Cyrillic letter й is no и."""
_SAME = {"no": "nb", "nn": "nb", "iw": "he", "in": "id", "ji": "yi"}
"""Subtags that older pages use, or that share a phrase file."""


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """The rule that cuts a line."""

    phrase: Phrase
    language: str

    @property
    def reason(self) -> Reason:
        """Why the line goes."""
        return self.phrase.reason

    @property
    def rule_name(self) -> str:
        """What `Removal.rule` says: the file and the rule in it."""
        return f"phrases/{self.language}:{self.phrase.id}"


@lru_cache(maxsize=64)
def phrases_for(rules: Rules, language: str | None) -> Phrases:
    """The phrases that a page of that language (a BCP 47 tag) is read with.

    These are its own and English, whole and in that order; then of every other language only the long literals,
    three words or more, that mean nothing else anywhere. Pages often state no language or the wrong one: those
    literals then still cut the prompts.
    """
    primary = (language or "").replace("_", "-").split("-")[0].lower()
    own = list(dict.fromkeys([_SAME.get(primary, primary), "en"]))
    whole = [PhraseHit(phrase, name) for name in own if name in rules.phrases for phrase in rules.phrases[name].phrase]
    others = [PhraseHit(p, name) for name, file in rules.phrases.items() if name not in own for p in file.phrase]
    return Phrases(whole, others)


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
        folded = line_key(line)
        if not folded:
            return None
        found = sorted(self._found(line, folded))
        return next((self._hits[at] for at in found if self._allows(at, folded, linked, tail)), None)

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
                self._index.add(kind, plain(fold(literal)), at)
        if phrase.only:
            self._index.add_only(frozenset(plain(fold(word)) for word in phrase.only), at)
        self._patterns += [(at, re.compile(plain(pattern))) for pattern in phrase.patterns]

    def _add_long(self, hit: PhraseHit) -> None:
        at = len(self._hits)
        self._hits.append(hit)
        for kind, literals in _literals(hit.phrase):
            for literal in (plain(fold(literal)) for literal in literals):
                if is_long(literal):
                    self._index.add(kind, literal, at)


def _literals(phrase: Phrase) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind in ("equals", "labels", "starts", "ends", "contains"):
        yield kind, getattr(phrase, kind)


def _max_chars(hit: PhraseHit) -> int:
    return hit.phrase.max_words * (_UNSPACED_WORD if hit.language in _UNSPACED else _SPACED_WORD)


def line_key(line: str) -> str:
    """The form of a line that rules are compared with: folded, without accents, said once, two signs saved."""
    if "»" in line and "«" not in line:
        line = line.replace("»", ">")  # an arrow, no quotation mark
    return _once(plain(fold(line.replace("©", " copyright © "))))


def plain(text: str) -> str:
    """The text without accents and other marks, so that LIRE A L'ETRANGER is « Lire à l’étranger »."""
    if text.isascii():
        return text
    return (
        unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
        .replace("ı", "i")
        .replace("ς", "σ")
    )


def _once(folded: str) -> str:
    """The line without its own echo: some pages print a label twice in one line, with a space or none."""
    half, odd = divmod(len(folded), 2)
    if odd and folded[half] == " " and folded[:half] == folded[half + 1 :]:
        return folded[:half]
    if not odd and folded[:half] == folded[half:]:
        return folded[:half]
    return folded
