"""The rule of one site, applied to one of its pages: the values that its selectors find, and the blocks they remove."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TypeVar
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import BlockState
from newscrawl.bylines.parser import parse_byline
from newscrawl.html.blocks import Block
from newscrawl.html.tag_roles import INLINE_TAGS, SKIPPED_TAGS
from newscrawl.metadata.date_parser import parse_date
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.metadata.title import choose_title
from newscrawl.rules.schema import Rules, RuleWarning, SiteRemoval, SiteRule
from newscrawl.text import fold, normalize_text, split_words

Selected = TypeVar("Selected")

_BRACKETED = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]")
_LEADING_PARAGRAPHS, _TRAILING_PARAGRAPHS = 2, 6
"""Paragraphs in which brackets credit an agency: datelines are in the first ones, sign-offs in the last."""

_WITHIN_LINE_TAGS = INLINE_TAGS | {"br", "td", "th"}
"""Elements that do not end a line of text."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteRuleResult:
    """What the rule of a site finds on a page; all fields are empty if the site has no rule."""

    rule: SiteRule | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    content_elements: tuple[HtmlElement, ...] = ()
    """The elements that hold the article's text, in page order."""
    removals: Mapping[HtmlElement, SiteRemoval] = field(default_factory=dict)
    """The elements that are removed with all their content."""
    warnings: tuple[RuleWarning, ...] = ()
    """A warning for each of the selectors of body and title if they find nothing on the page."""


NO_SITE_RULE = SiteRuleResult()


def get_site_rule(rules: Rules, url: str | None) -> SiteRule | None:
    """The rule for the host of the URL, if there is one."""
    if rules.site_rules is None or not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return rules.site_rules.for_host(host) if host else None


def evaluate_site_rule(root: HtmlElement, rule: SiteRule | None) -> SiteRuleResult:
    """Apply the selectors of the rule to the page; the tree is not changed.

    A removal that would take the whole page, or an element that holds the body, is ignored: a selector by a word of a
    class name can match much more than its author meant.
    """
    if rule is None:
        return NO_SITE_RULE
    content_elements = _first_match(root, rule.body, _select_elements)
    titles = _first_match(root, rule.title, _select_texts)
    protected = {
        root,
        *root.iterchildren("body"),
        *content_elements,
        *(ancestor for element in content_elements for ancestor in element.iterancestors()),
    }
    unmatched = [
        key for key, found in (("body", content_elements), ("title", titles)) if getattr(rule, key) and not found
    ]
    return SiteRuleResult(
        rule=rule,
        title=next(iter(titles), None),
        byline="; ".join(dict.fromkeys(_first_match(root, rule.byline, _select_texts))) or None,
        published=next(iter(_first_match(root, rule.date, _select_dates)), None),
        content_elements=tuple(content_elements),
        removals={
            part: site_removal
            for site_removal in rule.removals
            for part in _select_elements(root, site_removal.selector)
            if part not in protected
        },
        warnings=tuple(RuleWarning("missed", rule.name, f"{key}: nothing on the page matches") for key in unmatched),
    )


def apply_site_rule(page_metadata: PageMetadata, site_result: SiteRuleResult, *, url: str | None) -> PageMetadata:
    """The page's metadata, with the values that the site's rule has found in place of those read without it.

    A day of the rule does not replace a time of the same day.
    """
    rule = site_result.rule
    if rule is None:
        return page_metadata
    if site_result.title and (
        title := choose_title({"h1": [site_result.title]}, site_names=[page_metadata.publisher or ""], url=url)
    ):
        page_metadata = replace(page_metadata, title=title)
    published = page_metadata.published or ""
    if site_result.published and (
        published == site_result.published or not published.startswith(site_result.published)
    ):
        provenance = f"site:{rule.name.partition('/')[2]}"
        page_metadata = replace(page_metadata, published=site_result.published, published_source=provenance)
    if rule.excluded_image_srcs:
        images = [
            image
            for image in page_metadata.images
            if not any(excluded in (image.url or "") for excluded in rule.excluded_image_srcs)
        ]
        page_metadata = replace(page_metadata, images=images)
    return page_metadata


def get_site_rule_byline(site_result: SiteRuleResult, page_metadata: PageMetadata) -> str | None:
    """The raw byline that the rule finds, if it names a person or an agency."""
    if not site_result.byline:
        return None
    parsed = parse_byline(site_result.byline, language=page_metadata.language, publisher=page_metadata.publisher)
    is_named = parsed.authors or parsed.agencies or find_site_agencies(site_result, site_result.byline, ())
    return site_result.byline if is_named else None


def find_site_agencies(site_result: SiteRuleResult, byline: str | None, paragraphs: Sequence[str]) -> list[str]:
    """The agencies of the site's rule that the byline names, or brackets in the first or the last paragraphs."""
    if site_result.rule is None or not site_result.rule.agencies:
        return []
    paragraphs_at_ends = [*paragraphs[:_LEADING_PARAGRAPHS], *paragraphs[-_TRAILING_PARAGRAPHS:]]
    credit_texts = [
        byline or "",
        *(credit for paragraph in paragraphs_at_ends for credit in _BRACKETED.findall(paragraph)),
    ]
    normalized = " ; ".join(map(_normalize_words, credit_texts))
    return [agency for agency in site_result.rule.agencies if f" {_normalize_words(agency)} " in f" {normalized} "]


