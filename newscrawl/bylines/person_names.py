"""What a name looks like, in every script.

Names in capitals brought back to name case.

Names in the order in which they are spoken: "Lima, Ana" is turned around, and "Jr." joined to its name.

Names that need no reading: full names in capitalised words that mean nothing else, as most bylines are.
"""

from __future__ import annotations

import re
import unicodedata

from newscrawl.bylines.organizations import match_known_entity
from newscrawl.bylines.tokenizer import BylineSegment
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    ContextualVocabulary,
    Vocabulary,
    get_vocabulary,
    is_unspaced_script,
    normalize_alphanumeric,
    normalize_word,
)

_LEADING_PUNCTUATION = "".join(char for char in EDGE_PUNCTUATION if char not in "\"'“„”")
_MAX_NAME_WORDS = 7
_MIN_NAME_LETTERS = 2
_MAX_LOWERCASE_WORDS = 4
_MAX_NON_PARTICLES = 5
_NAME_PUNCTUATION = frozenset("'’ʼ‘`´.-‐‑·・\"“”„״׳\u200c\u200d")
"""What may stand in a name beside letters: apostrophes, hyphens, initials' stops, nicknames' quotes, joiners."""
_MAX_ABBREVIATION_CHARS = 4
_MIN_CAPS_NAME_CHARS = 6
_MAX_WORD_CHARS = 30
_HANGUL = re.compile(r"[가-힣]+")
_HAN = re.compile(r"[\u4e00-\u9fff々]+")
_MAX_HAN_CHARS = 6
_MIN_UNSPACED_CHARS = 2
_MAX_UNSPACED_CHARS = 24


def split_words(item: str, vocab: Vocabulary) -> list[str]:
    """The words of the item; in scripts without spaces, roles and "by" that stick to a name become words."""
    words: list[str] = []
    for word in filter(None, (word.lstrip(_LEADING_PUNCTUATION) for word in item.split())):
        words += _split_unspaced_affixes(word, vocab) if is_unspaced_script(word) else [word]
    return words


def _split_unspaced_affixes(word: str, vocab: Vocabulary) -> list[str]:
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


def remove_full_stop(name: str) -> str:
    """The name without the full stop of its sentence; initials and "Jr." keep theirs."""
    last_word = name.rpartition(" ")[2]
    return (
        name[:-1]
        if name.endswith(".") and len(last_word) > _MAX_ABBREVIATION_CHARS and last_word.count(".") == 1
        else name
    )


def is_abbreviation(word: str) -> bool:
    """Whether a word alone is no name but letters that stand for a house or a desk: "HPN", "hp-INFO"."""
    if word.isupper() and word.lower() != word.upper():
        return len(word) < _MIN_CAPS_NAME_CHARS
    return any(word[at].isupper() and word[at + 1].isupper() for at in range(len(word) - 1)) or word[:1].islower()


def can_be_person_name(words: list[str], *, allow_lowercase: bool, particles: frozenset[str]) -> bool:
    """Whether the words can be a person's name; `allow_lowercase` allows a line that has no capitals anywhere."""
    if not words or len(words) > _MAX_NAME_WORDS or any(len(word) > _MAX_WORD_CHARS for word in words):
        return False
    text = "".join(words)
    if sum(map(str.isalpha, text)) < _MIN_NAME_LETTERS or not all(map(_is_name_char, text)):
        return False
    if is_unspaced_script(text):
        return all(_is_unspaced_name(word) for word in words)
    if text.islower():
        return allow_lowercase and 1 < len(words) < _MAX_LOWERCASE_WORDS
    if sum(word.casefold() not in particles for word in words) > _MAX_NON_PARTICLES:
        return False
    return all(_is_capitalized_or_particle(word, particles) for word in words)


def _is_name_char(char: str) -> bool:
    return char.isalpha() or char in _NAME_PUNCTUATION or unicodedata.category(char).startswith("M")


def _is_capitalized_or_particle(word: str, particles: frozenset[str]) -> bool:
    if word.endswith(("'s", "’s")):
        return False
    return not word[:1].islower() or word.casefold() in particles or any(char.isupper() for char in word)


def _is_unspaced_name(word: str) -> bool:
    if _HAN.fullmatch(word):
        return len(word) <= _MAX_HAN_CHARS
    return len(word) <= _MAX_UNSPACED_CHARS


