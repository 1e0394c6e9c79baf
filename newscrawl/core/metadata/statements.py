"""The plain statements of a page's mark-up, collected in one pass: meta tags, links, headings, times, microdata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.headlines import Headlines, in_aside
from newscrawl.core.metadata.values import plain

_LONGEST_VALUE = 20_000
_MOST_METAS = 1000
_MOST_CANONICAL = 6
_MOST_TIMES = 30
_MOST_PROPERTIES = 400
_KINDS = {kind: kind for kind in ("meta", "link", "base", "title")} | dict.fromkeys(("h1", "h2", "time"), "timeline")
"""The elements that can state something, found in one pass; times and headings are kept in page order."""
_NAMING = frozenset({"property", "name", "http-equiv"})
# Three times as fast as `descendant::*[@itemprop]`; a step up to the elements would take the square of their number.
_properties = etree.XPath("descendant::*/@itemprop")


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
        for name in names:
            for value in self.metas.get(name, ()):
                if value:
                    return value
        return None


def read_statements(root: HtmlElement) -> Statements:
    """What the page's mark-up states, read from the few elements that can state anything."""
    stating: dict[str, list[HtmlElement]] = {kind: [] for kind in _KINDS.values()}
    for element in root.iter(*_KINDS):
        stating[_KINDS[str(element.tag)]].append(element)
    headlines, times = _headlines_and_times(stating["timeline"])
    return Statements(
        metas=_metas(stating["meta"]),
        microdata=_microdata(root),
        window_title=_window_title(stating["title"]),
        headlines=headlines,
        canonical=_canonical(stating["link"]),
        times=times,
        language=_language(root),
        base=next((href for element in stating["base"] if (href := element.get("href")) is not None), None),
    )


def _metas(metas: Sequence[HtmlElement]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    seen = 0
    for meta in metas:
        content, names = "", []
        for attribute, value in meta.items():
            if attribute == "content":
                content = value
            # Microdata in the body belongs to its item, which may be a teaser: `_microdata` reads that.
            elif attribute in _NAMING or (attribute == "itemprop" and _parent(meta).tag == "head"):
                names.append(value)
        if content and seen < _MOST_METAS:
            seen += 1
            content = content.strip()[:_LONGEST_VALUE]
            for name in filter(None, names):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _canonical(links: Sequence[HtmlElement]) -> list[str]:
    stated = (link for link in links if (rel := link.get("rel")) and "canonical" in rel.lower().split())
    return [link.get("href") or "" for link in islice(stated, _MOST_CANONICAL)]


def _window_title(titles: Sequence[HtmlElement]) -> str | None:
    for title in titles:
        if _parent(title).tag != "svg" and (text := plain(title.text_content()[:_LONGEST_VALUE])):
            return text
    return None


def _headlines_and_times(elements: Sequence[HtmlElement]) -> tuple[Headlines, list[Time]]:
    """Both in one pass, as it counts whether a time stands before or after the headline."""
    headlines, times = Headlines(), list[Time]()
    for element in elements:
        if element.tag != "time":
            headlines.take(element)
        elif len(times) < _MOST_TIMES and (time := _time(element, after_heading=bool(headlines.every))):
            times.append(time)
    return headlines, times


def _time(element: HtmlElement, *, after_heading: bool) -> Time | None:
    value = element.get("datetime") or element.text_content()[:80]
    if not value.strip() or in_aside(element):
        return None
    signs = f"{element.get('itemprop')} {element.get('class')} {_parent(element).get('class')}".lower()
    published = "publi" in signs or element.get("pubdate") is not None
    return Time(value=value.strip(), published=published, after_heading=after_heading)


def _parent(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _language(root: HtmlElement) -> str | None:
    return (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or next((body.get("lang") for body in root.iterchildren("body")), None)
    )


def _microdata(root: HtmlElement) -> dict[str, list[str]]:
    """The properties of the page's first article item, and those outside any item."""
    found: dict[str, list[str]] = {}
    scopes: dict[HtmlElement, HtmlElement | None] = {}
    own: HtmlElement | None = None
    for attribute in _properties(root)[:_MOST_PROPERTIES]:
        element = attribute.getparent()
        scope = _scope(element.getparent(), scopes)
        if scope is not None:
            if not (scope.get("itemtype") or "").rstrip("/").endswith(("Article", "Posting", "Report", "WebPage")):
                continue
            if own is None and not (scope.get("itemtype") or "").rstrip("/").endswith("WebPage"):
                own = scope
            if own is not None and scope is not own:
                continue
        if value := _property(element):
            for name in attribute.split():
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
