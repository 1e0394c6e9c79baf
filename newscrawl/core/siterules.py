"""What the rule of a site makes of one of its pages: selectors in, elements and stated values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.blocks import INLINE, Block
from newscrawl.core.bylines import parse_byline
from newscrawl.core.dates import parse_date
from newscrawl.core.lines import Line
from newscrawl.core.pagemeta import PageMeta
from newscrawl.core.text import clean, fold
from newscrawl.core.titles import choose_title
from newscrawl.rules.model import RuleNote, Rules, SiteCut, SiteRule

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
    """Selectors of the body and the title that find nothing any more."""

    @property
    def prune(self) -> bool:
        """Whether the body holds more than the article's text."""
        return self.rule is not None and self.rule.prune


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

    A cut that would take the whole page, or the body itself, is no cut: words of class names match much.
    """
    if rule is None:
        return NO_RULE
    body = _first(_elements(select(root)) for select in map(_safe, rule.body))
    spared = {root, *root.iterchildren("body"), *body, *(outer for part in body for outer in part.iterancestors())}
    cuts = {part: cut for cut in rule.cuts for part in _elements(_safe(cut.select)(root)) if part not in spared}
    title = _first([*_texts(select(root))] for select in map(_safe, rule.title))
    byline = _first([*_texts(select(root))] for select in map(_safe, rule.byline))
    dates = _first([*_dates(select(root))] for select in map(_safe, rule.date))
    found = {"body": body, "title": title}
    return SiteReading(
        rule=rule,
        title=next(iter(title), None),
        byline="; ".join(dict.fromkeys(byline)) or None,
        published=next(iter(dates), None),
        body=tuple(body),
        cuts=cuts,
        notes=tuple(
            RuleNote("missed", rule.name, f"{key}: matches nothing")
            for key, parts in found.items()
            if getattr(rule, key) and not parts
        ),
    )


def stated(meta: PageMeta, site: SiteReading, *, url: str | None) -> PageMeta:
    """The page's metadata, with what the site's rule says in the place of what was read without it."""
    rule = site.rule
    if rule is None:
        return meta
    title = choose_title({"h1": [site.title]}, names=[meta.publisher or ""], url=url) if site.title else None
    if title:
        meta = replace(meta, title=title)
    if site.published and not (meta.published or "").startswith(site.published):  # a day tells less than a moment
        meta = replace(meta, published=site.published, published_source=f"site:{rule.name.partition('/')[2]}")
    if rule.not_pictures:
        own = [image for image in meta.images if not any(piece in (image.url or "") for piece in rule.not_pictures)]
        meta = replace(meta, images=own)
    return meta


def stated_byline(site: SiteReading, meta: PageMeta) -> str | None:
    """The raw byline that the rule finds, if it names anybody."""
    if not site.byline:
        return None
    byline = parse_byline(site.byline, language=meta.language, publisher=meta.publisher)
    own = site.rule is not None and any(_names(site.byline, agency) for agency in site.rule.agencies)
    return site.byline if byline.authors or byline.agencies or own else None


def credited(rule: SiteRule | None, byline: str | None, paragraphs: Sequence[str]) -> list[str]:
    """The site's own names of agencies that the byline names, or brackets at the beginning or the end of the text."""
    if rule is None or not rule.agencies:
        return []
    ends = [*paragraphs[:_FIRST], *paragraphs[-_LAST:]]
    credits = [byline or "", *(credit for paragraph in ends for credit in _BRACKETS.findall(paragraph))]
    return [agency for agency in rule.agencies if any(_names(credit, agency) for credit in credits)]


def lift_out(cuts: Mapping[HtmlElement, SiteCut]) -> dict[HtmlElement, SiteCut]:
    """The same cuts, with what stands within a paragraph moved out of it, into an element of its own ahead of it."""
    lifted: dict[HtmlElement, SiteCut] = {}
    for part, cut in cuts.items():
        block = next((outer for outer in part.iterancestors() if outer.tag not in INLINE), None)
        if part.tag not in INLINE or block is None or block.getparent() is None or not part.text_content().strip():
            lifted[part] = cut
            continue
        shelf: HtmlElement = part.makeelement("div")
        _take_out(part)
        shelf.append(part)
        block.addprevious(shelf)
        lifted[shelf] = cut
    return lifted


def _take_out(part: HtmlElement) -> None:
    """Take the element out of its place, and leave there the text behind it."""
    tail, part.tail = part.tail, None
    before, parent = part.getprevious(), part.getparent()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail and parent is not None:
        parent.text = (parent.text or "") + tail


def cuts_of(blocks: Iterable[Block], cuts: Mapping[HtmlElement, SiteCut]) -> dict[Block, SiteCut]:
    """The blocks in what is cut; of several cuts round a block, the nearest counts."""
    found: dict[Block, SiteCut] = {}
    for block in blocks if cuts else ():
        for element in (block.element, *block.element.iterancestors()):
            if element in cuts:
                found[block] = cuts[element]
                break
    return found


def cut_by_site(lines: Sequence[Line], cuts: Mapping[Block, SiteCut]) -> list[Line]:
    """Cut what the site's rule cuts; the other lines are left to be judged."""
    for line in lines:
        if cut := cuts.get(line.block):
            line.cut(cut.reason, cut.rule)
    return [line for line in lines if line.kept]


def common_ancestor(parts: Sequence[HtmlElement]) -> HtmlElement:
    """The deepest element that holds all of them, or is the one."""
    paths = [[*part.iterancestors()][::-1] + [part] for part in parts]
    shared = [*takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))]
    return shared[-1][0]


class _safe:  # noqa: N801  # reads as what it does to a selector
    """A selector that finds nothing where it cannot be evaluated: functions are looked up only as they are called."""

    def __init__(self, select: etree.XPath) -> None:
        self._select = select

    def __call__(self, root: HtmlElement) -> object:
        try:
            return self._select(root)
        except etree.XPathError:
            return []


def _first(found: Iterable[list[object]]) -> list:
    return next(filter(None, found), [])
