"""Splits a raw byline: into segments and items, an item into words, words at "and" between people.

Also strips what comes before a name: "by", roles, titles, labels.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from newscrawl.bylines.organizations import split_agency_prefix
from newscrawl.bylines.seams import COLONS, split_at_labels, split_glued_words, split_han_dots
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    ContextualVocabulary,
    PhraseMatch,
    Vocabulary,
    get_vocabulary,
    is_lowercase,
    is_unspaced_script,
    normalize_words,
)
from newscrawl.text import normalize_text

MAX_RAW_CHARS = 2000
"""Characters that are read of a byline: the longest real ones, of some eighty names, have fewer."""

_HTML_TAG = re.compile(r"<[^<>]{0,400}>")
# A URL, an e-mail address, a handle ("@analima"), or the domain of an address that is written "name[at]paper.example".
_CONTACT = re.compile(
    r"(?:https?://|www\.)[^\s<>|;,]+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}|(?<![\w@])@\w[\w.]{0,40}|\[at\]\S+"
)
_LINE_BREAKS = re.compile(r"[\n\r\t\u2028\u2029\x0b\x0c]+")
# Dots that divide Korean and Chinese names. In Katakana the same dot divides first and last name, so it stays there.
_BETWEEN_HANGUL = re.compile(r"(?<=[가-힣])[·ㆍ・](?=[가-힣])")
# A dash divides only beside a space, or when it is a long one before a word. A slash divides except in the Malaysian
# "a/l", "a/p", "s/o" and "d/o" (son or daughter of).
_STRONG_SEPARATOR = re.compile(
    r"[;|•●▪◦►／、；｜؛\n…=＝*_]|\s\+(?=\s)|\s[·・~–—―-]+(?=\s|$)|^[–—―-]+\s|(?<!\b[adsADS])/|/(?![olpOLP]\b)|[–—―](?=\w)"
)
_DASHES = frozenset("-–—―")
_BRACKET = re.compile(r"[()\[\]{}（）【】〔〕<>]")
_NICKNAME = re.compile(r"(?<=\w )[(\[]([^\W\d_]{2,15})[)\]] (?=[^\W\d_a-z])")  # "Ana (Nita) Lima"
_COMMA = re.compile(r"[,،，]")
_LEADING_PUNCTUATION = "".join(char for char in EDGE_PUNCTUATION if char not in "\"'“„”")
"""Stripped from the front of a word. Quotation marks stay: a nickname may be in them."""
_MIN_UNSPACED_CHARS = 2
"""Characters that must be left of a word of a script without spaces when a role or "by" is split off."""
_AND_SIGNS = frozenset({"&", "+", "＆"})
_MIN_PREFIXED_WORD_CHARS = 3
_MAX_FOREIGN_CHARS = 2
"""Letters of an "and" of another language that is believed only between full names: "an" is Irish for "the"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineSegment:
    """The part of a byline between two strong separators, such as line breaks, semicolons and bars."""

    items: tuple[str, ...]
    """The pieces between commas."""
    is_label: bool = False
    """Whether it ends with a colon, so that it is a label of the next segment."""
    is_after_dash: bool = False
    """Whether a dash divides it from the segment before: "Ana Lima – Lisbon"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrippedPrefix:
    """The words of an item without what comes before its names."""

    words: list[str]
    is_credit: bool = False
    """Whether the words begin with a label that credits something other than writing: "Photo:"."""
    has_by: bool = False
    """Whether a "by" came before them."""


def split_segments(raw: str) -> list[BylineSegment]:
    """The segments of a raw byline in order, without HTML tags, URLs, e-mail addresses and handles."""
    text = _clean_raw(raw[:MAX_RAW_CHARS])
    segments = []
    start, separator = 0, ""
    for match in (*_STRONG_SEPARATOR.finditer(text), None):
        segment_text = text[start : match.start() if match else len(text)].strip()
        items = tuple(filter(None, (item.strip() for item in _COMMA.split(segment_text))))
        if items:
            is_after_dash = separator.strip() in _DASHES
            segments.append(
                BylineSegment(items=items, is_label=segment_text.endswith(COLONS), is_after_dash=is_after_dash)
            )
        if match:
            start, separator = match.end(), match[0]
    return segments


def remove_contacts(text: str) -> str:
    """The text without URLs, e-mail addresses and handles."""
    return _CONTACT.sub(" ", text)


def split_byline_words(item: str, vocab: Vocabulary) -> list[str]:
    """The words of an item.

    In scripts without spaces, a role or "by" that is written together with a name becomes a word of its own.
    """
    words: list[str] = []
    for word in filter(None, (word.lstrip(_LEADING_PUNCTUATION) for word in item.split())):
        words += _split_unspaced_affixes(word, vocab) if is_unspaced_script(word) else [word]
    return words


def split_at_conjunctions(words: list[str], terms: ContextualVocabulary) -> list[list[str]]:
    """The words of each person: the words between the "and"s."""
    if len(words) > 1 and _is_leading_conjunction(words[0], terms):
        words = words[1:]
    if len(words) > 1 and _is_trailing_conjunction(words[-1], terms):
        words = words[:-1]
    pieces: list[list[str]] = [[]]
    for at, word in enumerate(words):
        current_piece = pieces[-1]
        if current_piece and at + 1 < len(words) and _is_conjunction(word, current_piece, words[at + 1 :], terms):
            pieces.append([])
        elif _has_conjunction_prefix(word, current_piece, words[at:], terms):
            pieces.append([word[1:]])
        else:
            current_piece.append(word)
    return [piece for piece in pieces if piece]


def strip_prefix(words: list[str], terms: ContextualVocabulary) -> StrippedPrefix:
    """The words after the last "by" and after roles and titles; a credit keeps its label."""
    has_by = False
    while words:
        normalized = normalize_words(words)
        if by_end := _find_by_end(words, normalized, terms):
            words, has_by = words[by_end:], True
            continue
        match = terms.match_at(words, normalized, 0)
        if match is not None and _is_credit_label(match, words):
            return StrippedPrefix(words=words, is_credit=True, has_by=has_by)
        length = _prefix_length(words, normalized, terms)
        if not length:
            break
        words = words[length:]
    return StrippedPrefix(words=words, has_by=has_by)


def is_prefix_only(words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the words are only a "by": the name is in the next element, as in "<span>By</span> <a>Ana Lima</a>"."""
    match = terms.vocabulary.match_whole(normalize_words(words))
    return match is not None and match.has_kind("by", "by_soft")


