"""The part of a page in which its byline may stand, divided at the headline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.names.markup import _EXCLUDED_TAGS, get_byline_role
from newscrawl.core.text import fold

_MIN_HEADLINE_CHARS = 10
_MIN_ARTICLE_PARAGRAPHS = 3
_ROOT_TAGS = frozenset({"html", "body"})
_ARIA_HEADINGS = etree.XPath("descendant::*[@role='heading']")


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineRegions:
    """What may hold a byline on either side of the headline: nothing in a comment, a caption, a menu or a teaser."""

    after_headline: list[HtmlElement] = field(default_factory=list)
    """The elements after the headline, in page order: all elements, where there is no headline."""
    marked_before_headline: list[HtmlElement] = field(default_factory=list)
    """The elements before the headline that say "byline"."""
    marked_after_headline: list[HtmlElement] = field(default_factory=list)
    """The elements after it that do."""


def find_byline_regions(root: HtmlElement, title: str | None) -> BylineRegions:
    """The page's elements that may hold a byline, found in one walk that goes round all others.

    What holds the headline holds the whole article, whatever its class says.
    """
    headline = _find_headline(root, fold(title or ""))
    headline_ancestors = set() if headline is None else set(headline.iterancestors())
    regions = BylineRegions()
    past_headline = headline is None
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        tag = element.tag
        if tag in _EXCLUDED_TAGS:
            walk.skip_subtree()
            continue
        role = get_byline_role(element)
        if (
            role == "other" or (tag == "article" and headline_ancestors and _is_teaser(element))
        ) and element not in headline_ancestors:
            walk.skip_subtree()
        elif element is not headline and tag not in _ROOT_TAGS:
            if past_headline:
                regions.after_headline.append(element)
            if role == "byline" and element not in headline_ancestors:
                (regions.marked_after_headline if past_headline else regions.marked_before_headline).append(element)
        past_headline = past_headline or element is headline
    return regions


def _find_headline(root: HtmlElement, title: str) -> HtmlElement | None:
    """The first heading that says what the title says, else the first of the first rank."""
    first_h1 = None
    for element in root.iter("h1", "h2", "h3"):
        if title and _matches_title(element, title) and not _is_excluded(element):
            return element
        if first_h1 is None and element.tag == "h1" and not _is_excluded(element):
            first_h1 = element
    aria_headings: Iterator[HtmlElement] = iter(_ARIA_HEADINGS(root) if title else ())
    return next(
        (heading for heading in aria_headings if _matches_title(heading, title) and not _is_excluded(heading)), first_h1
    )


def _matches_title(heading: HtmlElement, title: str) -> bool:
    text = fold(heading.text_content())
    return len(text) > _MIN_HEADLINE_CHARS and (text in title or title in text)


def _is_excluded(element: HtmlElement) -> bool:
    return element.tag in _EXCLUDED_TAGS or any(ancestor.tag in _EXCLUDED_TAGS for ancestor in element.iterancestors())


def _is_teaser(article: HtmlElement) -> bool:
    """Whether an `article` without the headline is a teaser: it has hardly any paragraphs."""
    return len(list(islice(article.iter("p"), _MIN_ARTICLE_PARAGRAPHS))) < _MIN_ARTICLE_PARAGRAPHS
