"""Find the language of an article as a BCP 47 tag: declared by the page and checked against its text, or detected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng
    nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su
    sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LANGUAGE_CODES = frozenset(_ISO_639_1.split())
_NON_LANGUAGE_CODES = frozenset({"und", "mul", "mis", "zxx"})
_CODE_ALIASES_TEXT = """
    iw=he in=id ji=yi mo=ro sh=sr
    jp=ja cz=cs gr=el ua=uk dk=da cn=zh
    eng=en ger=de deu=de fra=fr fre=fr spa=es ita=it por=pt ara=ar heb=he rus=ru jpn=ja zho=zh kor=ko tur=tr nld=nl
    hbo=he grc=el
"""
"""Withdrawn codes, country codes used as language codes, ISO 639-2 codes, and the codes of ancient languages that the
detector gives for pages of today."""
_CODE_ALIASES = {wrong: right for wrong, _, right in (pair.partition("=") for pair in _CODE_ALIASES_TEXT.split())}
_WORD_LIST_ALIASES = {"no": "nb", "nn": "nb", "fil": "tl"}
"""Languages that share the word lists in `newscrawl/rules` with another; only that one has lists."""
_LANGUAGE_TAG = re.compile(r"([A-Za-z]{2,3})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{1,8})*")

_SCRIPTS = (
    ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff", ""),
    ("cyrillic", "\u0400-\u052f", "ru uk be bg mk kk ky tg tt ba ce cv os ab"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff", "el"),
    ("hebrew", "\u0590-\u05ff", "he yi"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff", "ar fa ur ps sd ug ckb"),
    ("devanagari", "\u0900-\u097f", "hi mr ne sa"),
    ("bengali", "\u0980-\u09ff", "bn as"),
    ("gurmukhi", "\u0a00-\u0a7f", ""),
    ("gujarati", "\u0a80-\u0aff", "gu"),
    ("tamil", "\u0b80-\u0bff", "ta"),
    ("telugu", "\u0c00-\u0c7f", "te"),
    ("kannada", "\u0c80-\u0cff", "kn"),
    ("malayalam", "\u0d00-\u0d7f", "ml"),
    ("sinhala", "\u0d80-\u0dff", "si"),
    ("thai", "\u0e00-\u0e7f", "th"),
    ("burmese", "\u1000-\u109f", "my"),
    ("georgian", "\u10a0-\u10ff", "ka"),
    ("armenian", "\u0530-\u058f", "hy"),
    ("ethiopic", "\u1200-\u137f", "am ti"),
    ("khmer", "\u1780-\u17ff", "km"),
    ("hangul", "\u1100-\u11ff\uac00-\ud7af", "ko"),
    ("kana", "\u3040-\u30ff", "ja"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff", "zh ja ko"),
)
"""For each script: its name, its letters as a character class, and the languages that use it. A language that is listed
nowhere uses Latin letters, unless it is one of `_MULTI_SCRIPT_LANGUAGES`."""
_MULTI_SCRIPT_LANGUAGES = frozenset(
    ["sr", "bs", "az", "uz", "ku", "pa", "ks", "ms", "ha", "tk", "mn", "yue", "bo", "lo", "or"]
)
_LANGUAGE_SCRIPTS = {(language, name) for name, _, languages in _SCRIPTS for language in languages.split()}
_NON_LATIN_LANGUAGES = frozenset(language for language, _ in _LANGUAGE_SCRIPTS)
_SCRIPT_RUN = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters, _ in _SCRIPTS))
_ASCII_NON_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_ASCII_WORD = re.compile("[a-z]+")
_MIN_LETTERS = 60
_MIN_LETTERS_CJK = 20
"""Letters that the detector needs; a Chinese, Japanese or Korean character counts as three."""
_MIN_SCRIPT_LETTERS = 20
_MIN_SCRIPT_RATIO = 0.8
"""The share of the letters that must be in one script."""
_DETECTION_SAMPLE_CHARS = 1500
_SCRIPT_SAMPLE_CHARS = 600
_MIN_CONFIDENCE = 0.6
"""With a lower confidence the detector was wrong about as often as right on samples of one sentence."""
_ENGLISH_WORDS = frozenset(
    "the and that with from this which they were been their has would said was of not are have will but his".split()
)
"""Words that are rare in texts of other languages: Dutch has `of` and `was`, Danish `have`, German `will` and `was`."""
_MIN_ENGLISH_RATIO = 0.06
"""The part of these words in a text that need not be looked at further. Of 1,215 real English articles, 6 have less; of
texts in 62 other languages, none has more than 0.03."""
_MIN_OVERRULING_CONFIDENCE = 0.99
_MIN_OVERRULING_LETTERS = 150
_NEAR_LANGUAGES = tuple(
    map(
        frozenset,
        (("hr", "bs", "sr"), ("id", "ms", "jv"), ("no", "nn", "da"), ("cs", "sk"), ("gl", "pt"), ("zu", "xh")),
    )
)
"""Languages that the detector takes for each other. It is sure that a text is of one of them if their sum is high."""
_NOT_OVERRULING = frozenset({"la", "eo", "vo", "an", "br", "oc", "wa"})
"""Languages that the detector gives for lists of names and for text that is none."""


def normalize_language_tag(value: Any) -> str | None:
    """A declared language as a BCP 47 tag; None if it is not one.

    >>> normalize_language_tag("en_us"), normalize_language_tag("zh-hant-tw"), normalize_language_tag("English")
    ('en-US', 'zh-Hant-TW', None)
    """
    if not isinstance(value, str):
        return None
    match = _LANGUAGE_TAG.fullmatch(re.split(r"[,;\s.]", value.strip(), maxsplit=1)[0].replace("_", "-")[:35])
    if match is None:
        return None
    language, script, region = match.group(1).lower(), match.group(2), match.group(3)
    language = _CODE_ALIASES.get(language, language)
    if language in _NON_LANGUAGE_CODES or (len(language) == 2 and language not in _LANGUAGE_CODES):
        return None
    parts = (language, script.title() if script else None, region.upper() if region else None)
    return "-".join(part for part in parts if part)


def get_word_list_language(tag: str | None) -> str | None:
    """The language under which `newscrawl/rules` has the words for a tag; None without a tag.

    >>> get_word_list_language("de-AT"), get_word_list_language("nn_NO"), get_word_list_language("iw")
    ('de', 'nb', 'he')
    """
    primary = (tag or "").replace("_", "-").partition("-")[0].lower()
    primary = _CODE_ALIASES.get(primary, primary)
    return _WORD_LIST_ALIASES.get(primary, primary) or None


def matches_any_language(tag: str | None, languages: Iterable[str]) -> bool:
    """Whether a tag is one of the languages or a more specific tag of one: `de-AT` matches `de`, `zh` not `zh-Hant`.

    >>> (matches_any_language("de-AT", ["fr", "de"]), matches_any_language("den", ["de"]),
    ...  matches_any_language(None, ["de"]))
    (True, False, False)
    """
    subtags = (tag or "").lower().split("-")
    return any(
        subtags[: len(language_subtags)] == language_subtags
        for language_subtags in (language.lower().split("-") for language in languages)
    )


def choose_language(declared_values: Iterable[Any], *, get_sample: Callable[[int], str]) -> str | None:
    """The first declared language that fits the text; without one, the detected language.

    A declared language that is the default of a template does not fit: see `correct_language`. A missing region is not
    completed from a later value: `og:locale` is often the default of a content system.

    :param declared_values: the values in the order of their reliability.
    :param get_sample: returns text of the page, at least so many characters if the page has them. The script needs few
        characters, and most pages declare a language, so that the larger sample for the detector is rarely needed.
    """
    sample = get_sample(_SCRIPT_SAMPLE_CHARS)
    script = _detect_script(sample[:_SCRIPT_SAMPLE_CHARS])
    tags = [
        tag for value in declared_values if (tag := normalize_language_tag(value)) and _tag_fits_script(tag, script)
    ]
    if not tags:
        return detect_language(get_sample(_DETECTION_SAMPLE_CHARS))
    languages = {tag.partition("-")[0] for tag in tags}
    if len(languages) > 1 and (detected := detect_language(get_sample(_DETECTION_SAMPLE_CHARS))) in languages:
        return next(tag for tag in tags if tag.partition("-")[0] == detected)
    return correct_language(tags[0], sample)


def correct_language(tag: str | None, text: str) -> str | None:
    """The declared language, or the detected one where the declared is English and the text is surely not, or reverse.

    Templates and content systems declare `en` and `en_US` for texts in any language. Other languages are overruled only
    where the text is surely English, so that no language is taken for its neighbour.
    """
    sample = text[:_DETECTION_SAMPLE_CHARS]
    words = _ASCII_WORD.findall(sample.lower())
    ratio = sum(word in _ENGLISH_WORDS for word in words) / max(1, len(words))
    is_english = (tag or "").partition("-")[0] == "en"
    if tag is None or (ratio >= _MIN_ENGLISH_RATIO) is is_english:
        return tag
    detected = _detect_surely(sample)
    return detected if detected and (detected == "en") is not is_english else tag


def detect_language(text: str) -> str | None:
    """Detect the language of a text, as a code without region; None if the text is too short or the result unsure."""
    sample = text[:_DETECTION_SAMPLE_CHARS]
    min_letters = _MIN_LETTERS_CJK if _detect_script(sample) in ("han", "kana", "hangul") else _MIN_LETTERS
    if sum(map(str.isalpha, sample)) < min_letters:
        return None
    code, confidence = _load_langid().classify(sample)
    return normalize_language_tag(code) if confidence >= _MIN_CONFIDENCE else None


def _detect_surely(sample: str) -> str | None:
    """The detected language if the detector is sure of it, or of it and its neighbours."""
    min_letters = _MIN_OVERRULING_LETTERS // (3 if _detect_script(sample) in ("han", "kana", "hangul") else 1)
    if sum(map(str.isalpha, sample)) < min_letters:
        return None
    ranking = [(code, float(confidence)) for code, confidence in _load_langid().rank(sample)]
    detected = ranking[0][0]
    near = next((group for group in _NEAR_LANGUAGES if detected in group), frozenset({detected}))
    is_sure = sum(confidence for code, confidence in ranking if code in near) >= _MIN_OVERRULING_CONFIDENCE
    return (
        normalize_language_tag(detected) if is_sure and len(detected) == 2 and detected not in _NOT_OVERRULING else None
    )


def _tag_fits_script(tag: str, script: str | None) -> bool:
    language = tag.partition("-")[0]
    if script is None or language in _MULTI_SCRIPT_LANGUAGES:
        return True
    return (language, script) in _LANGUAGE_SCRIPTS if language in _NON_LATIN_LANGUAGES else script == "latin"


def _detect_script(text: str) -> str | None:
    """The script of at least four fifths of the letters; None if there are fewer than 20 letters or no such script."""
    latin_letters = len(text.encode("ascii", "ignore").translate(None, _ASCII_NON_LETTERS))
    # Nearly always true, and a hundred times as fast as the search below.
    if latin_letters >= max(_MIN_SCRIPT_LETTERS, _MIN_SCRIPT_RATIO * (len(text) - text.count(" "))):
        return "latin"
    counts: Counter[str | None] = Counter()
    for match in _SCRIPT_RUN.finditer(text):
        counts[match.lastgroup] += match.end() - match.start()
    # Japanese mixes Han and kana, so both count as kana; a few kana in a Chinese text are a name, and count as Han.
    counted_as, other = ("kana", "han") if 10 * counts["kana"] >= counts["han"] else ("han", "kana")
    counts[counted_as] += counts.pop(other, 0)
    total = sum(counts.values())
    if total < _MIN_SCRIPT_LETTERS:
        return None
    script, count = counts.most_common(1)[0]
    return script if count >= _MIN_SCRIPT_RATIO * total else None


@cache
def _load_langid() -> Any:
    """The language detector. Its model is loaded once in a process, and only if a page needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
