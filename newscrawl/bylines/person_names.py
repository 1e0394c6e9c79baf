"""Names of people: what can be one, in every script; "Lima, Ana" and "ANA LIMA" become "Ana Lima"."""

from __future__ import annotations

import re
import unicodedata

from newscrawl.bylines.organizations import match_known_entity
from newscrawl.bylines.tokenizer import BylineSegment
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    ContextualVocabulary,
    get_vocabulary,
    is_unspaced_script,
    normalize_alphanumeric,
    normalize_word,
)

_PLAIN_WORD = "[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20}"
_PLAIN_NAME = rf"{_PLAIN_WORD}(?: [A-Z]\.)?(?: {_PLAIN_WORD}){{1,2}}"
_PLAIN_NAME_LIST = re.compile(rf"{_PLAIN_NAME}(?:; {_PLAIN_NAME}){{0,25}}")

_MAX_NAME_WORDS = 7
_MAX_NON_PARTICLES = 5
"""Words of a name that are not particles such as "de" and "van"."""
_MAX_LOWERCASE_WORDS = 3
"""Words of a name without any capital, "by ana lima": a longer line of lower case is prose."""
_MIN_NAME_LETTERS = 2
_MAX_WORD_CHARS = 30
_NAME_PUNCTUATION = frozenset("'’ʼ‘`´.-‐‑·・\"“”„״׳\u200c\u200d")
"""What a name may have besides letters: apostrophes, hyphens, full stops of initials, quotation marks of nicknames and
zero-width joiners."""
_MAX_ABBREVIATION_CHARS = 4
"""Characters of a last word, with its full stop, that keeps it: "Jr."."""
_MIN_CAPS_NAME_CHARS = 6
"""Characters from which a single word in capitals may be a name; a shorter one is an abbreviation such as "HPN"."""
_HANGUL = re.compile(r"[가-힣]+")
_HAN = re.compile(r"[\u4e00-\u9fff々]+")
_MAX_HAN_CHARS = 6
_MAX_UNSPACED_CHARS = 24
"""Characters of one word of a name in a script without spaces that is not Chinese characters alone."""

_MAX_LAST_NAME_WORDS = 3
_MAX_FIRST_NAME_WORDS = 2
_MIN_PAIRED_WORDS = 4
"""Single words in one segment that are read as pairs of last and first name: "Lima, Ana, Ek, Bo"."""

_LOWERCASE_PARTICLES = frozenset(
    "de del della delle di da das do dos du des la las le los van von vom zu zur der den ter ten op y e i af av bin"
    " ibn ben ap".split()
)
"""Particles that get lower case in a name that was all capitals. The vocabulary's particles are more: some of those,
such as "San" and "Mac", keep their capital."""
_ROMAN_NUMERALS = frozenset({"II", "III", "IV"})
_SUFFIX_CASE = {"JR": "Jr", "SR": "Sr"}
_HYPHENATED_ARTICLE = re.compile(r"(?:Al|El|Ul|Ur|As|Ad|Az|Ash|Ar|An|At)[-‐‑][A-Z]")
# "MACK", "MACIEJ" and "MACHADO" do not begin with "Mac": four letters or more must follow it, and not these.
_MAC_PREFIX = re.compile(
    r"Mac(?=[a-z]{4,})(?!hado|iej|eda|edo|ek|iel|ias|hin|hine|ing|ura|ina|arena|iver|aulay|chiato|ari|abeo)"
)
_MIN_MC_NAME_LETTERS = 4
_NAME_PART = re.compile(r"[^\s\-‐‑'’‘ʼ`´.]+")
_APOSTROPHES = "'’‘ʼ`´"
_HYPHENS = "-‐‑"
_MAX_INITIALS_LETTERS = 3
"""Capitals in a name of mixed case that are initials ("AJ Perrin"), except three with a vowel ("Kim LEE")."""


def match_plain_names(raw: str, terms: ContextualVocabulary) -> list[str]:
    """The names in a byline that is nothing but plain full names with "; " between them; else an empty list.

    A plain name is two or three capitalized words of Latin letters, with or without an initial, that have no other
    meaning in a byline. Most bylines are so, and need no parsing.
    """
    if not _PLAIN_NAME_LIST.fullmatch(raw):
        return []
    names = raw.split("; ")
    vocab = terms.vocabulary
    if any(vocab.is_known_word(word) for name in names for word in name.casefold().split(" ")):
        return []
    return [] if any(match_known_entity(name, terms) for name in names) else names