# Helpers of split_segments.


def _clean_raw(raw: str) -> str:
    """The byline without HTML tags, contacts and brackets; separators are put in their place, and at each label."""
    if "&" in raw:
        raw = html.unescape(raw)
    text = _LINE_BREAKS.sub("\n", _HTML_TAG.sub("\n", raw))
    text = _CONTACT.sub(" | ", text)
    text = _join_conjunction_lines([normalize_text(line) for line in text.split("\n")])
    text = _BETWEEN_HANGUL.sub(";", split_han_dots(text))
    text = _BRACKET.sub(";", _NICKNAME.sub("", text))
    return split_at_labels(split_glued_words(text))


def _join_conjunction_lines(lines: list[str]) -> str:
    """The lines, with a space instead of a line break where a line ends or begins with "and"."""
    conjunctions = get_vocabulary().conjunctions
    text = ""
    for line in filter(None, lines):
        joined = text.rpartition(" ")[2] in conjunctions or line.partition(" ")[0] in conjunctions
        text += (" " if joined else "\n") + line if text else line
    return text


# Helpers of split_byline_words.


def _split_unspaced_affixes(word: str, vocab: Vocabulary) -> list[str]:
    if (agency := split_agency_prefix(word)) and agency[1].startswith(vocab.unspaced_words):
        return [agency[0], *_split_unspaced_affixes(agency[1], vocab)]
    prefixes: list[str] = []
    suffixes: list[str] = []
    changed = True
    while changed:
        changed = False
        for affix in vocab.unspaced_words:
            if word == affix:
                break
            if len(word) - len(affix) < _MIN_UNSPACED_CHARS:
                continue
            if word.startswith(affix):
                prefixes.append(affix)
                word, changed = word[len(affix) :], True
                break
            if word.endswith(affix):
                suffixes.insert(0, affix)
                word, changed = word[: -len(affix)], True
                break
    return [*prefixes, word, *suffixes]


