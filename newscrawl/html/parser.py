"""Bytes to one tree: the only module that decodes and parses pages, and the checks that come before.

The checks keep from the parser what is not HTML, the characters that no tree may have, and pages that would take it
minutes. The limits are far above all real pages: of 1,642 measured pages, the largest had 2.2 MB, 22,978 `<`, and 73
attributes in one tag. lxml 6.1 needs 16 seconds for 100,000 attributes in one tag, and the time is quadratic: 4 seconds
for 9,000, 0.2 seconds for 2,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.html.encoding import to_utf8
from newscrawl.html.gzip import GZIP_MAGIC, gunzip

MAX_BYTES = 8 * 1024 * 1024
MAX_TAGS = 300_000
MAX_ATTRIBUTES = 2_000
"""The attributes of one tag."""
_MIN_TAG_BYTES = 3
_MIN_LONG_TAG_BYTES = 4_000
"""A tag with more than `MAX_ATTRIBUTES` attributes is not shorter."""
_TOO_MANY_ATTRIBUTES = re.compile(
    rb"""<[a-zA-Z](?:[^\s<>"']*+(?:"[^"]*+"|'[^']*+')?+[\s/]++){%d}""" % (MAX_ATTRIBUTES + 1)
)
_RAW_TEXT_TAGS = (b"<script", b"<style")

_CONTROL_CHARS = bytes(code for code in range(0x20) if code not in b"\t\n\v\f\r")
_BINARY_CONTROL_CHARS = bytes(code for code in _CONTROL_CHARS if code not in b"\0\x1b")
_BREAK_CODES = (0x0B, 0x0C)
_ALL_CONTROL_CODES = (*_CONTROL_CHARS, *_BREAK_CODES)
_BREAKS_TO_SPACES = bytes.maketrans(b"\v\f", b"  ")
_NON_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")
"""U+FFFE and U+FFFF in UTF-8."""
_ILLEGAL_REFERENCE_PATTERN = (
    # A reference to a control character, a surrogate, U+FFFE or U+FFFF, decimal or hexadecimal. Possessive, so linear.
    rb"&#(?:(?=[0-9])0*+([1-8]|1[124-9]|2[0-9]|3[01]|5[5-7][0-9]{3}|6553[45])?(?![0-9])"
    rb"|[xX](?=[0-9a-fA-F])0*+([1-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])?"
    rb"(?![0-9a-fA-F]));?"
)
_ILLEGAL_REFERENCE = re.compile(_ILLEGAL_REFERENCE_PATTERN)
# The pattern is repeated, because one that starts with a literal is found five times as fast.
_ILLEGAL_REFERENCE_RUN = re.compile(rb"%s(?:%s)*+" % (_ILLEGAL_REFERENCE_PATTERN, _ILLEGAL_REFERENCE_PATTERN))
_MAX_SCANNED_AMPERSANDS = 200

_MAGIC_NUMBERS = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"OggS", b"ID3", b"Rar!", b"7z\xbc\xaf",
    b"BZh", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x7fELF", b"wOFF", b"wOF2", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
_UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE_BYTES = 4_096
_ROOT_ELEMENT = re.compile(rb"\s*+(?:<(?:\?[^>]*+|!(?:--.*?--|[^>]*+))>\s*+)*+<(?:[\w.-]++:)?([\w.-]++)", re.DOTALL)
_XML_ROOTS = frozenset((b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex", b"opml", b"svg"))

_ELEMENT_CLASS_LOOKUP = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: the parser's own choice of a class is a call into Python for each element."""
_BODY_START_TAGS = frozenset("article aside details figure footer header hgroup main nav search section".split())
_TAGS_WITHOUT_MAIN = frozenset({"button", "header", "nav", "footer"})
_MAX_MAIN_PARTS = 20
"""A page has one `main`; the teasers of a section page are `article`s."""
_XHTML_EMPTY_TAG = re.compile(rb"<(script|style|title|textarea|iframe|noscript)\b([^<>]*)/>", re.IGNORECASE)


def parse_html(
    body: bytes | str,
    *,
    encoding: str | None = None,
    replacements: Iterable[tuple[str, str]] = (),
    collect_ids: bool = False,
) -> HtmlElement:
    """The page as one tree with the root `<html>`, without comments and processing instructions.

    All of its text can be written as XML again, and no text is lost: a page that the parser would shorten raises
    instead. No bytes raise anything else.

    :param encoding: the encoding in the Content-Type header.
    :param replacements: texts to replace in the mark-up, in this order.
    :param collect_ids: whether XPath's function `id()` finds elements; this takes a twentieth of the parsing time.
    :raises NotAnArticle: `empty_page` or `not_html`.
    :raises ExtractionFailed: `too_large`, `too_complex`, `out_of_memory` or `extraction_error`.
    """
    check_size(body)
    if isinstance(body, bytes):
        if body.startswith(GZIP_MAGIC):  # rare: the server packed the page and did not say so
            body = gunzip(body, MAX_BYTES)
        check_binary(body)
    markup = to_utf8(body, encoding=encoding)
    for old, new in replacements:
        markup = markup.replace(old.encode(), new.encode())
    markup = remove_illegal_characters(markup)
    check_size(markup)
    check_markup(markup)
    check_complexity(markup)
    if markup.lstrip().startswith(b"<?xml"):
        # In HTML, an empty <title/> opens a title that goes on to the end of the page.
        markup = _XHTML_EMPTY_TAG.sub(rb"<\1\2></\1>", markup)
    return _parse(markup, collect_ids=collect_ids)


def check_size(body: bytes | str) -> None:
    """Refuse a page that is larger than any real one.

    :raises ExtractionFailed: `too_large`.
    """
    if len(body) > MAX_BYTES:
        raise ExtractionFailed(f"the page is larger than {MAX_BYTES:,} bytes", reason="too_large")


def check_binary(body: bytes) -> None:
    """Refuse a picture, a PDF or an archive, before it is taken for text in an unknown encoding.

    :raises NotAnArticle: `not_html`.
    """
    sample = body[:_SAMPLE_BYTES]
    # One byte in ten of packed data is a control character, and none of a page. UTF-16 has some, but many zeros too.
    controls = len(sample) - len(sample.translate(None, _BINARY_CONTROL_CHARS))
    looks_binary = (
        controls * 20 > len(sample) and sample.count(0) * 6 < len(sample) and not body.startswith(_UTF_16_BOMS)
    )
    if looks_binary or body.startswith(_MAGIC_NUMBERS) or body[4:8] == b"ftyp":
        raise NotAnArticle(f"no HTML: the page is binary and starts with {body[:8]!r}", reason="not_html")


def check_markup(body: bytes) -> None:
    """Refuse text that is not HTML: an empty page, JSON, a feed or sitemap, text without any tag.

    :raises NotAnArticle: `empty_page` or `not_html`.
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
    """Refuse mark-up that would take the parser minutes.

    Too many attributes are not found if their values have `>` in them; the time limit per page ends the parsing there.

    :raises ExtractionFailed: `too_complex`.
    """
    # Counting is the slowest of all checks, and few pages are large enough for so many tags.
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
    """The UTF-8 bytes without control characters that no XML tree may have, raw or as references.

    A single one would cost the whole article. Vertical tabs and form feeds separate words: they become spaces.
    References to two surrogates that make a pair become the character that they mean.
    """
    # Few pages have any: to search for each byte takes half the time of `translate`, for one byte a hundredth.
    if any(map(body.__contains__, _ALL_CONTROL_CODES)):
        body = body.translate(_BREAKS_TO_SPACES, _CONTROL_CHARS)
    if b"\xef" in body:
        body = _NON_CHARACTERS.sub(b"", body)
    if not _has_illegal_references(body):
        return body
    # The text around a removed reference may form a new one. The second pass leaves spaces, which cannot.
    return _ILLEGAL_REFERENCE_RUN.sub(b" ", _ILLEGAL_REFERENCE_RUN.sub(_replace_references, body))


def _has_illegal_references(body: bytes) -> bool:
    """Whether a reference is to a character that no XML tree may have.

    Most pages have few `&`: to go from one to the next is faster there than the expression, which visits every byte.
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


def _is_legal_char(code: int) -> bool:
    """Whether a tree may have the character, or it is a surrogate."""
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


def _find_long_tags(body: bytes) -> Iterator[tuple[int, int]]:
    """The stretches without `>` that are long enough for a tag with too many attributes."""
    start = 0
    while start + _MIN_LONG_TAG_BYTES <= len(body):
        last = body.rfind(b">", start, start + _MIN_LONG_TAG_BYTES)
        if last < 0:
            last = body.find(b">", start + _MIN_LONG_TAG_BYTES)
            last = len(body) if last < 0 else last
            yield start, last
        start = last + 1


def _parse(markup: bytes, *, collect_ids: bool) -> HtmlElement:
    # Without huge_tree, libxml2 stops at depth 256; with it, at 2,048. The deepest real page has depth 51.
    parser = HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=collect_ids
    )
    parser.set_element_class_lookup(_ELEMENT_CLASS_LOOKUP)
    try:
        root = document_fromstring(markup, parser=parser)
    except (etree.ParserError, ValueError):
        raise NotAnArticle("the page has no element", reason="empty_page") from None
    except etree.LxmlError as error:
        raise ExtractionFailed(f"the page cannot be parsed: {error}", reason="extraction_error") from None
    except MemoryError:
        raise ExtractionFailed("the page needs more memory than there is", reason="out_of_memory") from None
    last_error = parser.error_log.last_error
    if last_error is not None and last_error.type_name == "ERR_RESOURCE_LIMIT":
        raise ExtractionFailed(f"the parser gave up in mid-page: {last_error.message}", reason="too_complex")
    for stray in list(root.itersiblings()):  # elements after </html>
        root.append(stray)
    _move_body_out_of_head(root, markup)
    _move_main_out_of_menu(root)
    return root


def _move_body_out_of_head(root: HtmlElement, markup: bytes) -> None:
    """Create the body of a page that leaves out `<body>`, as HTML allows.

    The parser does not know the elements of HTML 5: it puts an `<article>` that begins the body into the head.
    """
    head = next(root.iterchildren("head"), None)
    first = next(head.iterchildren(*_BODY_START_TAGS), None) if head is not None else None
    if first is None or b"<body" in markup or b"<body" in markup.lower():
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for index, child in enumerate([first, *first.itersiblings()]):
        body.insert(index, child)


def _move_main_out_of_menu(root: HtmlElement) -> None:
    """Put the main part of a page behind the header, menu or button that it must not be in.

    An open `<div>` in a button keeps the parser from closing the button, and all around it, before the end of the page.
    """
    for element in islice(root.iter("main", "article"), _MAX_MAIN_PARTS):
        wrong = [around for around in element.iterancestors() if around.tag in _TAGS_WITHOUT_MAIN]
        if wrong and (element.tag == "main" or any(around.tag == "button" for around in wrong)):
            wrong[-1].addnext(element)
