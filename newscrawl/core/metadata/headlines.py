"""The headings of a page that can be its headline, told apart by where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.values import strip_tags

NON_CONTENT_TAGS = frozenset({"aside", "nav", "footer", "li", "a", "comment"})
"""What a page's own headline or time does not stand in; teasers, breadcrumbs, comments and clocks do."""
_MAX_ANCESTORS = 8
_MAIN_TAGS = frozenset({"article", "main"})
_MAX_H1 = 6
_MAX_H2 = 12
_MAX_HEADING_CHARS = 20_000
_INNER_TAGS = ("span", "div", "p", "small")
_MAX_INNER_ELEMENTS = 20
_MIN_INNER_CHARS = 12
"""Characters: a shorter end of a heading is a word set apart, not the headline behind its kicker."""


@dataclass(slots=True)
class Headings:
    """The headings in page order, at most six `h1` and twelve `h2`."""

    all_h1: list[str] = field(default_factory=list)
    """All `h1`."""
    article_h1: list[str] = field(default_factory=list)
    """The `h1` that stand in no list, link or navigation."""
    breadcrumb_h1: list[str] = field(default_factory=list)
    """The `h1` that do: in a breadcrumb (a habit of German sites) they say what search engines shall show."""
    h1_without_kicker: list[str] = field(default_factory=list)
    """The ends of the page's own `h1` that have an element of their own, as behind a kicker."""
    main_h2: list[str] = field(default_factory=list)
    """The `h2` of the page's main part."""

    def add(self, element: HtmlElement) -> None:
        """Note an `h1` or `h2`."""
        if element.tag == "h1":
            self._add_h1(element)
        elif (
            not self.article_h1
            and len(self.main_h2) < _MAX_H2
            and _is_in_main(element)
            and not is_in_non_content_tag(element)
        ):
            self.main_h2 += filter(None, [get_heading_text(element)])

    def _add_h1(self, element: HtmlElement) -> None:
        if len(self.all_h1) >= _MAX_H1 or not (text := get_heading_text(element)):
            return
        self.all_h1.append(text)
        if is_in_non_content_tag(element):
            self.breadcrumb_h1.append(text)
            return
        self.article_h1.append(text)
        inner_texts = (get_heading_text(part) for part in islice(element.iter(*_INNER_TAGS), _MAX_INNER_ELEMENTS))
        self.h1_without_kicker += [
            part for part in inner_texts if _MIN_INNER_CHARS <= len(part) < len(text) and text.endswith(part)
        ]


def is_in_non_content_tag(element: HtmlElement) -> bool:
    """Whether the element stands in something that is not the page's own text."""
    return not NON_CONTENT_TAGS.isdisjoint(
        [ancestor.tag for ancestor in islice(element.iterancestors(), _MAX_ANCESTORS)]
    )


def get_heading_text(heading: HtmlElement) -> str:
    """The heading's text; a line break or block inside it is a space, an inline element is not."""
    parts: list[str] = []
    for element in heading.iter(etree.Element):
        if element.tag in ("br", "div", "p"):
            parts.append(" ")
        if element.tag not in ("script", "style", "svg", "noscript") and element.text:
            parts.append(element.text)
        if element is not heading and element.tail:
            parts.append(element.tail)
    return strip_tags("".join(parts)[:_MAX_HEADING_CHARS])


def _is_in_main(element: HtmlElement) -> bool:
    return next(element.iterancestors(*_MAIN_TAGS), None) is not None
