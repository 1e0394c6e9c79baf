"""Furniture that shows by its structure, in any language: figures, hinted parts, headlines of other articles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, split_class_names
from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, LineRanges, is_label, is_running_text, is_sentence
from newscrawl.html.blocks import Block
from newscrawl.html.dom_index import DomIndex

_WIDGET_REASONS = frozenset(
    {"teaser", "newsletter", "share", "follow_topics", "comments", "advert", "paywall", "subscribe"}
)
_MIN_LINK_SHARE = 0.8
"""From this share of a line's characters inside links, the line is a link."""

_URL_TEXT = re.compile(r"(?:\S{1,20} )?(?:https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)")
"""A line that is an address written out names a source; it teases nothing."""

_WORD_OR_SEPARATOR = re.compile(r"[^\W_]|^\W*([*_.~=#·•—–-])(?:\s*\1){2,}\W*$")
"""A letter or digit, or the row of stars or strokes that parts scenes; all else is a rest of mark-up."""

_NON_CAPTION_KINDS = frozenset({"quote", "table", "pre"})
_TIME_ONLY = re.compile(
    r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?|[AP]\.?M\.?|Uhr|[A-Z]{3,4})?)|\d{4}-\d\d-\d\dT\d\d:\d\d\S*"
)
"""A line that is a time of day, as over a live blog's entries, or a time stamp."""

_LABEL_PREFIX = re.compile(r"[^\W\d][^:：|>»]{1,29}\s?[:：|>»]\s*")
_MIN_HEADLINE_CHARS, _MIN_HEADLINE_LINK_SHARE = 20, 0.9

_MAX_SUMMARY_CHARS = 200
"""Characters of other text that a headline's card may hold: measured summaries stay below it."""

_MAX_CARD_LINE_CHARS = 300
"""A line this long is a paragraph, and what it stands in is no card."""

_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HEADING_CLASSES = frozenset({"heading", "subheading", "subhead", "subheadline", "crosshead", "crossheading"})
"""Class names that make a sub-heading of what is no heading element."""

_LINK_ONLY_RULE = "structure:link-only"


def remove_by_structure(
    lines: Sequence[BlockState], container: HtmlElement, *, site: str | None, captions: Collection[Block]
) -> None:
    """Cut what is no running text of the article by what it stands in and where its links lead.

    :param captions: the blocks that are captions for standing in a figure.
    :param site: the page's registrable domain, to tell teasers from links to other sites.
    """
    running_text = [
        line for line in lines if line.is_content and line.class_hint is None and is_running_text(line.block)
    ]
    content_styles = {line.block.style_signature for line in running_text}
    content_parents = {element for line in running_text for element in _enclosing_elements(line.block)}
    for line in lines:
        _remove_if_boilerplate(line, content_styles, content_parents, site, captions)
    _remove_teaser_cards(lines, container)


def _remove_if_boilerplate(
    line: BlockState,
    content_styles: set[str],
    content_parents: set[HtmlElement],
    site: str | None,
    captions: Collection[Block],
) -> None:
    block, class_hint = line.block, line.class_hint
    first_char = block.text[0]
    if not first_char.isalnum() and not _WORD_OR_SEPARATOR.search(block.text):
        line.remove("site_furniture", "structure:no-words")
    elif first_char.isdecimal() and _TIME_ONLY.fullmatch(block.text):
        line.remove("repeated_byline", "structure:time-only")
    elif block.kind == "caption" or block in captions:
        line.remove("caption", "structure:figure")
    elif class_hint and _is_hint_confirmed(class_hint, line, content_parents):
        line.remove(class_hint.reason, f"structure:{class_hint.name}")
    elif block.link_density >= _MIN_LINK_SHARE and not _is_content_link(line, content_styles, content_parents, site):
        line.remove(
            "teaser", "structure:outward-link-only" if has_only_external_links(block, site) else _LINK_ONLY_RULE
        )
    elif is_labelled_link(block) and not block.text.endswith(FULL_STOPS) and not has_only_external_links(block, site):
        line.remove("teaser", "structure:labelled-link")
    elif not line.is_content and not _is_in_content_flow(block, content_styles, content_parents):
        line.remove("site_furniture", "structure:apart")


def _is_hint_confirmed(class_hint: ClassHint, line: BlockState, content_parents: set[HtmlElement]) -> bool:
    """Whether the line's own shape agrees with the hint.

    A heading between the article's paragraphs is no widget's title: the name is its own, not that of a part round it.
    """
    if class_hint.is_strong or (class_hint.reason in _WIDGET_REASONS and is_label(line.block)):
        return True
    return not line.is_content and not (
        class_hint.reason == "site_furniture" and _is_content_heading(line.block, content_parents)
    )


