"""The article's language as a BCP 47 tag: stated, checked against the text's script, detected where nothing is said."""

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
"""Withdrawn codes, countries' codes where a language's belongs, long codes, and what a detector calls today's pages."""
_CODE_ALIASES = {wrong: right for wrong, _, right in (pair.partition("=") for pair in _CODE_ALIASES_TEXT.split())}
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
"""Name, letters, and the languages written in it; one not listed uses Latin letters, or is one of the next."""
_MULTI_SCRIPT_LANGUAGES = frozenset(
    ["sr", "bs", "az", "uz", "ku", "pa", "ks", "ms", "ha", "tk", "mn", "yue", "bo", "lo", "or"]
)
_LANGUAGE_SCRIPTS = {(language, name) for name, _, languages in _SCRIPTS for language in languages.split()}
_NON_LATIN_LANGUAGES = frozenset(language for language, _ in _LANGUAGE_SCRIPTS)
_SCRIPT_RUN = re.compile("|".join(f"(?P<{name}>[{letters}]+)" for name, letters, _ in _SCRIPTS))
_ASCII_NON_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_MIN_LETTERS = 60
_DETECTION_SAMPLE_CHARS = 1500
_SCRIPT_SAMPLE_CHARS = 600
_MIN_CONFIDENCE = 0.6
"""Below this the detector was wrong about as often as right on one-sentence samples."""


def normalize_language_tag(value: Any) -> str | None:
    """The stated language as a BCP 47 tag, None if it is none.

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


def matches_any_language(tag: str | None, wanted: Iterable[str]) -> bool:
    """Whether a language is one of those, or a kind of one: `de-AT` is `de`, and `zh` is not `zh-Hant`.

    >>> (matches_any_language("de-AT", ["fr", "de"]), matches_any_language("den", ["de"]),
    ...  matches_any_language(None, ["de"]))
    (True, False, False)
    """
    subtags = (tag or "").lower().split("-")
    return any(
        subtags[: len(wanted_subtags)] == wanted_subtags
        for wanted_subtags in (language.lower().split("-") for language in wanted)
    )


def choose_language(declared_values: Iterable[Any], *, get_sample: Callable[[int], str]) -> str | None:
    """The first language stated, unless the text's script speaks against it; then, or for want of one, the detected.

    Its region is not completed from what is stated later: `og:locale` often names a content system's default.

    :param sample: gives so many characters of the text, or more; few tell its script, and most pages state the rest.
    """
    script = _detect_script(get_sample(_SCRIPT_SAMPLE_CHARS)[:_SCRIPT_SAMPLE_CHARS])
    tags = (
        tag for value in declared_values if (tag := normalize_language_tag(value)) and _tag_fits_script(tag, script)
    )
    return next(tags, None) or detect_language(get_sample(_DETECTION_SAMPLE_CHARS))


def detect_language(text: str) -> str | None:
    """The language of a text of a sentence or more, as a code without region; None where that is not clear."""
    sample = text[:_DETECTION_SAMPLE_CHARS]
    if sum(map(str.isalpha, sample)) < _MIN_LETTERS // (
        3 if _detect_script(sample) in ("han", "kana", "hangul") else 1
    ):
        return None
    code, confidence = _load_langid().classify(sample)
    return normalize_language_tag(code) if confidence >= _MIN_CONFIDENCE else None


def _tag_fits_script(tag: str, script: str | None) -> bool:
    language = tag.partition("-")[0]
    if script is None or language in _MULTI_SCRIPT_LANGUAGES:
        return True
    return (language, script) in _LANGUAGE_SCRIPTS if language in _NON_LATIN_LANGUAGES else script == "latin"


def _detect_script(text: str) -> str | None:
    """The script that at least four of five letters are in, if there are letters enough to say."""
    latin_letters = len(text.encode("ascii", "ignore").translate(None, _ASCII_NON_LETTERS))
    if latin_letters >= max(20, 0.8 * (len(text) - text.count(" "))):  # nearly always, and a hundred times as fast
        return "latin"
    counts: Counter[str | None] = Counter()
    for match in _SCRIPT_RUN.finditer(text):
        counts[match.lastgroup] += match.end() - match.start()
    # Japanese mixes both; a few kana in a Chinese text are a name.
    han_and_kana = ("kana", "han") if 10 * counts["kana"] >= counts["han"] else ("han", "kana")
    counts[han_and_kana[0]] += counts.pop(han_and_kana[1], 0)
    total = sum(counts.values())
    if total < 20:
        return None
    script, count = counts.most_common(1)[0]
    return script if count >= 0.8 * total else None


@cache
def _load_langid() -> Any:
    """The detector; its model is read once in a process, and only if some page needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
