"""Which concepts the words of a line are about: the concept files, compiled so that a word costs one look-up.

Words are compared in the form of phrases: folded, without accents. Where words are not separated by spaces, terms are
found from left to right, the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import get_args

from newscrawl.boilerplate.phrases import normalize_line
from newscrawl.metadata.language import get_word_list_language
from newscrawl.rules.schema import ConceptFile, ConceptName, Rules

CONCEPTS: tuple[ConceptName, ...] = get_args(ConceptName)
"""All concepts; a mask has bit `1 << i` for the i-th of them."""

_CONCEPT_BITS: Mapping[ConceptName, int] = {concept: 1 << index for index, concept in enumerate(CONCEPTS)}
_SPEAKERS = sum(_CONCEPT_BITS[concept] for concept in ("you", "we", "act", "page"))
SUBJECTS = (1 << len(CONCEPTS)) - 1 - _SPEAKERS
"""The mask of all concepts but the last four, which say who speaks to whom."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Vowel signs and accents: letters of a word that `\\w` does not match."""
_WORD = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|(?:(?![{_UNSPACED}])[\\w{_MARKS}])+")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_SPACED_WORD = re.compile(f"[\\w{_MARKS}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_JOINERS = re.compile("[\u200c\u200d]")
_UNSPACED_CHARS_PER_WORD = 2

_MIN_FOREIGN_CHARS = 6
"""A term of another language than the page's has this many characters: shorter ones mean something else somewhere."""
_MAX_CACHED_WORDS = 20_000


@dataclass(slots=True)
class LineWords:
    """The words of a line and what they are about."""

    masks: list[int]
    """For each word the mask of its concepts, 0 for most words; a run without spaces gives one for each term and one
    for each two characters between terms."""

    union: int = field(init=False)
    """The mask of all concepts of the line."""

    def __post_init__(self) -> None:
        self.union = reduce(or_, self.masks, 0)

    @property
    def subjects(self) -> int:
        """The mask of what the line is about, without the concepts of who speaks to whom."""
        return self.union & SUBJECTS

    def has(self, concept: ConceptName) -> bool:
        """Whether a word of the line is about the concept."""
        return self.union & _CONCEPT_BITS[concept] != 0


@dataclass(slots=True)
class Lexicon:
    """The terms of several concept files."""

    _words: dict[str, int] = field(default_factory=dict)
    _stems: dict[str, int] = field(default_factory=dict)
    _sequences: dict[str, tuple[tuple[tuple[str, ...], bool, int], ...]] = field(default_factory=dict)
    """Terms of several words by the first: the words after it, whether the last is a stem, and the mask."""
    _unspaced: dict[str, dict[str, int]] = field(default_factory=dict)
    """Terms of languages without spaces, by their first two characters, or by their only one."""
    _stem_sizes: tuple[int, ...] = ()
    _cache: dict[str, int] = field(default_factory=dict)

    def add(self, term: str, mask: int) -> None:
        """Add a normalized term; `*` at its end stands for any ending."""
        is_stem = term.endswith("*")
        term = term.removesuffix("*")
        words = [match[0] for match in _WORD.finditer(term)]
        if _UNSPACED_RUN.fullmatch(term):
            terms = self._unspaced.setdefault(term[:2], {})
            terms[term] = terms.get(term, 0) | mask
        elif len(words) > 1:
            self._sequences[words[0]] = (*self._sequences.get(words[0], ()), (tuple(words[1:]), is_stem, mask))
        elif words:
            table = self._stems if is_stem else self._words
            table[words[0]] = table.get(words[0], 0) | mask

    def copy(self) -> Lexicon:
        """A lexicon of the same terms to which others can be added."""
        unspaced = {key: dict(terms) for key, terms in self._unspaced.items()}
        return Lexicon(self._words.copy(), self._stems.copy(), self._sequences.copy(), unspaced)

    def read(self, line: str) -> LineWords:
        """The words of a line and their concepts."""
        normalized = normalize_line(line)
        if normalized.isascii():
            words = _ASCII_WORD.findall(normalized)
            masks = [*map(self._read_word, words)]
        elif _UNSPACED_RUN.search(normalized):
            words, masks = self._read_mixed(normalized)
        else:
            words = _SPACED_WORD.findall(_JOINERS.sub("", normalized))
            masks = [*map(self._read_word, words)]
        if not self._sequences.keys().isdisjoint(words):
            self._add_sequences(words, masks)
        return LineWords(masks)

    def _read_mixed(self, normalized: str) -> tuple[list[str], list[int]]:
        words: list[str] = []
        masks: list[int] = []
        for match in _WORD.finditer(normalized):
            if match["unspaced"]:
                run_masks = self._read_unspaced(match[0])
                masks += run_masks
                words += [""] * len(run_masks)
            else:
                masks.append(self._read_word(match[0]))
                words.append(match[0])
        return words, masks

    def _read_word(self, word: str) -> int:
        mask = self._cache.get(word)
        if mask is None:
            mask = self._words.get(word, 0)
            for size in self._get_stem_sizes():
                if size <= len(word) and (stem_mask := self._stems.get(word[:size])):
                    mask |= stem_mask
                    break
            if len(self._cache) >= _MAX_CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = mask
        return mask

    def _get_stem_sizes(self) -> tuple[int, ...]:
        if not self._stem_sizes:
            self._stem_sizes = tuple(sorted({len(stem) for stem in self._stems}, reverse=True))
        return self._stem_sizes

    def _read_unspaced(self, run: str) -> list[int]:
        masks: list[int] = []
        position = between = 0
        while position < len(run):
            term = self._find_unspaced(run, position)
            if term:
                masks += [0] * (between // _UNSPACED_CHARS_PER_WORD)
                between = 0
                masks += [self._unspaced[term[:2]][term]] * max(1, len(term) // _UNSPACED_CHARS_PER_WORD)
                position += len(term)
            else:
                between += 1
                position += 1
        return masks + [0] * ((between + 1) // _UNSPACED_CHARS_PER_WORD)

    def _find_unspaced(self, run: str, position: int) -> str:
        """The longest term that begins there; "" if there is none."""
        candidates = (
            term
            for key in (run[position : position + 2], run[position])
            for term in self._unspaced.get(key, ())
            if run.startswith(term, position)
        )
        return max(candidates, key=len, default="")

    def _add_sequences(self, words: Sequence[str], masks: list[int]) -> None:
        for index, word in enumerate(words):
            for following, is_stem, mask in self._sequences.get(word, ()):
                if _continues(words, index + 1, following, is_stem=is_stem):
                    for position in range(index, index + 1 + len(following)):
                        masks[position] |= mask


def _continues(words: Sequence[str], start: int, following: Sequence[str], *, is_stem: bool) -> bool:
    """Whether these words follow; of a stem, the last one may have any ending."""
    last = start + len(following) - 1
    if last >= len(words) or words[start:last] != [*following[:-1]]:
        return False
    return words[last].startswith(following[-1]) if is_stem else words[last] == following[-1]


def get_lexicon(rules: Rules, language: str | None) -> Lexicon:
    """The terms for pages of a language.

    These are all terms of the language, of English, of names, and of the languages that a script stands for; of every
    other language the long terms only. Pages often declare no language or a wrong one.

    :param language: a BCP 47 tag.
    """
    return _build_lexicon(rules, get_word_list_language(language) or "")


@lru_cache(maxsize=64)
def _build_lexicon(rules: Rules, language: str) -> Lexicon:
    file = rules.concept_files.get(language)
    if file is None:
        return _build_common_lexicon(rules)
    lexicon = _build_common_lexicon(rules).copy()
    for term, mask in _normalize_terms(file).items():
        lexicon.add(term, mask)
    return lexicon


@lru_cache(maxsize=8)
def _build_common_lexicon(rules: Rules) -> Lexicon:
    """The terms that are read on every page."""
    lexicon = Lexicon()
    for language, file in rules.concept_files.items():
        is_whole = file.reads_script or language in ("en", "mul")
        for term, mask in _normalize_terms(file).items():
            if is_whole or len(term.removesuffix("*")) >= _MIN_FOREIGN_CHARS:
                common_mask = mask if is_whole else mask & SUBJECTS
                if common_mask:
                    lexicon.add(term, common_mask)
    return lexicon


def get_mask(concepts: Iterable[ConceptName]) -> int:
    """The mask of some concepts."""
    return reduce(or_, (_CONCEPT_BITS[concept] for concept in concepts), 0)


def list_concepts(mask: int) -> list[ConceptName]:
    """The concepts of a mask, in the order of `CONCEPTS`."""
    return [concept for concept, bit in _CONCEPT_BITS.items() if mask & bit]


def _normalize_terms(file: ConceptFile) -> Mapping[str, int]:
    """The terms of a file in the form that words are compared with, with their masks."""
    masks: dict[str, int] = {}
    particles = ["", *map(normalize_line, file.particles)]
    for concept, terms in file.concepts.items():
        for term in terms:
            ending = "*" if term.endswith("*") else ""
            normalized = _JOINERS.sub("", normalize_line(term)) + ending
            for particle in particles:
                key = particle + normalized
                masks[key] = masks.get(key, 0) | _CONCEPT_BITS[concept]
    return masks
