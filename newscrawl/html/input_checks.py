"""What must not reach the parser: other formats, illegal characters, and shapes that take it minutes.

The limits stand far above all real pages: of 1,642 measured, the largest had 2.2 MB, 22,978 `<`, and 73 attributes
on one tag. The costs were measured on lxml 6.1: 100,000 attributes on one tag take it 16 seconds, and it is quadratic:
9,000 still cost a page four seconds, 2,000 a fifth of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from newscrawl.exceptions import ExtractionFailed, NotAnArticle

MAX_BYTES = 8 * 1024 * 1024
MAX_TAGS = 300_000
_MIN_TAG_BYTES = 3
MAX_ATTRIBUTES = 2_000

_CONTROL_CHARS = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r")
_BINARY_CONTROL_CHARS = bytes(code for code in _CONTROL_CHARS if code not in b"\0\x1b")
_BREAK_CODES = (0x0B, 0x0C)
_ALL_CONTROL_CODES = (*_CONTROL_CHARS, *_BREAK_CODES)
_BREAKS_TO_SPACES = bytes.maketrans(b"\v\f", b"  ")
_NON_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF, which no XML tree may hold
_ILLEGAL_REFERENCE_PATTERN = (
    # A reference to a control character, a surrogate, U+FFFE or U+FFFF, decimal or hexadecimal. Possessive, so linear.
    rb"&#(?:(?=[0-9])0*+([1-8]|1[124-9]|2[0-9]|3[01]|5[5-7][0-9]{3}|6553[45])?(?![0-9])"
    rb"|[xX](?=[0-9a-fA-F])0*+([1-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])?"
    rb"(?![0-9a-fA-F]));?"
)
_ILLEGAL_REFERENCE = re.compile(_ILLEGAL_REFERENCE_PATTERN)
# Written out twice, for a pattern that starts with a literal is found five times as fast.
_ILLEGAL_REFERENCE_RUN = re.compile(rb"%s(?:%s)*+" % (_ILLEGAL_REFERENCE_PATTERN, _ILLEGAL_REFERENCE_PATTERN))
_MAX_SCANNED_AMPERSANDS = 200
_MIN_LONG_TAG_BYTES = 4_000  # no tag with 2,000 attributes is shorter
_TOO_MANY_ATTRIBUTES = re.compile(
    rb"""<[a-zA-Z](?:[^\s<>"']*+(?:"[^"]*+"|'[^']*+')?+[\s/]++){%d}""" % (MAX_ATTRIBUTES + 1)
)
_RAW_TEXT_TAGS = (b"<script", b"<style")

_MAGIC_NUMBERS = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"OggS", b"ID3", b"Rar!", b"7z\xbc\xaf",
    b"BZh", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x7fELF", b"wOFF", b"wOF2", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
_UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE_BYTES = 4_096
_ROOT_ELEMENT = re.compile(rb"\s*+(?:<(?:\?[^>]*+|!(?:--.*?--|[^>]*+))>\s*+)*+<(?:[\w.-]++:)?([\w.-]++)", re.DOTALL)
_XML_ROOTS = frozenset((b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex", b"opml", b"svg"))


def check_size(body: bytes | str) -> None:
    """Refuse a page larger than any real one.

    :raises ExtractionFailed: with the reason `too_large`.
    """
    if len(body) > MAX_BYTES:
        raise ExtractionFailed(f"the page is larger than {MAX_BYTES:,} bytes", reason="too_large")


def check_binary(body: bytes) -> None:
    """Refuse a picture, a PDF, an archive, before anyone takes it for text in an unknown encoding.

    :raises NotAnArticle: with the reason `not_html`.
    """
    sample = body[:_SAMPLE_BYTES]
    # One byte in ten of packed data is a control character, and none of a page's. In UTF-16, some are; so are zeros.
    controls = len(sample) - len(sample.translate(None, _BINARY_CONTROL_CHARS))
    looks_binary = (
        controls * 20 > len(sample) and sample.count(0) * 6 < len(sample) and not body.startswith(_UTF_16_BOMS)
    )
    if looks_binary or body.startswith(_MAGIC_NUMBERS) or body[4:8] == b"ftyp":
        raise NotAnArticle(f"no HTML: the page is binary and starts with {body[:8]!r}", reason="not_html")


def check_markup(body: bytes) -> None:
    """Refuse text that is no HTML: nothing, JSON, a feed or sitemap, text without one tag.

    :raises NotAnArticle: with the reason `empty_page` or `not_html`.
    """
    if not body or body.isspace():
        raise NotAnArticle("the page is empty", reason="empty_page")
    if b"<" not in body:
        raise NotAnArticle("no HTML: the page has not one tag", reason="not_html")
    if _is_json(body):
        raise NotAnArticle("no HTML: the page is JSON", reason="not_html")
    root = _ROOT_ELEMENT.match(body, 0, _SAMPLE_BYTES)
    name = root.group(1).lower() if root else b""
    is_xml = body.lstrip().startswith(b"<?xml") and name not in (b"html", b"") and b"<html" not in body.lower()
    if is_xml or name in _XML_ROOTS:
        raise NotAnArticle(f"no HTML: the page is XML with the root <{name.decode()}>", reason="not_html")


def check_complexity(body: bytes) -> None:
    """Refuse mark-up that would hold the parser for minutes.

    Values that hold `>` can hide an attribute storm from this; the time limit a page is there for those.

    :raises ExtractionFailed: with the reason `too_complex`.
    """
    # Hardly a page has room for so many, and to count them is the dearest of all that is asked here.
    if len(body) > _MIN_TAG_BYTES * MAX_TAGS and body.count(b"<") > MAX_TAGS:
        raise ExtractionFailed(f"the page has more than {MAX_TAGS:,} tags", reason="too_complex")
    for start, end in _find_long_tags(body):
        if body.find(b"<", start, end) < 0:
            continue
        tag_start = body.rfind(b"<", 0, max(start - 1, 0))
        if body[tag_start : tag_start + 7].lower().startswith(_RAW_TEXT_TAGS):
            continue
        if _TOO_MANY_ATTRIBUTES.search(body, start, end):
            raise ExtractionFailed(f"a tag has more than {MAX_ATTRIBUTES:,} attributes", reason="too_complex")


def remove_illegal_characters(body: bytes) -> bytes:
    """The UTF-8 bytes without control characters, raw or as references, that no XML tree may hold.

    One of them left in the page would cost the whole article. Vertical tabs and form feeds separate words: they
    become spaces. References to two surrogates that make a pair become the character they mean.
    """
    # Hardly a page has any: to look for each byte costs half of what it costs to translate, for one a hundredth.
    if any(map(body.__contains__, _ALL_CONTROL_CODES)):
        body = body.translate(_BREAKS_TO_SPACES, _CONTROL_CHARS)
    if b"\xef" in body:
        body = _NON_CHARACTERS.sub(b"", body)
    if not _has_illegal_references(body):
        return body
    # What stands around a reference may then read as one: the second pass leaves spaces, which make no new one.
    return _ILLEGAL_REFERENCE_RUN.sub(b" ", _ILLEGAL_REFERENCE_RUN.sub(_replace_references, body))


def _has_illegal_references(body: bytes) -> bool:
    """Whether any reference is to a character that no XML tree may hold.

    Where there are few, as in most pages, to go from one `&` to the next is faster than the expression, which looks at
    every byte.
    """
    position = -1
    for _ in range(_MAX_SCANNED_AMPERSANDS):
        position = body.find(b"&", position + 1)
        if position < 0:
            return False
        if body.startswith(b"&#", position) and _ILLEGAL_REFERENCE.match(body, position):
            return True
    return _ILLEGAL_REFERENCE.search(body, position) is not None


def _replace_references(references: re.Match[bytes]) -> bytes:
    codes = (int(d) if d else int(h or b"0", 16) for d, h in _ILLEGAL_REFERENCE.findall(references.group()))
    text = "".join(
        " " if code in _BREAK_CODES else chr(code) for code in codes if code in _BREAK_CODES or _is_legal_char(code)
    )
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore").encode()


def _find_long_tags(body: bytes) -> Iterator[tuple[int, int]]:
    """Where there is no `>` for so long that a tag with too many attributes fits in."""
    start = 0
    while start + _MIN_LONG_TAG_BYTES <= len(body):
        last = body.rfind(b">", start, start + _MIN_LONG_TAG_BYTES)
        if last < 0:
            last = body.find(b">", start + _MIN_LONG_TAG_BYTES)
            last = len(body) if last < 0 else last
            yield start, last
        start = last + 1


def _is_legal_char(code: int) -> bool:
    """Whether the character may stand in a tree, or is half of one that may."""
    return code >= 0x20 and code not in (0xFFFE, 0xFFFF)


def _is_json(body: bytes) -> bool:
    body = body.strip()
    if not (body.startswith((b"{", b"[")) and body.endswith((b"}", b"]"))):
        return False
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
