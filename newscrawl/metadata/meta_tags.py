"""The plain statements of a page's mark-up, collected in one pass: meta tags, links, headings, times, microdata.

The headings of a page that can be its headline, told apart by where they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.text import strip_tags

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


_MAX_VALUE_CHARS = 20_000
_MAX_META_TAGS = 1000
_MAX_CANONICAL_LINKS = 6
_MAX_TIME_ELEMENTS = 30
_MAX_ITEMPROPS = 400
_ELEMENT_GROUPS = {kind: kind for kind in ("meta", "link", "base", "title")} | dict.fromkeys(
    ("h1", "h2", "time"), "timeline"
)
"""The elements that can state something, found in one pass; times and headings are kept in page order."""
_META_NAME_ATTRIBUTES = frozenset({"property", "name", "http-equiv"})
# Three times as fast as `descendant::*[@itemprop]`; a step up to the elements would take the square of their number.
_find_itemprops = etree.XPath("descendant::*/@itemprop")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeElement:
    """A `<time>` of the page itself."""

    value: str
    is_published: bool
    """Whether the page marks it as the time of publication."""
    is_after_h1: bool
    """Whether it stands after the first `h1`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMetadata:
    """What a page's mark-up states, nothing decided yet."""

    meta_tags: dict[str, list[str]] = field(default_factory=dict)
    """Contents by the lower-case `name`, `property` or `itemprop` of their `<meta>`."""
    microdata: dict[str, list[str]] = field(default_factory=dict)
    """Values by the `itemprop` of elements that belong to an article, or to nothing."""
    document_title: str | None = None
    headings: Headings = field(default_factory=Headings)
    canonical_hrefs: list[str] = field(default_factory=list)
    time_elements: list[TimeElement] = field(default_factory=list)
    html_lang: str | None = None
    """The `lang` of `<html>`, else of `<body>`."""
    base_href: str | None = None

    def get_meta(self, *names: str) -> str | None:
        """The first content stated under any of the names, in the order of the names."""
        for name in names:
            for value in self.meta_tags.get(name, ()):
                if value:
                    return value
        return None


def read_declared_metadata(root: HtmlElement) -> DeclaredMetadata:
    """What the page's mark-up states, read from the few elements that can state anything."""
    elements_by_group: dict[str, list[HtmlElement]] = {group: [] for group in _ELEMENT_GROUPS.values()}
    for element in root.iter(*_ELEMENT_GROUPS):
        elements_by_group[_ELEMENT_GROUPS[str(element.tag)]].append(element)
    headings, time_elements = _read_headings_and_times(elements_by_group["timeline"])
    return DeclaredMetadata(
        meta_tags=_read_meta_tags(elements_by_group["meta"]),
        microdata=_read_microdata(root),
        document_title=_read_document_title(elements_by_group["title"]),
        headings=headings,
        canonical_hrefs=_read_canonical_hrefs(elements_by_group["link"]),
        time_elements=time_elements,
        html_lang=_read_html_lang(root),
        base_href=next(
            (href for element in elements_by_group["base"] if (href := element.get("href")) is not None), None
        ),
    )


def _read_meta_tags(elements: Sequence[HtmlElement]) -> dict[str, list[str]]:
    contents_by_name: dict[str, list[str]] = {}
    tag_count = 0
    for element in elements:
        content, names = "", []
        for attribute, value in element.items():
            if attribute == "content":
                content = value
            # Microdata in the body belongs to its item, which may be a teaser: `_read_microdata` reads that.
            elif attribute in _META_NAME_ATTRIBUTES or (
                attribute == "itemprop" and _parent_or_self(element).tag == "head"
            ):
                names.append(value)
        if content and tag_count < _MAX_META_TAGS:
            tag_count += 1
            content = content.strip()[:_MAX_VALUE_CHARS]
            for name in filter(None, names):
                contents_by_name.setdefault(name.strip().lower(), []).append(content)
    return contents_by_name


def _read_canonical_hrefs(links: Sequence[HtmlElement]) -> list[str]:
    canonical_links = (link for link in links if (rel := link.get("rel")) and "canonical" in rel.lower().split())
    return [link.get("href") or "" for link in islice(canonical_links, _MAX_CANONICAL_LINKS)]


def _read_document_title(elements: Sequence[HtmlElement]) -> str | None:
    for element in elements:
        if _parent_or_self(element).tag != "svg" and (text := strip_tags(element.text_content()[:_MAX_VALUE_CHARS])):
            return text
    return None


def _read_headings_and_times(elements: Sequence[HtmlElement]) -> tuple[Headings, list[TimeElement]]:
    """Both in one pass, as it counts whether a time stands before or after the headline."""
    headings, time_elements = Headings(), list[TimeElement]()
    for element in elements:
        if element.tag != "time":
            headings.add(element)
        elif len(time_elements) < _MAX_TIME_ELEMENTS and (
            time_element := _parse_time_element(element, is_after_h1=bool(headings.all_h1))
        ):
            time_elements.append(time_element)
    return headings, time_elements


def _parse_time_element(element: HtmlElement, *, is_after_h1: bool) -> TimeElement | None:
    value = element.get("datetime") or element.text_content()[:80]
    if not value.strip() or is_in_non_content_tag(element):
        return None
    markers = f"{element.get('itemprop')} {element.get('class')} {_parent_or_self(element).get('class')}".lower()
    is_published = "publi" in markers or element.get("pubdate") is not None
    return TimeElement(value=value.strip(), is_published=is_published, is_after_h1=is_after_h1)


def _parent_or_self(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _read_html_lang(root: HtmlElement) -> str | None:
    return (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or next((body.get("lang") for body in root.iterchildren("body")), None)
    )


def _read_microdata(root: HtmlElement) -> dict[str, list[str]]:
    """The properties of the page's first article item, and those outside any item."""
    values_by_property: dict[str, list[str]] = {}
    scope_cache: dict[HtmlElement, HtmlElement | None] = {}
    article_scope: HtmlElement | None = None
    for attribute in _find_itemprops(root)[:_MAX_ITEMPROPS]:
        element = attribute.getparent()
        scope = _find_item_scope(element.getparent(), scope_cache)
        if scope is not None:
            if not (scope.get("itemtype") or "").rstrip("/").endswith(("Article", "Posting", "Report", "WebPage")):
                continue
            if article_scope is None and not (scope.get("itemtype") or "").rstrip("/").endswith("WebPage"):
                article_scope = scope
            if article_scope is not None and scope is not article_scope:
                continue
        if value := _read_property_value(element):
            for name in attribute.split():
                values_by_property.setdefault(name, []).append(value)
    return values_by_property


def _find_item_scope(
    element: HtmlElement | None, scope_cache: dict[HtmlElement, HtmlElement | None]
) -> HtmlElement | None:
    """The item that holds what stands in the element; each element on the way is asked once."""
    path: list[HtmlElement] = []
    while element is not None and element not in scope_cache and element.get("itemscope") is None:
        path.append(element)
        element = element.getparent()
    scope = scope_cache[element] if element is not None and element in scope_cache else element
    for visited in path:
        scope_cache[visited] = scope
    return scope


def _read_property_value(element: HtmlElement) -> str | None:
    for attribute in ("content", "datetime", "href", "src"):
        if value := element.get(attribute):
            return str(value).strip()[:_MAX_VALUE_CHARS]
    if element.get("itemprop") == "articleBody" or element.get("itemscope") is not None:
        return None
    return strip_tags(element.text_content()[:_MAX_VALUE_CHARS]) or None
