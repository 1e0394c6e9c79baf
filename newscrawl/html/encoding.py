"""Bytes as a server sent them, or a string, to valid UTF-8 bytes."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding, to_unicode

_WEB_ENCODING = re.compile(r"(?:utf-|cp\d|iso|koi8|mac|gb|hz|big5|euc|shift|johab|tis)")
"""Python's names of the encodings that pages use. Python has other codecs, such as `punycode` and `hex`: a page that
declares one of those must not be decoded with it."""

_LATIN_ENCODINGS = frozenset("cp1250 cp1252 cp1254 cp1257 cp1258 iso8859_2".split())
_NON_LATIN_ENCODINGS = frozenset("cp1251 cp1253 cp1255 cp1256 cp874 koi8_r cp932 euc_jp gb18030 big5 cp949".split())
"""The encodings to detect in a page that declares neither encoding nor language. Detection tells other scripts apart
well, but not Latin ones (it takes most French and Italian for cp1250): those are all decoded as cp1252."""

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
"""Languages that had one usual encoding before UTF-8. Russian, Chinese and Japanese had several."""

_HTML_LANGUAGE = re.compile(rb"<html[^>]{0,500}?\slang\s{0,9}=[\s\"']{0,9}([a-z]{2})\b", re.IGNORECASE)
_CP1250_ONLY = re.compile(rb"[\x80-\x9f]")
"""Letters and quotation marks in cp1250, control characters in ISO 8859-2."""
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff][^<>]{0,400}")
_MAX_SAMPLE_RUNS = 50
"""The runs of text with bytes beyond ASCII from which an encoding is detected."""
_PROLOG_BYTES = 4_096
"""The bytes in which `<html lang>` is searched for."""
_UTF_16_SAMPLE_BYTES = 1_024
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
    """The byte order of UTF-16 without a mark: mark-up is ASCII, so at least a third of every second byte is zero."""
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
    """The text of bytes that are not all valid UTF-8."""
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
    """Whether nearly all characters beyond ASCII are valid UTF-8, as in a truncated page or after one bad paste."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    ascii_only = len(body.translate(None, bytes(range(0x80, 0x100))))
    good = len(text) - ascii_only - bad
    return good > 10 * bad


def _detect_encoding(body: bytes) -> str:
    """The likeliest encoding of a page that declares none, or a wrong one: by its language, else by its text."""
    language = _HTML_LANGUAGE.search(body, 0, _PROLOG_BYTES)
    encoding = _ENCODING_BY_LANGUAGE.get(language.group(1).lower()) if language else None
    if encoding:
        return "iso8859_2" if encoding == "cp1250" and not _CP1250_ONLY.search(body) else encoding
    sample = b"\n".join(run.group() for run in islice(_NON_ASCII_RUN.finditer(body), _MAX_SAMPLE_RUNS))
    match = from_bytes(sample, cp_isolation=sorted(_LATIN_ENCODINGS | _NON_LATIN_ENCODINGS)).best()
    return match.encoding if match is not None and match.encoding in _NON_LATIN_ENCODINGS else "cp1252"