# Helpers of split_at_conjunctions.


def _is_leading_conjunction(word: str, terms: ContextualVocabulary) -> bool:
    """Whether the first word is the "and" before the last name of a list: "Ana Lima, Bo Ek, and Tom Harrow"."""
    conjunction_languages = terms.vocabulary.conjunctions.get(word, frozenset())
    preposition_languages = terms.vocabulary.prepositions.get(word, frozenset())
    return word in _AND_SIGNS or (
        bool(conjunction_languages)
        and (not preposition_languages or terms.context.language in conjunction_languages - preposition_languages)
    )


def _is_trailing_conjunction(word: str, terms: ContextualVocabulary) -> bool:
    """Whether the last word is an "and" whose second name is missing; a longer one is in lower case."""
    return word in _AND_SIGNS or (is_lowercase(word) and word in terms.vocabulary.conjunctions)


def _is_conjunction(word: str, before: list[str], after: list[str], terms: ContextualVocabulary) -> bool:
    """Whether this word is an "and" between two people; "i", "y" and "a" may also be initials, particles or "in"."""
    if word in _AND_SIGNS:
        return True
    conjunction_languages = terms.vocabulary.conjunctions.get(word.casefold())
    if conjunction_languages is None:
        return False
    language, is_particle = terms.context.language, word in terms.vocabulary.particles
    is_line_language = language is not None and language in conjunction_languages
    is_capitalized = word.isupper() or word.istitle()
    is_readable = language is None or "en" in conjunction_languages
    if is_capitalized and not is_line_language and (len(word) == 1 or not terms.context.is_all_caps or not is_readable):
        return False  # an initial or a name; in a byline of capitals a longer word may still be an "and"
    preposition_languages = terms.vocabulary.prepositions.get(word.casefold(), frozenset())
    if (
        not preposition_languages
        and language is not None
        and not is_readable
        and not is_line_language
        and len(word) <= _MAX_FOREIGN_CHARS
    ):
        return _is_between_people(before, _words_until_conjunction(after, terms), terms, is_line_language=False)
    if not is_particle and (
        language not in preposition_languages if is_line_language else not preposition_languages and len(word) > 1
    ):
        return True
    if preposition_languages and (
        language in preposition_languages or len(preposition_languages) > len(conjunction_languages)
    ):
        return False
    return _is_between_people(before, _words_until_conjunction(after, terms), terms, is_line_language=is_line_language)


def _words_until_conjunction(words: list[str], terms: ContextualVocabulary) -> list[str]:
    """The words before the next one that may be an "and"."""
    particles = terms.vocabulary.particles
    for at, word in enumerate(words):
        languages = terms.vocabulary.conjunctions.get(word)
        if not at or languages is None:
            continue
        if len(word) == 1 or word not in particles or terms.context.language in languages:
            return words[:at]
    return words


def _is_between_people(
    before: list[str], after: list[str], terms: ContextualVocabulary, *, is_line_language: bool
) -> bool:
    """Whether an ambiguous word has a full name on both sides, and no town after it.

    In a language that uses the word for "and", a single word may come before it.
    """
    if terms.vocabulary.is_town(" ".join(after[:2])) or (terms.vocabulary.is_town(after[0]) and not is_line_language):
        return False
    if is_line_language and len(before) == 1:
        return True
    return len(before) > 1 and len(after) > 1