def split_cjk_names(words: list[str], language: str | None) -> list[str]:
    """Several Korean or Chinese names that only spaces divide; empty where the words are one name."""
    if len(words) < 2:
        return []
    if all(_HANGUL.fullmatch(word) and len(word) > 1 for word in words) and any(len(word) > 2 for word in words):
        return words
    if all(_HAN.fullmatch(word) and len(word) > 1 for word in words):
        is_chinese = (language or "").startswith("zh") or (language is None and all(len(word) == 3 for word in words))
        return words if is_chinese else []
    return []


_PARTICLES = frozenset(
    "de del della delle di da das do dos du des la las le los van von vom zu zur der den ter ten op y e i af av bin"
    " ibn ben ap".split()
)
_ROMAN_NUMERALS = frozenset({"II", "III", "IV"})
_HYPHENATED_ARTICLE = re.compile(r"(?:Al|El|Ul|Ur|As|Ad|Az|Ash|Ar|An|At)[-‐‑][A-Z]")
_SUFFIX_CASE = {"JR": "Jr", "SR": "Sr"}
# "MACK", "MACIEJ" and "MACHADO" are no Mac names: five letters or more must follow, and not these.
_MAC_PREFIX = re.compile(
    r"Mac(?=[a-z]{4,})(?!hado|iej|eda|edo|ek|iel|ias|hin|hine|ing|ura|ina|arena|iver|aulay|chiato|ari|abeo)", re.UNICODE
)
_NAME_PART = re.compile(r"[^\s\-‐‑'’‘ʼ`´.]+")
_MIN_SURNAME_LETTERS = 3


def is_all_caps(text: str) -> bool:
    """Whether all cased letters of the text are capitals, and there are at least two."""
    return not any(map(str.islower, text.replace("ß", ""))) and sum(map(str.isupper, text)) > 1


def to_name_case(name: str, *, turkish: bool = False) -> str:
    """The name, written in capitals or small letters, in the case of names.

    Particles after the first word stay small; a dotted or Turkish I is lowered to what it was.
    """
    turkish = turkish or any(letter in name for letter in "İŞĞ")
    cased_words = [
        _word_to_name_case(word, is_first=not index, turkish=turkish) for index, word in enumerate(name.split(" "))
    ]
    return unicodedata.normalize("NFC", " ".join(cased_words))


def recase_caps_words(name: str) -> str:
    """The name with words that shout brought down: "Kim HARROW" but not "AJ Perrin"."""
    words = name.split(" ")
    if is_all_caps(name):
        return name if _is_short_caps_word(name) else to_name_case(name)
    turkish = any(letter in name for letter in "İŞĞ")
    return " ".join(
        _word_to_name_case(word, is_first=True, turkish=turkish) if _is_caps_surname(word) else word for word in words
    )


def _is_short_caps_word(name: str) -> bool:
    """Whether capitals are how it is written: one short word, "HPN"."""
    return " " not in name and len(name) < 6


def _is_caps_surname(word: str) -> bool:
    """Whether a word in capitals is a surname and not initials: long, or with a vowel and not two letters."""
    letters = [char for char in word if char.isalpha()]
    if not is_all_caps(word) or "." in word or word.strip(",.") in _ROMAN_NUMERALS:
        return False
    decomposed = unicodedata.normalize("NFD", word)
    return len(letters) > _MIN_SURNAME_LETTERS or (
        len(letters) == _MIN_SURNAME_LETTERS and bool(re.search("[AEIOUY]", decomposed))
    )


def _word_to_name_case(word: str, *, is_first: bool, turkish: bool) -> str:
    stripped = word.strip(",.")
    if stripped.upper() in _ROMAN_NUMERALS:
        return word.upper()
    if stripped.upper() in _SUFFIX_CASE:
        return word.replace(stripped, _SUFFIX_CASE[stripped.upper()])
    if not is_first and stripped.lower() in _PARTICLES:
        return word.lower()
    cased = _NAME_PART.sub(lambda match: _part_to_name_case(match, turkish=turkish), word)
    return cased[:1].lower() + cased[1:] if not is_first and _HYPHENATED_ARTICLE.match(cased) else cased


def _part_to_name_case(match: re.Match[str], *, turkish: bool) -> str:
    part, next_char = match.group(), match.string[match.end() : match.end() + 1]
    lowered = _lower(part, turkish=turkish)
    at_apostrophe = match.start() and match.string[match.start() - 1] in "'’‘ʼ`´"
    if at_apostrophe and len(part) == 1 and not next_char:
        return lowered  # a possessive or a cut word: never "O'S"
    if match.start() and match.string[match.start() - 1] in "-‐‑" and lowered in {"al", "el", "ul", "ur", "e", "de"}:
        return lowered
    capitalized = _upper(lowered[:1], turkish=turkish) + lowered[1:]
    if lowered.startswith("mc") and len(lowered) > _MIN_SURNAME_LETTERS:
        return "Mc" + lowered[2:3].upper() + lowered[3:]
    mac_prefix = _MAC_PREFIX.match(capitalized)
    return capitalized if not mac_prefix else "Mac" + capitalized[3:4].upper() + capitalized[4:]