def hoist_inline_removals(site_removals: Mapping[HtmlElement, SiteRemoval]) -> dict[HtmlElement, SiteRemoval]:
    """The same removals, after each inline element has been moved out of its paragraph, into a block before it.

    Without this, the whole paragraph would be one block, and could only be removed as a whole. The tree is changed.
    """
    hoisted: dict[HtmlElement, SiteRemoval] = {}
    for element, site_removal in site_removals.items():
        block = next((ancestor for ancestor in element.iterancestors() if ancestor.tag not in _WITHIN_LINE_TAGS), None)
        if element.tag not in INLINE_TAGS or block is None or block.getparent() is None:
            hoisted[element] = site_removal
            continue
        wrapper: HtmlElement = element.makeelement("div")
        _detach_keeping_tail(element)
        wrapper.append(element)
        block.addprevious(wrapper)
        hoisted[wrapper] = site_removal
    return hoisted


def map_removals_to_blocks(
    blocks: Iterable[Block], site_removals: Mapping[HtmlElement, SiteRemoval]
) -> dict[Block, SiteRemoval]:
    """The blocks in removed elements; of several removed elements around a block, the nearest counts."""
    block_removals: dict[Block, SiteRemoval] = {}
    for block in blocks if site_removals else ():
        self_and_ancestors = (block.element, *block.element.iterancestors())
        if site_removal := next(
            (site_removals[element] for element in self_and_ancestors if element in site_removals), None
        ):
            block_removals[block] = site_removal
    return block_removals


def remove_by_site_rule(lines: Sequence[BlockState], site_removals: Mapping[Block, SiteRemoval]) -> list[BlockState]:
    """Remove the lines that the site's rule removes, and return the others.

    A caption without a reason of its own gets the reason `caption`: the site-config files of Full-Text RSS have none.
    """
    for line in lines:
        if site_removal := site_removals.get(line.block):
            is_plain_caption = line.block.kind == "caption" and site_removal.reason == "site_furniture"
            line.remove("caption" if is_plain_caption else site_removal.reason, site_removal.rule)
    return [line for line in lines if line.is_kept]


def find_common_ancestor(elements: Sequence[HtmlElement]) -> HtmlElement:
    """The deepest element that contains all of these; with one element, that element itself."""
    paths = [[*reversed([element, *element.iterancestors()])] for element in elements]
    shared = [*takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))]
    deepest: HtmlElement = shared[-1][0]
    return deepest


def _normalize_words(text: str) -> str:
    return " ".join(split_words(fold(text)))


def _first_match(
    root: HtmlElement,
    selectors: Iterable[etree.XPath],
    extract: Callable[[HtmlElement, etree.XPath], Iterator[Selected]],
) -> list[Selected]:
    """The values of the first selector that finds any."""
    for selector in selectors:
        if selected := [*extract(root, selector)]:
            return selected
    return []


def _select(root: HtmlElement, selector: etree.XPath) -> list[HtmlElement | str]:
    """The elements and strings that the selector finds."""
    try:
        selected = selector(root)
    except etree.XPathError:  # a function that does not exist; XPath finds that only when it is called
        return []
    if isinstance(selected, str):
        return [selected]
    return [match for match in selected if isinstance(match, HtmlElement | str)] if isinstance(selected, list) else []


def _select_elements(root: HtmlElement, selector: etree.XPath) -> Iterator[HtmlElement]:
    """The selected elements that hold text and are in the tree: on a broken page, some are after its end."""
    for match in _select(root, selector):
        if not isinstance(match, HtmlElement) or not match.text_content().strip():
            continue
        if match is root or root in match.iterancestors():
            yield match


def _select_texts(root: HtmlElement, selector: etree.XPath) -> Iterator[str]:
    for match in _select(root, selector):
        if text := normalize_text(
            match if isinstance(match, str) else match.get("content") or _get_visible_text(match)
        ):
            yield text


def _select_dates(root: HtmlElement, selector: etree.XPath) -> Iterator[str]:
    """The selected dates in ISO 8601; the exact values of attributes are tried before the visible text."""
    for match in _select(root, selector):
        texts = (
            [match]
            if isinstance(match, str)
            else [match.get("datetime"), match.get("content"), _get_visible_text(match)]
        )
        for text in texts:
            if text and (date := parse_date(normalize_text(text))):
                yield date
                break


def _get_visible_text(element: HtmlElement) -> str:
    """The element's text as readers see it: with spaces between blocks, and without scripts and similar elements."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if node.tag not in INLINE_TAGS:
            parts.append(" ")
        if event == "end":
            parts.append(node.tail or "" if node is not element else "")
        elif node.tag in SKIPPED_TAGS and node is not element:
            walk.skip_subtree()
        else:
            parts.append(node.text or "")
    return "".join(parts)


def _detach_keeping_tail(element: HtmlElement) -> None:
    """Take the element out of the tree, and leave the text after it there."""
    tail, previous, parent = element.tail or "", element.getprevious(), element.getparent()
    element.tail = None
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