def can_be_person_name(words: list[str], *, allow_lowercase: bool, particles: frozenset[str]) -> bool:
    """Whether the words can be a person's name.

    :param allow_lowercase: whether a name may have no capital at all.
    """
    if not words or len(words) > _MAX_NAME_WORDS or any(len(word) > _MAX_WORD_CHARS for word in words):
        return False
    text = "".join(words)
    if sum(map(str.isalpha, text)) < _MIN_NAME_LETTERS or not all(map(_is_name_char, text)):
        return False
    if is_unspaced_script(text):
        return all(_is_unspaced_name(word) for word in words)
    if text.islower():
        return allow_lowercase and 1 < len(words) <= _MAX_LOWERCASE_WORDS
    if sum(word.casefold() not in particles for word in words) > _MAX_NON_PARTICLES:
        return False
    return all(_is_capitalized_or_particle(word, particles) for word in words)


def is_abbreviation(word: str) -> bool:
    """Whether a single word stands for an organization or a desk: "HPN", "hp-INFO".

    It does when it is short and all capitals, has two capitals in a row, or begins in lower case.
    """
    if word.isupper() and word.lower() != word.upper():
        return len(word) < _MIN_CAPS_NAME_CHARS
    return any(word[at].isupper() and word[at + 1].isupper() for at in range(len(word) - 1)) or word[:1].islower()


def remove_full_stop(name: str) -> str:
    """The name without the full stop that ends its sentence; initials and "Jr." keep theirs."""
    last_word = name.rpartition(" ")[2]
    ends_sentence = name.endswith(".") and len(last_word) > _MAX_ABBREVIATION_CHARS and last_word.count(".") == 1
    return name[:-1] if ends_sentence else name


def split_cjk_names(words: list[str], language: str | None) -> list[str]:
    """Several Korean or Chinese names with only spaces between them; an empty list where the words are one name."""
    if len(words) < 2:
        return []
    if all(_HANGUL.fullmatch(word) and len(word) > 1 for word in words) and any(len(word) > 2 for word in words):
        return words
    if all(_HAN.fullmatch(word) and len(word) > 1 for word in words):
        is_chinese = (language or "").startswith("zh") or (language is None and all(len(word) == 3 for word in words))
        return words if is_chinese else []
    return []


def reorder_last_first(segments: list[BylineSegment]) -> list[BylineSegment]:
    """The segments with first name before last name, and with "Jr." and "III" in the item of their name.

    Names are turned around where every segment is "Lima, Ana", or where the only segment is pairs of single words.
    """
    segment_items = [segment.items for segment in segments]
    if _are_all_last_first(segment_items):
        return [BylineSegment(items=(f"{first} {last}",)) for last, first in segment_items]
    if len(segment_items) == 1 and _are_name_pairs(segment_items[0]):
        items = segment_items[0]
        return [BylineSegment(items=(f"{items[at + 1]} {items[at]}",)) for at in range(0, len(items), 2)]
    return [_attach_suffixes(segment) for segment in segments]


def is_all_caps(text: str) -> bool:
    """Whether the text has at least two capitals and no lower-case letter but "ß"."""
    return not any(map(str.islower, text.replace("ß", ""))) and sum(map(str.isupper, text)) > 1


def to_name_case(name: str, *, turkish: bool = False) -> str:
    """The name in the case of names, from one in capitals or in lower case.

    Particles after the first word are in lower case.

    :param turkish: whether "I" is the capital of "ı", and "İ" that of "i"; found by itself where a letter shows it.
    """
    turkish = turkish or any(letter in name for letter in "İŞĞ")
    cased_words = [
        _word_to_name_case(word, is_first=not index, turkish=turkish) for index, word in enumerate(name.split(" "))
    ]
    return unicodedata.normalize("NFC", " ".join(cased_words))


def recase_caps_words(name: str) -> str:
    """The name with its words in capitals in name case: "Kim HARROW" becomes "Kim Harrow", "AJ Perrin" stays."""
    words = name.split(" ")
    if is_all_caps(name):
        is_short_word = len(words) == 1 and len(name) < _MIN_CAPS_NAME_CHARS
        return name if is_short_word else to_name_case(name)
    turkish = any(letter in name for letter in "İŞĞ")
    return " ".join(
        _word_to_name_case(word, is_first=True, turkish=turkish) if _is_caps_surname(word) else word for word in words
    )