def _lower(text: str, *, turkish: bool) -> str:
    if turkish:
        text = text.replace("İ", "i").replace("I", "ı")
    lowered = text.replace("İ", "i").lower()
    # A sigma that ends a word has its own small letter.
    return lowered[:-1] + "ς" if lowered.endswith("σ") and len(lowered) > 1 else lowered


def _upper(text: str, *, turkish: bool) -> str:
    if turkish and text == "i":
        return "İ"
    return text if text == "ß" else text.upper()


_MAX_LAST_NAME_WORDS = 3
_MAX_FIRST_NAME_WORDS = 2
_MIN_PAIRED_WORDS = 4


def reorder_last_first(segments: list[BylineSegment]) -> list[BylineSegment]:
    """The groups, turned around where all of them show "Lima, Ana", or where single words come in pairs."""
    segment_items = [segment.items for segment in segments]
    if _are_all_last_first(segment_items):
        return [BylineSegment(items=(f"{first} {last}",)) for last, first in segment_items]
    if len(segment_items) == 1 and _are_name_pairs(segment_items[0]):
        items = segment_items[0]
        return [BylineSegment(items=(f"{items[at + 1]} {items[at]}",)) for at in range(0, len(items), 2)]
    return [_attach_suffixes(group) for group in segments]


def _are_all_last_first(segment_items: list[tuple[str, ...]]) -> bool:
    """Whether every group is "Last, First". One alone must be of two words: "Ana Lima, Lisbon" is none."""
    if not segment_items or not all(len(items) == 2 and _is_last_first(*items) for items in segment_items):
        return False
    return len(segment_items) > 1 or not any(" " in item for item in segment_items[0])


def _is_last_first(last: str, first: str) -> bool:
    last_words, first_words = last.split(" "), first.split(" ")
    if (
        len(last_words) > _MAX_LAST_NAME_WORDS
        or len(first_words) > _MAX_FIRST_NAME_WORDS
        or not all(map(_is_capitalized_name, [*first_words, last_words[-1]]))
    ):
        return False
    return all(_is_capitalized_name(word) or word.casefold() in get_vocabulary().particles for word in last_words)


def _are_name_pairs(items: tuple[str, ...]) -> bool:
    return len(items) >= _MIN_PAIRED_WORDS and len(items) % 2 == 0 and all(map(_is_capitalized_name, items))


def _is_capitalized_name(text: str) -> bool:
    """Whether the text is one capitalised word that says nothing else."""
    stripped, vocab = text.strip(EDGE_PUNCTUATION), get_vocabulary()
    if (
        not stripped[:1].isupper()
        or " " in text
        or any(map(str.isdigit, text))
        or (len(stripped) > 1 and is_all_caps(stripped))
    ):
        return False
    match = vocab.match_at([normalize_word(text)], 0)
    if match is not None and not match.kinds.keys() <= {"month", "by_soft"}:
        return False
    return (
        not vocab.is_town(text)
        and normalize_word(text) not in vocab.suffixes
        and normalize_alphanumeric(text) not in vocab.account_names
    )


def _attach_suffixes(segment: BylineSegment) -> BylineSegment:
    """The group with "Jr." and "III" back at their names."""
    items: list[str] = []
    for item in segment.items:
        if items and normalize_word(item) in get_vocabulary().suffixes:
            items[-1] = f"{items[-1]} {item}"
        else:
            items.append(item)
    return BylineSegment(items=tuple(items), is_label=segment.is_label)


_PLAIN_WORD = "[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20}"
_PLAIN_NAME = rf"{_PLAIN_WORD}(?: [A-Z]\.)?(?: {_PLAIN_WORD}){{1,2}}"
_PLAIN_NAME_LIST = re.compile(rf"{_PLAIN_NAME}(?:; {_PLAIN_NAME}){{0,25}}")


def match_plain_names(raw: str, terms: ContextualVocabulary) -> list[str]:
    """The names, where the byline is nothing but plain full names with "; " between them; else an empty list."""
    if not _PLAIN_NAME_LIST.fullmatch(raw):
        return []
    names = raw.split("; ")
    vocab = terms.vocabulary
    if any(vocab.is_known_word(word) for name in names for word in name.casefold().split(" ")):
        return []
    return [] if any(match_known_entity(name, terms) for name in names) else names
