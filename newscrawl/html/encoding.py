"""Bytes as a server sent them, or a string as a caller holds it, to clean UTF-8 bytes."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

_WEB_ENCODING = re.compile(r"(?:utf-|cp\d|iso|koi8|mac|gb|hz|big5|euc|shift|johab|tis)")
"""Python's names of encodings that pages use: `charset=punycode` or `charset=hex` is a codec, too, and a trap."""

_LATIN_ENCODINGS = {"cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "iso8859_2"}
_NON_LATIN_ENCODINGS = {
    "cp1251",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp874",
    "koi8_r",
    "cp932",
    "euc_jp",
    "gb18030",
    "big5",
    "cp949",
}
"""What is looked for in a page that names neither encoding nor language. Other scripts are told apart well; Latin ones
are not (most French and Italian comes out as cp1250), so they are all taken for Western."""

_ENCODING_BY_LANGUAGE = {
    **dict.fromkeys((b"bs", b"cs", b"hr", b"hu", b"pl", b"ro", b"sk", b"sl", b"sq"), "cp1250"),
    **dict.fromkeys((b"az", b"tr"), "cp1254"),
    **dict.fromkeys((b"et", b"lt", b"lv"), "cp1257"),
    **dict.fromkeys((b"ar", b"fa", b"ur"), "cp1256"),
    b"el": "cp1253",
    b"he": "cp1255",
    b"ko": "cp949",
    b"th": "cp874",
    b"vi": "cp1258",
}
"""Languages that were written in one encoding before UTF-8; Russian, Chinese and Japanese had several."""

_HTML_LANGUAGE = re.compile(rb"<html[^>]{0,500}?\slang\s{0,9}=[\s\"']{0,9}([a-z]{2})\b", re.IGNORECASE)
_CP1250_ONLY = re.compile(rb"[\x80-\x9f]")  # letters and quotation marks there, control characters in ISO 8859-2
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff][^<>]{0,400}")
_MAX_SAMPLE_RUNS = 50
_PROLOG_BYTES = 4_096
_UTF_16_SAMPLE_BYTES = 1_024
_CHUNK_BYTES = 16_384


def to_utf8(body: bytes | str, *, encoding: str | None = None) -> bytes:
    """The same text in UTF-8, always valid, with U+FFFD for what cannot be read.

    A byte order mark overrules everything; UTF-8 that is valid overrules every label, for labels lie more often than
    a long text is valid UTF-8 by chance. Then come the header's word, the page's own, and detection.

    :param encoding: what the Content-Type header names.
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
    except UnicodeEncodeError:  # lone surrogates; two that make a pair become the character they mean
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _is_iso_2022(body: bytes) -> bool:
    """Whether the text switches character sets by escapes: it is all ASCII bytes, and yet not ASCII."""
    return b"\x1b" in body and b"\x1b$" in body  # the search for one byte is ten times as fast


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(
            0, len(body), _CHUNK_BYTES
        ):  # the text is not wanted: in pieces, none of it leaves the cache
            decoder.decode(body[start : start + _CHUNK_BYTES])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _detect_utf_16_without_bom(body: bytes) -> str | None:
    """UTF-16 of a page, whose mark-up is ASCII, has a zero in at least a third of every second byte."""
    sample = body[:_UTF_16_SAMPLE_BYTES]
    if b"\0" not in sample:
        return None
    min_zeros, max_zeros = len(sample) // 6, len(sample) // 50
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > min_zeros and even <= max_zeros:
        return "utf-16-le"
    if even > min_zeros and odd <= max_zeros:
        return "utf-16-be"
    return None


def _decode(body: bytes, encoding: str | None) -> str:
    """The text of bytes that are not UTF-8 from end to end."""
    if _is_nearly_utf8(body):
        return body.decode("utf-8", "replace")
    candidates = [resolve_encoding(encoding) if encoding else None, html_body_declared_encoding(body)]
    labels = [label for label in candidates if label and _WEB_ENCODING.match(label)]
    for label in labels:
        try:
            return body.decode(label)
        except UnicodeDecodeError:
            continue
    if _is_iso_2022(body):
        labels.append("iso2022_jp")
    trusted = [label for label in labels if not label.startswith("utf-")]
    return to_unicode(body, trusted[0] if trusted else _detect_encoding(body))


def _is_nearly_utf8(body: bytes) -> bool:
    """Whether all but a few of the characters beyond ASCII are valid UTF-8: a page cut off, or one bad paste."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    ascii_only = len(body.translate(None, bytes(range(0x80, 0x100))))
    good = len(text) - ascii_only - bad
    return good > 10 * bad


def _detect_encoding(body: bytes) -> str:
    """The most likely encoding of a page that names none (or lies): by its language, else by its text."""
    language = _HTML_LANGUAGE.search(body, 0, _PROLOG_BYTES)
    encoding = _ENCODING_BY_LANGUAGE.get(language.group(1).lower()) if language else None
    if encoding:
        return "iso8859_2" if encoding == "cp1250" and not _CP1250_ONLY.search(body) else encoding
    sample = b"\n".join(run.group() for run in islice(_NON_ASCII_RUN.finditer(body), _MAX_SAMPLE_RUNS))
    match = from_bytes(sample, cp_isolation=sorted(_LATIN_ENCODINGS | _NON_LATIN_ENCODINGS)).best()
    return match.encoding if match is not None and match.encoding in _NON_LATIN_ENCODINGS else "cp1252"
