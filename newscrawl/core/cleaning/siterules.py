"""What the rule of a site finds on one of its pages, and how that goes before what is read without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.bylines import parse_byline
from newscrawl.core.dates import parse_date
from newscrawl.core.markup.tags import INLINE, SKIPPED
from newscrawl.core.pagemeta import PageMeta
from newscrawl.core.text import clean, fold, words
from newscrawl.core.titles import choose_title
from newscrawl.rules.model import RuleNote, Rules, SiteCut, SiteRule

Found = TypeVar("Found")

_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]")
_FIRST, _LAST = 2, 6
"""Paragraphs in which brackets credit an agency: a dateline stands in the first, a sign-off in the last."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteReading:
    """What the rule of a site finds on a page; nothing, where the site has no rule."""

    rule: SiteRule | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    body: tuple[HtmlElement, ...] = ()
    """What holds the article's text, in page order."""
    cuts: Mapping[HtmlElement, SiteCut] = field(default_factory=dict)
    """What is cut, with all in it."""
    notes: tuple[RuleNote, ...] = ()
    """That the selectors of the body or the title find nothing any more."""


NO_RULE = SiteReading()


def rule_for(rules: Rules, url: str | None) -> SiteRule | None:
    """The rule of the site at that address."""
    if rules.sites is None or not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return rules.sites.for_host(host) if host else None


def read_site(root: HtmlElement, rule: SiteRule | None) -> SiteReading:
    """What the rule finds on the page, whose tree stays as it is.

    A cut that would take the whole page, or the body itself, is none: a word of a class name matches much.
    """
    if rule is None:
        return NO_RULE
    body = _first(root, rule.body, _elements)
    title = _first(root, rule.title, _texts)
    spared = {root, *root.iterchildren("body"), *body, *(outer for part in body for outer in part.iterancestors())}
    missed = [key for key, found in (("body", body), ("title", title)) if getattr(rule, key) and not found]
    return SiteReading(
        rule=rule,
        title=next(iter(title), None),
        byline="; ".join(dict.fromkeys(_first(root, rule.byline, _texts))) or None,
        published=next(iter(_first(root, rule.date, _dates)), None),
        body=tuple(body),
        cuts={part: cut for cut in rule.cuts for part in _elements(root, cut.select) if part not in spared},
        notes=tuple(RuleNote("missed", rule.name, f"{key}: nothing on the page matches") for key in missed),
    )


def with_stated(meta: PageMeta, site: SiteReading, *, url: str | None) -> PageMeta:
    """The page's metadata, with what the site's rule says in the place of what was read without it."""
    rule = site.rule
    if rule is None:
        return meta
    if site.title and (title := choose_title({"h1": [site.title]}, names=[meta.publisher or ""], url=url)):
        meta = replace(meta, title=title)
    read = meta.published or ""
    if site.published and (
        read == site.published or not read.startswith(site.published)
    ):  # a day says less than a moment
        source = f"site:{rule.name.partition('/')[2]}"
        meta = replace(meta, published=site.published, published_source=source)
    if rule.not_pictures:
        own = [image for image in meta.images if not any(piece in (image.url or "") for piece in rule.not_pictures)]
        meta = replace(meta, images=own)
    return meta


def stated_byline(site: SiteReading, meta: PageMeta) -> str | None:
    """The raw byline that the rule finds, if it names anybody."""
    if not site.byline:
        return None
    byline = parse_byline(site.byline, language=meta.language, publisher=meta.publisher)
    named = byline.authors or byline.agencies or credited_agencies(site, site.byline, ())
    return site.byline if named else None


def credited_agencies(site: SiteReading, byline: str | None, paragraphs: Sequence[str]) -> list[str]:
    """The site's own names of agencies that the byline names, or brackets at the beginning or the end of the text."""
    if site.rule is None or not site.rule.agencies:
        return []
    ends = [*paragraphs[:_FIRST], *paragraphs[-_LAST:]]
    places = [byline or "", *(credit for paragraph in ends for credit in _BRACKETS.findall(paragraph))]
    said = " ; ".join(map(_spelt, places))
    return [agency for agency in site.rule.agencies if f" {_spelt(agency)} " in f" {said} "]


def _spelt(text: str) -> str:
    return " ".join(words(fold(text)))


def _first(
    root: HtmlElement,
    selectors: Iterable[etree.XPath],
    read: Callable[[HtmlElement, etree.XPath], Iterator[Found]],
) -> list[Found]:
    """What the first of the selectors that finds anything finds."""
    for select in selectors:
        if found := [*read(root, select)]:
            return found
    return []


def _found(root: HtmlElement, select: etree.XPath) -> list[HtmlElement | str]:
    """What the selector finds; nothing, where it calls a function that there is not, which shows only now."""
    try:
        found = select(root)
    except etree.XPathError:
        return []
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, HtmlElement | str)] if isinstance(found, list) else []


def _elements(root: HtmlElement, select: etree.XPath) -> Iterator[HtmlElement]:
    """The elements found that hold any text; a broken page may have some behind the end of its tree, too."""
    for one in _found(root, select):
        if not isinstance(one, HtmlElement) or not one.text_content().strip():
            continue
        if one is root or root in one.iterancestors():
            yield one


def _texts(root: HtmlElement, select: etree.XPath) -> Iterator[str]:
    for one in _found(root, select):
        if text := clean(one if isinstance(one, str) else one.get("content") or _text(one)):
            yield text


def _dates(root: HtmlElement, select: etree.XPath) -> Iterator[str]:
    """The dates found, in ISO 8601; what the mark-up states exactly goes before what readers see."""
    for one in _found(root, select):
        said = [one] if isinstance(one, str) else [one.get("datetime"), one.get("content"), _text(one)]
        for text in said:
            if text and (date := parse_date(clean(text))):
                yield date
                break


def _text(element: HtmlElement) -> str:
    """The element's text, with spaces where readers see one."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, at in walk:
        if at.tag not in INLINE:
            parts.append(" ")
        if event == "end":
            parts.append(at.tail or "" if at is not element else "")
        elif at.tag in SKIPPED and at is not element:
            walk.skip_subtree()
        else:
            parts.append(at.text or "")
    return "".join(parts)
