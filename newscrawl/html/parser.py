"""Bytes to one tree: the only place where a page is decoded and parsed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.html import input_checks
from newscrawl.html.encoding import to_utf8
from newscrawl.html.gzip import gunzip

_ELEMENT_CLASS_LOOKUP = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: the parser's own choice among several is a call into Python for each of them."""

_BODY_START_TAGS = frozenset("article aside details figure footer header hgroup main nav search section".split())
_XHTML_EMPTY_TAG = re.compile(rb"<(script|style|title|textarea|iframe|noscript)\b([^<>]*)/>", re.IGNORECASE)


def parse_html(
    body: bytes | str,
    *,
    encoding: str | None = None,
    replacements: Iterable[tuple[str, str]] = (),
    collect_ids: bool = False,
) -> HtmlElement:
    """The page as one tree with the root `<html>`, without comments and processing instructions.

    All of its text can be written as XML again, and none of it is lost: a page that the parser would cut short is
    refused instead. Whatever the bytes, nothing else is raised.

    :param encoding: what the Content-Type header names.
    :param replacements: texts to find in the mark-up, and what to put in their places, in this order.
    :param collect_ids: whether XPath's function `id()` finds elements; to collect them is a twentieth of the parsing.
    :raises NotAnArticle: `empty_page` or `not_html`.
    :raises ExtractionFailed: `too_large`, `too_complex`, `out_of_memory` or `extraction_error`.
    """
    input_checks.check_size(body)
    if isinstance(body, bytes):
        body = gunzip(body, input_checks.MAX_BYTES)
        input_checks.check_binary(body)
    markup = to_utf8(body, encoding=encoding)
    for old, new in replacements:
        markup = markup.replace(old.encode(), new.encode())
    markup = input_checks.remove_illegal_characters(markup)
    input_checks.check_size(markup)
    input_checks.check_markup(markup)
    input_checks.check_complexity(markup)
    if markup.lstrip().startswith(b"<?xml"):
        # To HTML, an empty <title/> is a title that goes on to the end of the page.
        markup = _XHTML_EMPTY_TAG.sub(rb"<\1\2></\1>", markup)
    return _parse(markup, collect_ids=collect_ids)


def _parse(markup: bytes, *, collect_ids: bool) -> HtmlElement:
    # Without huge_tree, libxml2 stops at depth 256; with it, at 2,048. Real pages go down to 51.
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
    for stray in list(root.itersiblings()):  # what stands behind </html>
        root.append(stray)
    _move_body_out_of_head(root, markup)
    return root


def _move_body_out_of_head(root: HtmlElement, markup: bytes) -> None:
    """Give a page that leaves out `<body>`, as HTML allows, the body that it means.

    The parser knows no element of HTML 5: it takes an `<article>` that begins the body for a part of the head.
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
