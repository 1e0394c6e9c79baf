"""The plain statements of a page's mark-up, collected in one pass: meta tags, links, headings, times, microdata."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.headlines import Headlines, in_aside
from newscrawl.core.metadata.values import plain

_LONGEST_VALUE = 20_000
_MOST_METAS = 1000
_MOST_CANONICAL = 6
_MOST_TIMES = 30
_MOST_PROPERTIES = 400
_properties = etree.XPath("descendant::*[@itemprop]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A `<time>` of the page itself."""

    value: str
    published: bool
    """Whether the page marks it as the time of publication."""
    after_heading: bool
    """Whether it stands after the first `h1`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """What a page's mark-up states, nothing decided yet."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents by the lower-case `name`, `property` or `itemprop` of their `<meta>`."""
    microdata: dict[str, list[str]] = field(default_factory=dict)
    """Values by the `itemprop` of elements that belong to an article, or to nothing."""
    window_title: str | None = None
    headlines: Headlines = field(default_factory=Headlines)
    canonical: list[str] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    language: str | None = None
    """The `lang` of `<html>`, else of `<body>`."""
    base: str | None = None

    def meta(self, *names: str) -> str | None:
        """The first content stated under any of the names, in the order of the names."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), None)


def read_statements(root: HtmlElement) -> Statements:
    """What the page's mark-up states, in one pass over the few elements that can state anything."""
    said = _Collector()
    for element in root.iter("meta", "link", "base", "title", "h1", "h2", "time"):
        said.take(element)
    return Statements(
        metas=said.metas,
        microdata=_microdata(root),
        window_title=said.title,
        headlines=said.headlines,
        canonical=said.canonical,
        times=said.times,
        language=_language(root),
        base=said.base,
    )


class _Collector:
    def __init__(self) -> None:
        self.metas: dict[str, list[str]] = {}
        self.title: str | None = None
        self.headlines = Headlines()
        self.canonical: list[str] = []
        self.times: list[Time] = []
        self.base: str | None = None
        self._seen_metas = 0

    def take(self, element: HtmlElement) -> None:
        if element.tag == "meta":
            self._take_meta(element)
        elif element.tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split() and len(self.canonical) < _MOST_CANONICAL:
                self.canonical.append(element.get("href") or "")
        elif element.tag == "title":
            if self.title is None and _parent(element).tag != "svg":
                self.title = plain(element.text_content()[:_LONGEST_VALUE]) or None
        elif element.tag in ("h1", "h2"):
            self.headlines.take(element)
        elif element.tag == "time":
            self._take_time(element)
        elif self.base is None:
            self.base = element.get("href")

    def _take_meta(self, element: HtmlElement) -> None:
        content = element.get("content")
        if not content or self._seen_metas >= _MOST_METAS:
            return
        self._seen_metas += 1
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            # Microdata in the body belongs to its item, which may be a teaser: `_microdata` reads that.
            if (name := element.get(attribute)) and not (attribute == "itemprop" and _parent(element).tag != "head"):
                self.metas.setdefault(name.strip().lower(), []).append(content.strip()[:_LONGEST_VALUE])

    def _take_time(self, element: HtmlElement) -> None:
        value = element.get("datetime") or element.text_content()[:80]
        if len(self.times) >= _MOST_TIMES or not value.strip() or in_aside(element):
            return
        signs = f"{element.get('itemprop')} {element.get('class')} {_parent(element).get('class')}".lower()
        self.times.append(
            Time(
                value=value.strip(),
                published="publi" in signs or element.get("pubdate") is not None,
                after_heading=bool(self.headlines.every),
            )
        )


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _language(root: HtmlElement) -> str | None:
    body = root.find("body")
    return (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or (body.get("lang") if body is not None else None)
    )


def _microdata(root: HtmlElement) -> dict[str, list[str]]:
    """The properties of the page's first article item, and those outside any item."""
    found: dict[str, list[str]] = {}
    scopes: dict[HtmlElement, HtmlElement | None] = {}
    own: HtmlElement | None = None
    for element in _properties(root)[:_MOST_PROPERTIES]:
        scope = _scope(element.getparent(), scopes)
        if scope is not None:
            if not (scope.get("itemtype") or "").rstrip("/").endswith(("Article", "Posting", "Report", "WebPage")):
                continue
            if own is None and not (scope.get("itemtype") or "").rstrip("/").endswith("WebPage"):
                own = scope
            if own is not None and scope is not own:
                continue
        if value := _property(element):
            for name in element.get("itemprop").split():
                found.setdefault(name, []).append(value)
    return found


def _scope(element: HtmlElement | None, known: dict[HtmlElement, HtmlElement | None]) -> HtmlElement | None:
    """The item that holds what stands in the element; each element on the way is asked once."""
    path: list[HtmlElement] = []
    while element is not None and element not in known and element.get("itemscope") is None:
        path.append(element)
        element = element.getparent()
    scope = known[element] if element is not None and element in known else element
    for passed in path:
        known[passed] = scope
    return scope


def _property(element: HtmlElement) -> str | None:
    for attribute in ("content", "datetime", "href", "src"):
        if value := element.get(attribute):
            return str(value).strip()[:_LONGEST_VALUE]
    if element.get("itemprop") == "articleBody" or element.get("itemscope") is not None:
        return None
    return plain(element.text_content()[:_LONGEST_VALUE]) or None