def _has_conjunction_prefix(word: str, before: list[str], after: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the word between full names begins with an "and" that is written without a space: Hebrew and Arabic."""
    exceptions = terms.vocabulary.conjunction_prefixes.get(word[:1])
    if exceptions is None or len(before) < 2 or len(after) < 2 or len(word) < _MIN_PREFIXED_WORD_CHARS:
        return False
    return word not in exceptions


# Helpers of strip_prefix.


def _find_by_end(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> int:
    """How many words there are up to and with the first "by"; 0 without a "by".

    What comes before it must not be a name: its first word cannot begin one, or each of its words is known or has no
    capital, as in "Reported from Paris by" and "Updated 3 May by".
    """
    all_known, at = True, 0
    while at < len(words):
        match = terms.match_at(words, normalized, at)
        if match is not None and not at and _is_foreign_by(match, words, terms):
            return 0
        if match is not None and match.has_kind("by") and (all_known or terms.cannot_begin_name(words, normalized, 0)):
            return at + match.word_count
        if match is not None and match.has_kind("by_soft") and all_known:
            return at + match.word_count
        if match is not None and match.has_kind("credit", "credit_role") and at:
            return 0
        all_known = all_known and (match is not None or terms.cannot_begin_name(words, normalized, at))
        at += match.word_count if match is not None else 1
    return 0


def _is_foreign_by(match: PhraseMatch, words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the first word is "by" in another language only, and here a first name: "Yazan Haddad"."""
    if match.word_count > 1 or not words[0].istitle() or words[0].endswith(COLONS) or terms.context.language is None:
        return False
    languages = frozenset[str]().union(*match.kinds.values())
    is_short = len(words) == len(("Yazan", "Haddad")) or (words[2:3] and words[2] in terms.vocabulary.conjunctions)
    return bool(is_short) and terms.context.language not in languages and "en" not in languages


def _is_credit_label(match: PhraseMatch, words: list[str]) -> bool:
    """Whether the phrase at the beginning credits something other than writing."""
    if match.has_kind("label") and words[match.word_count - 1].endswith(COLONS):
        return True
    return match.has_kind("credit", "credit_role") and not (
        match.has_kind("role", "desk") and match.word_count == len(words)
    )


def _prefix_length(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> int:
    """How many words at the beginning are a role, a title or a label; 0 where a name may begin."""
    match = terms.match_at(words, normalized, 0)
    if match is not None and (terms.is_first_name(words, normalized) or terms.is_foreign_word(match, words, 0)):
        return 0
    if len(words) > 1 and (terms.is_title(words[0]) or (normalized[0] == "the" and terms.is_dotted_title(words[1]))):
        return 1
    if match is None:
        return 0
    if match.has_kind("genre") and words[match.word_count - 1].endswith(COLONS):
        return match.word_count
    if match.has_kind("desk") and not (
        match.has_kind("role") and _is_full_name_ahead(words[match.word_count :], terms)
    ):
        return 0
    if match.has_kind("role_part"):
        return _role_length(words, normalized, terms)
    if not match.has_kind("role", "furniture", "contributed"):
        return 0
    return 0 if match.word_count == len(words) and match.has_kind("role") else match.word_count


def _role_length(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> int:
    """How many words at the beginning are parts of a role and the role itself: "Chief Political Editor:"."""
    at = 0
    while at < len(words) and (match := terms.match_at(words, normalized, at)) is not None:
        if not match.has_kind("role_part", "role"):
            break
        at += match.word_count
        if not match.has_kind("role_part"):
            break
    return 0 if at == len(words) else at


def _is_full_name_ahead(words: list[str], terms: ContextualVocabulary) -> bool:
    normalized = normalize_words(words)
    return len(words) > 1 and not any(terms.cannot_begin_name(words, normalized, at) for at in range(2))
