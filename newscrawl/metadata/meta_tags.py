"""Read the metadata that a page declares in its mark-up: meta tags, canonical links, headings, microdata.

The other modules of this package choose between contradictory values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.text import strip_tags

_MAX_VALUE_CHARS = 20_000
_MAX_META_TAGS = 1000
_MAX_CANONICAL_LINKS = 6
_MAX_ITEMPROPS = 400
_MAX_H1 = 6
_MAX_H2 = 12
_ELEMENT_GROUPS = {tag: tag for tag in ("meta", "link", "base", "title")} | dict.fromkeys(("h1", "h2"), "headings")
"""The elements that can declare metadata. Headings of both levels share a group, because their order matters."""
_META_NAME_ATTRIBUTES = frozenset({"property", "name", "http-equiv"})
_ARTICLE_ITEM_TYPES = ("Article", "Posting", "Report")
_READ_ITEM_TYPES = (*_ARTICLE_ITEM_TYPES, "WebPage")
_NON_CONTENT_TAGS = frozenset({"aside", "nav", "footer", "li", "a", "comment"})
"""Ancestors that the page's own headline does not have: teasers, breadcrumbs and comments have them."""
_MAX_ANCESTORS = 8
_MAIN_TAGS = frozenset({"article", "main", "hgroup"})
_HEADER_TAGS = frozenset({"hgroup", "header"})
_INNER_TAGS = ("span", "div", "p", "small")
_SILENT_TAGS = frozenset({"script", "style", "svg", "noscript"})
_HOME_URL = re.compile(r"(?:(?:https?:)?//[^/?#\s]+)?/?(?:index\.\w{2,5})?", re.IGNORECASE)
_MAX_INNER_ELEMENTS = 20
_MIN_INNER_CHARS = 12
"""A shorter end of a heading is an emphasised word, not the headline after a kicker."""
# Three times as fast as `descendant::*[@itemprop]`. A step from the attributes to their elements inside the expression
# would take quadratic time.
_find_itemprops = etree.XPath("descendant::*/@itemprop")