def _is_content_heading(block: Block, content_parents: set[HtmlElement]) -> bool:
    """Whether the block is a heading that stands where the article's own paragraphs stand."""
    if block.kind != "heading":
        return False
    heading = block.element
    if heading.tag not in _HEADING_TAGS:
        heading = next(heading.iterancestors(*_HEADING_TAGS), heading)
    return heading.getparent() in content_parents


def find_figure_captions(dom_index: DomIndex, blocks: Sequence[Block]) -> frozenset[Block]:
    """The blocks that stand in a figure and are none of what figures hold beside captions."""
    figures = [element for element in dom_index.elements if element.tag == "figure"]
    if not figures:
        return frozenset()
    in_figure = dom_index.mask_inside(figures)
    return frozenset(
        block
        for block, is_in_figure in zip(blocks, in_figure, strict=True)
        if is_in_figure and block.kind not in _NON_CAPTION_KINDS
    )


def _is_content_link(
    line: BlockState, content_styles: set[str], content_parents: set[HtmlElement], site: str | None
) -> bool:
    """Whether a line that is all link is the article's all the same.

    A sentence to its full stop, an address written out, and what leads to other sites (sources,
    products) are; the headline of another article of the site is not.
    """
    block = line.block
    if _URL_TEXT.fullmatch(block.text) or (
        is_sentence(block) and (line.is_content or block.style_signature in content_styles)
    ):
        return True
    return (line.is_content or _is_content_heading(block, content_parents)) and has_only_external_links(block, site)


def is_labelled_link(block: Block) -> bool:
    """Whether the block is a label with a colon, or the like, and all that follows it is a link.

    The label is at most 30 characters, what follows at least 20: "Source: <a>Reuters</a>" is none.
    """
    if block.link_chars < _MIN_HEADLINE_LINK_SHARE * _MIN_HEADLINE_CHARS:
        return False
    label = _LABEL_PREFIX.match(block.text)
    if label is None or block.kind == "heading" or _URL_TEXT.fullmatch(block.text):
        return False
    headline_chars = len(block.text) - label.end()
    return headline_chars >= _MIN_HEADLINE_CHARS and block.link_chars >= _MIN_HEADLINE_LINK_SHARE * headline_chars


def has_only_external_links(block: Block, site: str | None) -> bool:
    """Whether every link of the block leads to another site."""
    return all(_is_external_link(link, site) for link in block.links)


def _is_external_link(link: str, site: str | None) -> bool:
    host = link.partition("//")[2].partition("/")[0]
    return link.startswith(("http:", "https:", "//")) and not (site and f".{site}" in f".{host}")


def _enclosing_elements(block: Block) -> list[HtmlElement]:
    """What the block stands in: its parent, and its own element where that holds bare text beside others."""
    parent = block.element.getparent()
    return [block.element] if parent is None else [block.element, parent]


def _is_in_content_flow(block: Block, content_styles: set[str], content_parents: set[HtmlElement]) -> bool:
    """Whether a block that trafilatura left stands where the article's own paragraphs stand."""
    is_beside_paragraphs = block.element.getparent() in content_parents or _is_content_heading(block, content_parents)
    if block.style_signature in content_styles and (is_beside_paragraphs or block.element.get("class")):
        return True
    return is_beside_paragraphs and (
        block.kind == "heading"
        or not _HEADING_CLASSES.isdisjoint(split_class_names(block.element.get("class") or ""))
        or (is_running_text(block) and block.text.endswith(FULL_STOPS))
    )


def _remove_teaser_cards(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Cut what stands in one part with linked headlines and little else: summaries, dates and labels of cards."""
    if not any(line.rule == _LINK_ONLY_RULE for line in lines):
        return
    running_chars = sum(len(line.block.text) for line in lines if line.is_content and is_running_text(line.block))
    line_ranges = LineRanges(lines, container)
    headline_counts = line_ranges.sum_per_element(line.rule == _LINK_ONLY_RULE for line in lines)
    other_chars = line_ranges.sum_per_element(_count_non_headline_chars(line, running_chars) for line in lines)
    cards = {
        element
        for element, count in headline_counts.items()
        if count
        and other_chars[element] <= min(_MAX_SUMMARY_CHARS * count, 0.3 * running_chars)
        and (count > 1 or element.tag not in ("p", "li"))
    }
    for line in line_ranges.iter_lines(cards, lines):
        line.remove("teaser", "structure:beside-headlines")


def _count_non_headline_chars(line: BlockState, running_chars: int) -> int:
    """How many characters a line that is kept speaks with against a card: a paragraph with those of all the text."""
    if not line.is_kept:
        return 0
    return len(line.block.text) if len(line.block.text) <= _MAX_CARD_LINE_CHARS else running_chars
