"""Names in capitals brought back to name case."""

from __future__ import annotations

import re
import unicodedata

_PARTICLES = frozenset(
    "de del della delle di da das do dos du des la las le los van von vom zu zur der den ter ten op y e i af av bin"
    " ibn ben ap".split()
)
_ROMAN = frozenset({"II", "III", "IV"})
_ARTICLE = re.compile(r"(?:Al|El|Ul|Ur|As|Ad|Az|Ash|Ar|An|At)[-‐‑][A-Z]")
_SUFFIX = {"JR": "Jr", "SR": "Sr"}
# "MACK", "MACIEJ" and "MACHADO" are no Mac names: five letters or more must follow, and not these.
_MAC = re.compile(
    r"Mac(?=[a-z]{4,})(?!hado|iej|eda|edo|ek|iel|ias|hin|hine|ing|ura|ina|arena|iver|aulay|chiato|ari|abeo)", re.UNICODE
)
_PART = re.compile(r"[^\s\-‐‑'’‘ʼ`´.]+")
_PARTS_OF_CAPITALS = 3


def is_capitals(text: str) -> bool:
    """Whether all cased letters of the text are capitals, and there are at least two."""
    return not any(map(str.islower, text.replace("ß", ""))) and sum(map(str.isupper, text)) > 1


def name_case(name: str, *, turkish: bool = False) -> str:
    """The name, written in capitals or small letters, in the case of names.

    Particles after the first word stay small; a dotted or Turkish I is lowered to what it was.
    """
    turkish = turkish or any(letter in name for letter in "İŞĞ")
    done = [_word(word, first=not index, turkish=turkish) for index, word in enumerate(name.split(" "))]
    return unicodedata.normalize("NFC", " ".join(done))


def mixed_case(name: str) -> str:
    """The name with words that shout brought down: "Kim HARROW" but not "AJ Perrin"."""
    words = name.split(" ")
    if is_capitals(name):
        return name if _is_abbreviation(name) else name_case(name)
    turkish = any(letter in name for letter in "İŞĞ")
    return " ".join(_word(word, first=True, turkish=turkish) if _shouts(word) else word for word in words)


def _is_abbreviation(name: str) -> bool:
    """Whether capitals are how it is written: one short word, "HPN"."""
    return " " not in name and len(name) < 6


def _shouts(word: str) -> bool:
    """Whether a word in capitals is a surname and not initials: long, or with a vowel and not two letters."""
    letters = [char for char in word if char.isalpha()]
    if not is_capitals(word) or "." in word or word.strip(",.") in _ROMAN:
        return False
    plain = unicodedata.normalize("NFD", word)
    return len(letters) > _PARTS_OF_CAPITALS or (
        len(letters) == _PARTS_OF_CAPITALS and bool(re.search("[AEIOUY]", plain))
    )


def _word(word: str, *, first: bool, turkish: bool) -> str:
    bare = word.strip(",.")
    if bare.upper() in _ROMAN:
        return word.upper()
    if bare.upper() in _SUFFIX:
        return word.replace(bare, _SUFFIX[bare.upper()])
    if not first and bare.lower() in _PARTICLES:
        return word.lower()
    done = _PART.sub(lambda match: _part(match, turkish=turkish), word)
    return done[:1].lower() + done[1:] if not first and _ARTICLE.match(done) else done


def _part(match: re.Match[str], *, turkish: bool) -> str:
    part, after = match.group(), match.string[match.end() : match.end() + 1]
    lowered = _lower(part, turkish=turkish)
    at_apostrophe = match.start() and match.string[match.start() - 1] in "'’‘ʼ`´"
    if at_apostrophe and len(part) == 1 and not after:
        return lowered  # a possessive or a cut word: never "O'S"
    if match.start() and match.string[match.start() - 1] in "-‐‑" and lowered in {"al", "el", "ul", "ur", "e", "de"}:
        return lowered
    raised = _upper(lowered[:1], turkish=turkish) + lowered[1:]
    if lowered.startswith("mc") and len(lowered) > _PARTS_OF_CAPITALS:
        return "Mc" + lowered[2:3].upper() + lowered[3:]
    mac = _MAC.match(raised)
    return raised if not mac else "Mac" + raised[3:4].upper() + raised[4:]


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
