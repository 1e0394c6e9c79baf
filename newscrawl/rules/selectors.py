"""Compiles the selectors of site rules: CSS, or XPath, which is recognised by its beginning."""

from __future__ import annotations

import re

from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from newscrawl.exceptions import BadRule

_XPATH_START = re.compile(r"\.?/|\(|[a-z-]+\(")
"""A selector that begins with a path (`/`, `./`), a bracket or a function is XPath. Every other selector is CSS."""
_SAMPLE_PAGE = html.document_fromstring("<html><body><p>A page to try selectors on</p></body></html>")


def compile_selector(selector: str, location: str) -> etree.XPath:
    """Compile a CSS or XPath selector.

    :param location: the file and key that the selector comes from, for the error message.
    :raises BadRule: it is neither.
    """
    if _XPATH_START.match(selector):
        return compile_xpath(selector, location)
    try:
        return compile_xpath(HTMLTranslator().css_to_xpath(selector), location)
    except SelectorError as error:
        raise BadRule(f"{location}: {selector!r} is no CSS selector: {_single_line(error)}") from None


def compile_xpath(expression: str, location: str) -> etree.XPath:
    """Compile an XPath 1.0 expression.

    :param location: the file and key that the expression comes from, for the error message.
    :raises BadRule: it is not XPath 1.0, or uses an unknown function or prefix.
    """
    try:
        xpath = etree.XPath(expression, smart_strings=False)
        xpath(_SAMPLE_PAGE)  # lxml looks up functions and prefixes only when the expression is evaluated
    except (etree.XPathError, ValueError) as error:
        raise BadRule(f"{location}: {expression!r} is no XPath: {_single_line(error)}") from None
    return xpath


def _single_line(error: Exception) -> str:
    return " ".join(str(error).split())
