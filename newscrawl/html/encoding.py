"""Bytes as a server sent them, or a string, to valid UTF-8 bytes."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from itertools import islice

from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

_WEB_ENCODING = re.compile(r"(?:utf-|cp\d|iso|koi8|mac|gb|hz|big5|euc|shift|johab|tis)")
"""Python's names of the encodings that pages use. Python has other codecs, such as `punycode` and `hex`: a page that
declares one of those must not be decoded with it."""

_DETECTABLE_ENCODINGS = (
    *(f"windows-{number}" for number in (*range(1250, 1259), 874)),
    *(f"iso-8859-{number}" for number in (1, 2, 5, 6, 7, 8, 9, 13, 15)),
    *("koi8-r", "koi8-u", "cp866", "mac-roman", "mac-cyrillic", "tis-620", "utf-8"),
    *("shift_jis", "cp932", "euc-jp", "gb18030", "big5", "euc-kr", "cp949"),
)
"""The encodings that pages had before UTF-8, as chardet calls them. More of them would be mistaken for these."""
_WESTERN = ("windows-1252", "mac-roman")
_CENTRAL = ("windows-1250", "iso-8859-2")
_BALTIC = ("windows-1257", "iso-8859-13")
_ENCODINGS_BY_LANGUAGE = {
    **dict.fromkeys("da de es fi fr it nb nl no pt sv".split(), _WESTERN),
    **dict.fromkeys("bs cs hr hu pl ro sk sl sq".split(), _CENTRAL),
    **dict.fromkeys("et lt lv".split(), _BALTIC),
    **dict.fromkeys(("az", "tr"), ("windows-1254",)),
    **dict.fromkeys(("ar", "fa", "ur"), ("windows-1256", "iso-8859-6")),
    "el": ("windows-1253", "iso-8859-7"),
    "he": ("windows-1255",),
    "ja": ("shift_jis", "cp932", "euc-jp"),
    "ko": ("euc-kr", "cp949"),
    "ru": ("windows-1251", "koi8-r", "iso-8859-5", "cp866", "mac-cyrillic"),
    "th": ("windows-874", "tis-620"),
    "uk": ("windows-1251", "koi8-u", "iso-8859-5", "mac-cyrillic"),
    "vi": ("windows-1258",),
}
"""The encodings of languages: what a page with little text beyond ASCII is taken for."""
_LITTLE_TEXT_BYTES = 40
"""Bytes beyond ASCII below which the declared language decides between the encodings."""
_LATIN_LABELS = frozenset("cp1252 iso8859-1 iso8859-15 latin-1 latin_1 iso8859_1 iso8859_15".split())
"""The labels that servers and templates have by default: they say nothing of the page."""
_MIN_GARBLED_SHARE = 0.06
"""How much of the text beyond ASCII looks wrong where it was decoded with a wrong encoding. Right text: below 0.02."""
_MIN_DIFFERENCES = 5
"""Different letters without which a detected encoding does not overrule a default label."""
_GARBLED = re.compile(
    # A sign inside a word, a capital behind a small letter, three accented Latin letters in a row, control characters.
    "(?<=[a-zà-ÿа-яёіїєґ])[¡-©¬®-³¶¸¹¼-¿](?=[a-zà-ÿа-яёіїєґ])|(?<=[a-zß-öø-ÿа-яёіїєґ])[À-ÖØ-ÞŒŠŽŸА-ЯЁІЇЄҐ]"
    "|[À-ÖØ-öø-ÿŠšŽžŒœŸ]{3,}|[\x80-\x9f\ufffd]"
)
_CYRILLIC = re.compile("[А-Яа-яЁёІіЇїЄєҐґ]")
_MAX_CAPITALS = 0.7
"""The share of capitals that Cyrillic text exceeds only where KOI8-R is taken for windows-1251, or the reverse."""
_MIN_LETTERS = 20


_ASCII_BYTES = bytes(range(0x80))
_HTML_LANGUAGE = re.compile(rb"<html[^>]{0,500}?\slang\s{0,9}=[\s\"']{0,9}([a-z]{2})\b", re.IGNORECASE)
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff][^<>]{0,400}[\x40-\xff]{0,2000}")
"""Text from the first byte beyond ASCII on; it ends where no character of two bytes can be cut."""
_MAX_SAMPLE_RUNS = 100
_MAX_BYTES_BEFORE_RUN = 200
"""The runs of text with bytes beyond ASCII from which an encoding is detected: so much text from each, with what comes
before in the same element. The rest of a page is mark-up, which would only mislead."""
_PROLOG_BYTES = 4_096
"""The bytes in which `<html lang>` is searched for."""
_UTF_16_SAMPLE_BYTES = 1_024
_MIN_UTF_16_ZEROS, _MIN_UTF_16_RATIO = 16, 8
_CHUNK_BYTES = 16_384


def to_utf8(body: bytes | str, *, encoding: str | None = None) -> bytes:
    """The same text in UTF-8, always valid, with U+FFFD in place of what cannot be decoded.

    A byte order mark decides first. Then valid UTF-8 overrules every declared encoding: a wrong declaration is more
    likely than a long text that is valid UTF-8 by chance. Then come the header, the page's declaration, and detection.

    :param encoding: the encoding in the Content-Type header.
    """
    if isinstance(body, str):
        return _encode(body.removeprefix("\ufeff"))
    bom_encoding, bom = read_bom(body)
    if bom_encoding is not None and bom is not None:
        return _encode(to_unicode(body[len(bom) :], bom_encoding))
    utf_16 = _detect_utf_16_without_bom(body)
    if utf_16 is not None:
        return _encode(to_unicode(body, utf_16))
    if not _is_iso_2022(body) and _is_utf8(body):
        return body
    return _encode(_decode(body, encoding))


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # surrogates: a pair becomes its character, a lone one U+FFFD
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _is_iso_2022(body: bytes) -> bool:
    """Whether escape sequences switch the character set: all bytes are ASCII, but the text is not."""
    return b"\x1b" in body and b"\x1b$" in body  # the search for a single byte is ten times as fast


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _CHUNK_BYTES):  # the text is not needed: a chunk stays in the CPU's cache
            decoder.decode(body[start : start + _CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _detect_utf_16_without_bom(body: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: of mark-up, one of two bytes is zero, always the same."""
    sample = body[:_UTF_16_SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < _MIN_UTF_16_ZEROS or min(even, odd) * _MIN_UTF_16_RATIO > max(even, odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    return encoding if "<" in sample[: len(sample) // 2 * 2].decode(encoding, "replace") else None


def _decode(body: bytes, encoding: str | None) -> str:
    """The text of bytes that are not all valid UTF-8."""
    if _is_nearly_utf8(body):
        return body.decode("utf-8", "replace")
    candidates = [resolve_encoding(encoding) if encoding else None, html_body_declared_encoding(body)]
    labels = [label for label in candidates if label and _WEB_ENCODING.match(label)]
    if _is_iso_2022(body) and not any(label.startswith("iso2022") for label in labels):
        labels.insert(0, "iso2022_jp")
    for label in labels:
        if (text := _decode_strictly(body, label)) is not None:
            better = _find_better_encoding(body, label)
            return to_unicode(body, better) if better else text
    return to_unicode(body, _detect_encoding(body))


def _decode_strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _find_better_encoding(body: bytes, label: str) -> str | None:
    """The encoding of a page whose label is wrong though it can decode the page; None if the label is right.

    Any label is doubted if the text looks garbled; a default label also if the page is not declared to be in a language
    of western Europe.
    """
    sample = _sample_text(body)
    text = sample.decode(label, "replace")
    garbled, is_default = _measure_garbled(text), label in _LATIN_LABELS
    is_western = _ENCODINGS_BY_LANGUAGE.get(_read_language(body) or "") is _WESTERN
    if garbled < _MIN_GARBLED_SHARE and not (is_default and not is_western):
        return None
    detected = _detect_encoding(body)
    other = sample.decode(detected, "replace")
    if garbled - _measure_garbled(other) >= _MIN_GARBLED_SHARE:
        return detected
    differences = sum(one != another and one.isalpha() for one, another in zip(text, other, strict=False))
    is_plausible = is_default and detected.lower() not in _WESTERN and _measure_garbled(other) <= garbled
    is_usual = detected.lower() in _ENCODINGS_BY_LANGUAGE.get(_read_language(body) or "", ())
    return detected if is_plausible and differences >= (1 if is_usual else _MIN_DIFFERENCES) else None


def _measure_garbled(text: str) -> float:
    """Which share of the characters beyond ASCII looks as if the text was decoded with a wrong encoding."""
    letters = _CYRILLIC.findall(text)
    if len(letters) >= _MIN_LETTERS and sum(map(str.isupper, letters)) > _MAX_CAPITALS * len(letters):
        return 1.0
    beyond_ascii = sum(char > "\x7f" for char in text)
    return sum(len(match[0]) for match in _GARBLED.finditer(text)) / beyond_ascii if beyond_ascii else 0.0


def _read_language(body: bytes) -> str | None:
    match = _HTML_LANGUAGE.search(body, 0, _PROLOG_BYTES)
    return match[1].decode().lower() if match else None


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether nearly all characters beyond ASCII are valid UTF-8, as in a truncated page or after one bad paste."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    ascii_only = len(body.translate(None, bytes(range(0x80, 0x100))))
    good = len(text) - ascii_only - bad
    return good > 10 * bad


def _detect_encoding(body: bytes) -> str:
    """The likeliest encoding of a page that declares none, or a wrong one: by its text, and by its language."""
    sample = _sample_text(body)
    detected = _run_chardet(sample, _DETECTABLE_ENCODINGS)
    usual = _ENCODINGS_BY_LANGUAGE.get(_read_language(body) or "")
    if usual and (by_language := _run_chardet(sample, usual)):
        garbled = _measure_garbled(sample.decode(by_language, "replace"))
        is_little = len(sample.translate(None, _ASCII_BYTES)) < _LITTLE_TEXT_BYTES and garbled < _MIN_GARBLED_SHARE
        if is_little or _measure_garbled(sample.decode(detected or "cp1252", "replace")) - garbled > _MIN_GARBLED_SHARE:
            return by_language
    return detected or "cp1252"


def _run_chardet(sample: bytes, encodings: Sequence[str]) -> str | None:
    import chardet  # slow to import, and few pages need it

    found = chardet.detect(
        sample, include_encodings=encodings, no_match_encoding=encodings[0], empty_input_encoding=encodings[0]
    )
    return found["encoding"]


def _sample_text(body: bytes) -> bytes:
    """Text with bytes beyond ASCII, without mark-up."""
    parts, end = list[bytes](), 0
    for run in islice(_NON_ASCII_RUN.finditer(body), _MAX_SAMPLE_RUNS):
        earliest = max(end, run.start() - _MAX_BYTES_BEFORE_RUN)
        parts.append(body[max(body.rfind(b">", earliest, run.start()) + 1, earliest) : run.end()])
        end = run.end()
    return b"\n".join(parts)
