"""The case of names: "ANA LIMA", "ana lima" and "Kim HARROW" become "Ana Lima" and "Kim Harrow"."""

from __future__ import annotations

import re
import unicodedata

MIN_CAPS_NAME_CHARS = 6
"""Characters from which a single word in capitals may be a name; a shorter one is an abbreviation such as "HPN"."""
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


def is_all_caps(text: str) -> bool:
    """Whether the text has at least two capitals and no lower-case letter but "ß"."""
    return not any(map(str.islower, text.replace("ß", ""))) and sum(map(str.isupper, text)) > 1


def to_name_case(name: str, *, turkish: bool = False) -> str:
    """The name in the case of names, from one in capitals or in lower case.

    Particles between other words are in lower case.

    :param turkish: whether "I" is the capital of "ı", and "İ" that of "i"; found by itself where a letter shows it.
    """
    turkish = turkish or any(letter in name for letter in "İŞĞ")
    words = name.split(" ")
    cased_words = [
        _word_to_name_case(word, is_first=not index, is_last=index == len(words) - 1, turkish=turkish)
        for index, word in enumerate(words)
    ]
    return unicodedata.normalize("NFC", " ".join(cased_words))


def recase_caps_words(name: str) -> str:
    """The name with its words in capitals in name case: "Kim HARROW" becomes "Kim Harrow", "AJ Perrin" stays."""
    words = name.split(" ")
    if is_all_caps(name):
        is_short_word = len(words) == 1 and len(name) < MIN_CAPS_NAME_CHARS
        return name if is_short_word else to_name_case(name)
    turkish = any(letter in name for letter in "İŞĞ")
    return " ".join(
        _word_to_name_case(word, is_first=True, is_last=True, turkish=turkish) if _is_caps_surname(word) else word
        for word in words
    )


# Helpers of to_name_case and recase_caps_words.


def _is_caps_surname(word: str) -> bool:
    """Whether a word in capitals is a surname and not initials: four letters, or three with a vowel."""
    if not is_all_caps(word) or "." in word or word.strip(",.") in _ROMAN_NUMERALS:
        return False
    letter_count = sum(map(str.isalpha, word))
    has_vowel = bool(re.search("[AEIOUY]", unicodedata.normalize("NFD", word)))
    return letter_count > _MAX_INITIALS_LETTERS or (letter_count == _MAX_INITIALS_LETTERS and has_vowel)


def _word_to_name_case(word: str, *, is_first: bool, is_last: bool, turkish: bool) -> str:
    stripped = word.strip(",.")
    if stripped.upper() in _ROMAN_NUMERALS:
        return word.upper()
    if stripped.upper() in _SUFFIX_CASE:
        return word.replace(stripped, _SUFFIX_CASE[stripped.upper()])
    if not is_first and not is_last and not word.endswith(".") and stripped.lower() in _LOWERCASE_PARTICLES:
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
    return text if text == "ß" else text.title()  # not `upper`: the letters of Georgian names stay as they are