# Helpers of can_be_person_name.


def _is_name_char(char: str) -> bool:
    return char.isalpha() or char in _NAME_PUNCTUATION or unicodedata.category(char).startswith("M")


def _is_capitalized_or_particle(word: str, particles: frozenset[str]) -> bool:
    """Whether the word has a capital or is a particle; "Lima's" is not a word of a name."""
    if word.endswith(("'s", "’s")):
        return False
    return not word[:1].islower() or word.casefold() in particles or any(char.isupper() for char in word)


def _is_unspaced_name(word: str) -> bool:
    if _HAN.fullmatch(word):
        return len(word) <= _MAX_HAN_CHARS
    return len(word) <= _MAX_UNSPACED_CHARS


# Helpers of reorder_last_first.


def _are_all_last_first(segment_items: list[tuple[str, ...]]) -> bool:
    """Whether every segment is "Last, First".

    A single segment must be of two words, because "Ana Lima, Lisbon" is a name and a place.
    """
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
    """Whether the text is one capitalized word that has no other meaning in a byline."""
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
    items: list[str] = []
    for item in segment.items:
        if items and normalize_word(item) in get_vocabulary().suffixes:
            items[-1] = f"{items[-1]} {item}"
        else:
            items.append(item)
    return BylineSegment(items=tuple(items), is_label=segment.is_label)


# Helpers of to_name_case and recase_caps_words.


def _is_caps_surname(word: str) -> bool:
    """Whether a word in capitals is a surname and not initials: four letters, or three with a vowel."""
    if not is_all_caps(word) or "." in word or word.strip(",.") in _ROMAN_NUMERALS:
        return False
    letter_count = sum(map(str.isalpha, word))
    has_vowel = bool(re.search("[AEIOUY]", unicodedata.normalize("NFD", word)))
    return letter_count > _MAX_INITIALS_LETTERS or (letter_count == _MAX_INITIALS_LETTERS and has_vowel)


def _word_to_name_case(word: str, *, is_first: bool, turkish: bool) -> str:
    stripped = word.strip(",.")
    if stripped.upper() in _ROMAN_NUMERALS:
        return word.upper()
    if stripped.upper() in _SUFFIX_CASE:
        return word.replace(stripped, _SUFFIX_CASE[stripped.upper()])
    if not is_first and stripped.lower() in _LOWERCASE_PARTICLES:
        return word.lower()
    cased = _NAME_PART.sub(lambda match: _part_to_name_case(match, turkish=turkish), word)
    return cased[:1].lower() + cased[1:] if not is_first and _HYPHENATED_ARTICLE.match(cased) else cased


def _part_to_name_case(match: re.Match[str], *, turkish: bool) -> str:
    """The name case of the part of a word between hyphens, apostrophes and full stops."""
    part = match.group()
    previous_char = match.string[match.start() - 1] if match.start() else " "
    next_char = match.string[match.end() : match.end() + 1]
    lowered = _lower(part, turkish=turkish)
    if previous_char in _APOSTROPHES and len(part) == 1 and not next_char:
        return lowered  # a possessive or a shortened word: never "O'S"
    if previous_char in _HYPHENS and lowered in {"al", "el", "ul", "ur", "e", "de"}:
        return lowered
    capitalized = _upper(lowered[:1], turkish=turkish) + lowered[1:]
    if lowered.startswith("mc") and len(lowered) >= _MIN_MC_NAME_LETTERS:
        return "Mc" + lowered[2:3].upper() + lowered[3:]
    mac_prefix = _MAC_PREFIX.match(capitalized)
    return capitalized if not mac_prefix else "Mac" + capitalized[3:4].upper() + capitalized[4:]


def _lower(text: str, *, turkish: bool) -> str:
    if turkish:
        text = text.replace("İ", "i").replace("I", "ı")
    lowered = text.replace("İ", "i").lower()
    # In Greek, a sigma at the end of a word has a lower-case letter of its own.
    return lowered[:-1] + "ς" if lowered.endswith("σ") and len(lowered) > 1 else lowered


def _upper(text: str, *, turkish: bool) -> str:
    if turkish and text == "i":
        return "İ"
    return text if text == "ß" else text.upper()
