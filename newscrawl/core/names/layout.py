"""The part of a page in which its byline may stand, divided at the headline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.names.markup import PASSED_OVER, sense
from newscrawl.core.text import fold

_SHORTEST_HEADLINE = 10
_TEASER_PARAGRAPHS = 3
_FRAME = frozenset({"html", "body"})
_ROLE_HEADINGS = etree.XPath("descendant::*[@role='heading']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What may hold a byline on either side of the headline: nothing in a comment, a caption, a menu or a teaser."""

    after: list[HtmlElement] = field(default_factory=list)
    """The elements after the headline, in page order: all elements, where there is no headline."""
    marked_before: list[HtmlElement] = field(default_factory=list)
    """The elements before the headline that say "byline"."""
    marked_after: list[HtmlElement] = field(default_factory=list)
    """The elements after it that do."""


def read_layout(root: HtmlElement, title: str | None) -> Layout:
    """The page's elements that may hold a byline, found in one walk that goes round all others.

    What holds the headline holds the whole article, whatever its class says.
    """
    headline = _headline(root, fold(title or ""))
    above = set() if headline is None else set(headline.iterancestors())
    layout = Layout()
    behind = headline is None
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        tag = element.tag
        if tag in PASSED_OVER:
            walk.skip_subtree()
            continue
        said = sense(element)
        if (said == "other" or (tag == "article" and above and _is_teaser(element))) and element not in above:
            walk.skip_subtree()
        elif element is not headline and tag not in _FRAME:
            if behind:
                layout.after.append(element)
            if said == "byline" and element not in above:
                (layout.marked_after if behind else layout.marked_before).append(element)
        behind = behind or element is headline
    return layout


def _headline(root: HtmlElement, title: str) -> HtmlElement | None:
    """The first heading that says what the title says, else the first of the first rank."""
    first = None
    for element in root.iter("h1", "h2", "h3"):
        if title and _says(element, title) and not _is_passed_over(element):
            return element
        if first is None and element.tag == "h1" and not _is_passed_over(element):
            first = element
    others: Iterator[HtmlElement] = iter(_ROLE_HEADINGS(root) if title else ())
    return next((one for one in others if _says(one, title) and not _is_passed_over(one)), first)


def _says(heading: HtmlElement, title: str) -> bool:
    text = fold(heading.text_content())
    return len(text) > _SHORTEST_HEADLINE and (text in title or title in text)


def _is_passed_over(element: HtmlElement) -> bool:
    return element.tag in PASSED_OVER or any(outer.tag in PASSED_OVER for outer in element.iterancestors())


def _is_teaser(article: HtmlElement) -> bool:
    """Whether an `article` without the headline is a teaser: it has hardly any paragraphs."""
    return len(list(islice(article.iter("p"), _TEASER_PARAGRAPHS))) < _TEASER_PARAGRAPHS
