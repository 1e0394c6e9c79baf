"""The headings of a page that can be its headline, told apart by where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.values import plain

ASIDES = frozenset({"aside", "nav", "footer", "li", "a", "comment"})
"""What a page's own headline or time does not stand in; teasers, breadcrumbs, comments and clocks do."""
_ASIDE_DEPTH = 8
_MAIN = frozenset({"article", "main"})
_MOST_HEADINGS = 6
_MOST_SECOND = 12
_LONGEST_VALUE = 20_000
_PARTS = ("span", "div", "p", "small")
_MOST_PARTS = 20
_SHORTEST_PART = 12
"""Characters: a shorter end of a heading is a word set apart, not the headline behind its kicker."""


@dataclass(slots=True)
class Headlines:
    """The headings in page order, at most six `h1` and twelve `h2`."""

    every: list[str] = field(default_factory=list)
    """All `h1`."""
    own: list[str] = field(default_factory=list)
    """The `h1` that stand in no list, link or navigation."""
    trail: list[str] = field(default_factory=list)
    """The `h1` that do: in a breadcrumb (a habit of German sites) they say what search engines shall show."""
    parts: list[str] = field(default_factory=list)
    """The ends of the page's own `h1` that have an element of their own, as behind a kicker."""
    second: list[str] = field(default_factory=list)
    """The `h2` of the page's main part."""

    def take(self, element: HtmlElement) -> None:
        """Note an `h1` or `h2`."""
        if element.tag == "h1":
            self._take_first(element)
        elif not self.own and len(self.second) < _MOST_SECOND and _in_main(element) and not in_aside(element):
            self.second += filter(None, [spaced_text(element)])

    def _take_first(self, element: HtmlElement) -> None:
        if len(self.every) >= _MOST_HEADINGS or not (text := spaced_text(element)):
            return
        self.every.append(text)
        if in_aside(element):
            self.trail.append(text)
            return
        self.own.append(text)
        inner = (spaced_text(part) for part in islice(element.iter(*_PARTS), _MOST_PARTS))
        self.parts += [part for part in inner if _SHORTEST_PART <= len(part) < len(text) and text.endswith(part)]


def in_aside(element: HtmlElement) -> bool:
    """Whether the element stands in something that is not the page's own text."""
    return not ASIDES.isdisjoint([outer.tag for outer in islice(element.iterancestors(), _ASIDE_DEPTH)])


def spaced_text(heading: HtmlElement) -> str:
    """The heading's text; a line break or block inside it is a space, an inline element is not."""
    parts: list[str] = []
    for element in heading.iter(etree.Element):
        if element.tag in ("br", "div", "p"):
            parts.append(" ")
        if element.tag not in ("script", "style", "svg", "noscript") and element.text:
            parts.append(element.text)
        if element is not heading and element.tail:
            parts.append(element.tail)
    return plain("".join(parts)[:_LONGEST_VALUE])


def _in_main(element: HtmlElement) -> bool:
    return next(element.iterancestors(*_MAIN), None) is not None