@dataclass(slots=True)
class Headings:
    """The headings of a page in page order: at most six `h1` and twelve `h2`."""

    all_h1: list[str] = field(default_factory=list)
    article_h1: list[str] = field(default_factory=list)
    """The `h1` outside lists, links and navigation."""
    breadcrumb_h1: list[str] = field(default_factory=list)
    """The `h1` inside them. Some German sites have a breadcrumb with an `h1` that is written for search engines."""
    h1_without_kicker: list[str] = field(default_factory=list)
    """Parts of `article_h1` that have an element of their own and end the heading, such as the text after a kicker."""
    masthead_h1: list[str] = field(default_factory=list)
    """The `h1` that are one link to a home page: they name the site."""
    main_h2: list[str] = field(default_factory=list)
    """The `h2` in `<article>` or `<main>`, and those in an `<hgroup>`."""
    shown_h2: list[str] = field(default_factory=list)
    """Those of `main_h2` that are plain text in the `<hgroup>` or `<header>` of an article without an `h1`."""

    def add(self, element: HtmlElement) -> None:
        """Add an `h1` or `h2`."""
        if element.tag == "h1":
            self._add_h1(element)
        elif len(self.main_h2) < _MAX_H2:
            self._add_h2(element)

    def _add_h1(self, element: HtmlElement) -> None:
        if len(self.all_h1) >= _MAX_H1 or not (text := _get_heading_text(element)):
            return
        self.all_h1.append(text)
        if _is_home_link(element, text):
            self.masthead_h1.append(text)
            return
        if _is_in_non_content_tag(element):
            self.breadcrumb_h1.append(text)
            return
        self.article_h1.append(text)
        inner_texts = (_get_heading_text(inner) for inner in islice(element.iter(*_INNER_TAGS), _MAX_INNER_ELEMENTS))
        self.h1_without_kicker += [
            inner for inner in inner_texts if _MIN_INNER_CHARS <= len(inner) < len(text) and text.endswith(inner)
        ]

    def _add_h2(self, element: HtmlElement) -> None:
        ancestor_tags = {ancestor.tag for ancestor in islice(element.iterancestors(), _MAX_ANCESTORS)}
        if _MAIN_TAGS.isdisjoint(ancestor_tags) or not _NON_CONTENT_TAGS.isdisjoint(ancestor_tags):
            return
        if not (text := _get_heading_text(element)):
            return
        self.main_h2.append(text)
        if not self.article_h1 and _parent_or_self(element).tag in _HEADER_TAGS and len(element) == 0:
            self.shown_h2.append(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMetadata:
    """Everything that the mark-up of a page declares, without a choice between contradictory values."""

    meta_tags: dict[str, list[str]] = field(default_factory=dict)
    """The contents of the `<meta>` elements, by their lower-case `name`, `property`, `http-equiv` or `itemprop`."""
    microdata: dict[str, list[str]] = field(default_factory=dict)
    """Values by `itemprop`: of the first article item, and of elements outside any item."""
    document_title: str | None = None
    """The text of `<title>`."""
    headings: Headings = field(default_factory=Headings)
    canonical_hrefs: list[str] = field(default_factory=list)
    html_lang: str | None = None
    """The `lang` of `<html>`, or of `<body>` if `<html>` has none."""
    base_href: str | None = None

    def get_meta(self, *names: str) -> str | None:
        """The first content that is not empty, under the first of the names that has one."""
        for name in names:
            for value in self.meta_tags.get(name, ()):
                if value:
                    return value
        return None


def read_declared_metadata(root: HtmlElement) -> DeclaredMetadata:
    """Read the metadata that the mark-up of a page declares."""
    elements_by_group: dict[str, list[HtmlElement]] = {group: [] for group in _ELEMENT_GROUPS.values()}
    for element in root.iter(*_ELEMENT_GROUPS):
        elements_by_group[_ELEMENT_GROUPS[str(element.tag)]].append(element)
    base_hrefs = (href for element in elements_by_group["base"] if (href := element.get("href")) is not None)
    return DeclaredMetadata(
        meta_tags=_read_meta_tags(elements_by_group["meta"]),
        microdata=_read_microdata(root),
        document_title=_read_document_title(elements_by_group["title"]),
        headings=_read_headings(elements_by_group["headings"]),
        canonical_hrefs=_read_canonical_hrefs(elements_by_group["link"]),
        html_lang=_read_html_lang(root),
        base_href=next(base_hrefs, None),
    )


def find_first_heading(root: HtmlElement) -> str | None:
    """The text of the page's first heading of any level, outside lists, links and navigation."""
    for element in root.iter("h1", "h2", "h3", "h4"):
        if not _is_in_non_content_tag(element) and (text := _get_heading_text(element)):
            return text
    return None


def _read_meta_tags(elements: Sequence[HtmlElement]) -> dict[str, list[str]]:
    contents_by_name: dict[str, list[str]] = {}
    tag_count = 0
    for element in elements:
        content, names = "", []
        for attribute, value in element.items():
            # Some systems, and tools that save pages, write the content as `value`.
            if attribute == "content" or (attribute == "value" and not content):
                content = value
            # A `<meta itemprop>` in the body belongs to an item, perhaps a teaser: `_read_microdata` reads it.
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


def _read_document_title(elements: Sequence[HtmlElement]) -> str | None:
    """The first title that is not empty and not the title of an SVG image."""
    for element in elements:
        if _parent_or_self(element).tag != "svg" and (text := strip_tags(element.text_content()[:_MAX_VALUE_CHARS])):
            return text
    return None


def _read_canonical_hrefs(links: Sequence[HtmlElement]) -> list[str]:
    canonical_links = (link for link in links if (rel := link.get("rel")) and "canonical" in rel.lower().split())
    return [link.get("href") or "" for link in islice(canonical_links, _MAX_CANONICAL_LINKS)]


def _read_html_lang(root: HtmlElement) -> str | None:
    return (
        root.get("lang")
        or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or root.get("xml:lang")
        or next((body.get("lang") for body in root.iterchildren("body")), None)
    )


def _read_headings(elements: Sequence[HtmlElement]) -> Headings:
    headings = Headings()
    for element in elements:
        headings.add(element)
    return headings


def _get_heading_text(heading: HtmlElement) -> str:
    """The text in page order. A line break or block inside it becomes a space; an inline element does not."""
    parts: list[str] = []
    walk = etree.iterwalk(heading, events=("start", "end"))
    for event, element in walk:
        if element.tag in ("br", "div", "p"):
            parts.append(" ")
        if event == "end":
            parts.append(element.tail or "" if element is not heading else "")
        elif element.tag in _SILENT_TAGS:
            walk.skip_subtree()
        else:
            parts.append(element.text or "")
    return strip_tags("".join(parts)[:_MAX_VALUE_CHARS])


def _is_home_link(heading: HtmlElement, text: str) -> bool:
    """Whether the whole heading is one link to a home page."""
    links = list(islice(heading.iter("a"), 2)) or list(islice(heading.iterancestors("a"), 1))
    if len(links) != 1 or not (href := links[0].get("href")):
        return False
    return _HOME_URL.fullmatch(href.strip()) is not None and text in _get_heading_text(links[0])


def _is_in_non_content_tag(element: HtmlElement) -> bool:
    return not _NON_CONTENT_TAGS.isdisjoint(
        [ancestor.tag for ancestor in islice(element.iterancestors(), _MAX_ANCESTORS)]
    )


def _parent_or_self(element: HtmlElement) -> HtmlElement:
    parent = element.getparent()
    return element if parent is None else parent


def _read_microdata(root: HtmlElement) -> dict[str, list[str]]:
    """The properties of the first article item, of a `WebPage` item before it, and of elements outside any item."""
    values_by_property: dict[str, list[str]] = {}
    scope_cache: dict[HtmlElement, HtmlElement | None] = {}
    article_scope: HtmlElement | None = None
    for attribute in _find_itemprops(root)[:_MAX_ITEMPROPS]:
        element = attribute.getparent()
        scope = _find_item_scope(element.getparent(), scope_cache)
        if scope is not None:
            item_type = (scope.get("itemtype") or "").rstrip("/")
            if not item_type.endswith(_READ_ITEM_TYPES):
                continue
            if article_scope is None and item_type.endswith(_ARTICLE_ITEM_TYPES):
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
    """The nearest `itemscope` element among the element and its ancestors; each element is visited once."""
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
