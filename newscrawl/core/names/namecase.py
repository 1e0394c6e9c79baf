"""Names in capitals brought back to name case."""

from __future__ import annotations

import re
import unicodedata

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
