"""Removal by structure: captions, hinted elements, headlines of other articles, lines apart from the text, boxes.

No words are read here, so this works in any language. A box is an element around a line that is not inline and holds
little else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, split_class_names
from newscrawl.boilerplate.lines import (
    FULL_STOPS,
    MIN_LINK_ONLY_DENSITY,
    BlockState,
    LineRanges,
    is_label,
    is_running_text,
    is_sentence,
    iter_ancestors,
)
from newscrawl.boilerplate.text_flow import restore_lines_in_text
from newscrawl.html.blocks import Block
from newscrawl.html.dom_index import DomIndex
from newscrawl.html.tag_roles import HEADING_TAGS, INLINE_TAGS
from newscrawl.items import RemovalReason
from newscrawl.text import fold

_WIDGET_REASONS = frozenset(
    {"teaser", "newsletter", "share", "follow_topics", "comments", "advert", "paywall", "subscribe"}
)
"""Reasons of widgets: a weak hint for one of them removes a label, even if the content mask takes it for text."""

_URL_TEXT = re.compile(r"(?:\S{1,20} )?(?:https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)")
"""A line that is a URL in full, perhaps after one word: it names a source, and is not a teaser."""

_WORD_OR_SEPARATOR = re.compile(r"[^\W_]|^\W*([*_.~=#·•—–-])(?:\s*\1){2,}\W*$")
"""A letter or a digit, or a row of one sign that separates scenes (`* * *`): any other line is a rest of mark-up."""

_NON_CAPTION_KINDS = frozenset({"quote", "table", "pre"})
"""What a figure may hold besides captions."""

_TIME_ONLY = re.compile(
    r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?|[AP]\.?M\.?|Uhr|[A-Z]{3,4})?)|\d{4}-\d\d-\d\dT\d\d:\d\d\S*"
)
"""A line that is a time of day, as above the entries of a live blog, or a time stamp."""

_LABEL_PREFIX = re.compile(r"[^\W\d][^:：|>»]{1,29}\s?[:：|>»]\s*")
"""A label of at most 30 characters with its separator."""
_MIN_HEADLINE_CHARS, _MIN_HEADLINE_LINK_RATIO = 20, 0.9
"""What follows a label is a linked headline if it has this many characters and this share of them is link."""

_MAX_SUMMARY_CHARS = 300
"""Characters of other text that a card may hold for each of its headlines: measured summaries are shorter."""

_MAX_CARD_RATIO = 0.3
"""The share of the article's running text that the other text of a card may have at most."""

_MAX_CARD_LINE_CHARS = 300
"""A longer line is a paragraph, and an element that holds it is not a card."""

_HEADING_CLASSES = frozenset({"heading", "subheading", "subhead", "subheadline", "crosshead", "crossheading"})
"""Class names of sub-headings that are not heading elements."""

_LINK_ONLY_RULE = "structure:link-only"
APART_RULE = "structure:apart"
"""The rule for lines that only stand elsewhere than the text, whatever they say."""

_PROMPT_REASONS: frozenset[RemovalReason] = frozenset(
    {"newsletter", "subscribe", "paywall", "follow_topics", "app_prompt"}
)
"""Prompts that have boxes of their own. Share bars and comment links are not among them: entries of live blogs hold
those as well."""

_MAX_PROMPT_BOX_CHARS = 300
"""Characters that the box of a prompt may hold besides the prompt: measured boxes hold one or two sentences."""
_MAX_PROMPT_BOX_RATIO = 0.25
"""The share of the kept text that the box of a prompt may hold: the two sentences beside the prompt can be all that a
short or truncated article has."""

_MIN_QUOTE_CHARS, _MAX_QUOTE_CHARS = 30, 400
_MAX_QUOTE_CANDIDATES = 500
"""On a page with more candidates no pull quotes are sought: each candidate is searched for in all of the text."""


def remove_by_structure(
    lines: Sequence[BlockState], container: HtmlElement, *, site: str | None, captions: Collection[Block]
) -> None:
    """Remove lines by the elements around them and by the targets of their links.

    :param site: the page's registrable domain, which tells teasers from links to other sites.
    :param captions: the blocks that are captions because they are inside a figure.
    """
    running_text = [
        line for line in lines if line.is_content and line.class_hint is None and is_running_text(line.block)
    ]
    context = _PageContext(
        site=site,
        captions=captions,
        content_styles={line.block.style_signature for line in running_text},
        content_parents={element for line in running_text for element in _enclosing_elements(line.block)},
    )
    for line in lines:
        _remove_if_boilerplate(line, context)
    restore_lines_in_text(lines, context.content_styles)
    _remove_teaser_cards(lines, container)
    # The summary of a card may look like nothing outside the cards; a paragraph between cards looks like the others.
    restore_lines_in_text(lines, {line.block.style_signature for line in running_text if line.is_kept})


def remove_prompt_boxes(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Remove the lines that share a box with a prompt that words have removed: one or two sentences of offer.

    The box must hold little else, and no line in it may have the style of a kept line outside the box.
    """
    prompts = [
        line for line in lines if line.reason in _PROMPT_REASONS and line.rule.startswith(("phrases/", "prompts:"))
    ]
    if not prompts:
        return
    line_ranges = LineRanges(lines, container)
    style_counts = Counter(line.block.style_signature for line in lines if line.is_kept)
    max_chars = min(
        _MAX_PROMPT_BOX_CHARS, _MAX_PROMPT_BOX_RATIO * count_line_chars(line for line in lines if line.is_kept)
    )
    for prompt in prompts:
        for box in iter_enclosing_boxes(prompt, container):
            kept = [line for line in lines[line_ranges[box]] if line.is_kept]
            if count_line_chars(kept) > max_chars or not _has_unique_styles(kept, style_counts):
                break
            for line in kept:
                line.remove(prompt.reason or "subscribe", "boxes:beside-prompt")


def remove_pull_quotes(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Remove quotes that repeat a passage of the text, and the name beside each of them.

    A paragraph is a quote only if no other line has its style: a refrain among the paragraphs stays.
    """
    kept = [line for line in lines if line.is_kept]
    style_counts = Counter(line.block.style_signature for line in kept if line.block.kind != "quote")
    candidates = [
        line
        for line in kept
        if line.block.kind in ("quote", "paragraph")
        and len(line.block.text) <= _MAX_QUOTE_CHARS
        and style_counts[line.block.style_signature] <= 1
    ]
    if not 0 < len(candidates) <= _MAX_QUOTE_CANDIDATES:
        return
    texts = [fold(line.block.text) for line in kept]
    quotes = [line for line in candidates if _is_repeated_passage(fold(line.block.text), texts)]
    if not quotes:
        return
    line_ranges = LineRanges(kept, container)
    for line in quotes:
        line.remove("site_furniture", "boxes:pull-quote")
        for attribution in _find_attribution(line, kept, line_ranges, container):
            attribution.remove("site_furniture", "boxes:pull-quote")


def find_figure_captions(dom_index: DomIndex, blocks: Sequence[Block]) -> frozenset[Block]:
    """The blocks inside a `figure` element, except quotes, tables and preformatted text."""
    figures = [element for element in dom_index.elements if element.tag == "figure"]
    if not figures:
        return frozenset()
    in_figure = dom_index.mask_inside(figures)
    return frozenset(
        block
        for block, is_in_figure in zip(blocks, in_figure, strict=True)
        if is_in_figure and block.kind not in _NON_CAPTION_KINDS
    )


def is_labelled_link(block: Block) -> bool:
    """Whether the block is a label with a colon or a similar sign, and all that follows it is a link.

    The label has at most 30 characters, and the link at least 20: "Source: <a>Reuters</a>" does not match.
    """
    if block.link_chars < _MIN_HEADLINE_LINK_RATIO * _MIN_HEADLINE_CHARS:
        return False
    label = _LABEL_PREFIX.match(block.text)
    if label is None or block.kind == "heading" or _URL_TEXT.fullmatch(block.text):
        return False
    headline_chars = len(block.text) - label.end()
    return headline_chars >= _MIN_HEADLINE_CHARS and block.link_chars >= _MIN_HEADLINE_LINK_RATIO * headline_chars


def has_only_external_links(block: Block, site: str | None) -> bool:
    """Whether every link of the block leads to another site."""
    return all(_is_external_link(link, site) for link in block.links)


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageContext:
    """What the lines of a page are compared with."""

    site: str | None
    captions: Collection[Block]
    content_styles: Set[str]
    """The style signatures of the article's running text."""
    content_parents: Set[HtmlElement]
    """The elements that hold the article's running text directly."""


def _remove_if_boilerplate(line: BlockState, context: _PageContext) -> None:
    block, class_hint = line.block, line.class_hint
    first_char = block.text[0]
    if not first_char.isalnum() and not _WORD_OR_SEPARATOR.search(block.text):
        line.remove("site_furniture", "structure:no-words")
    elif first_char.isdecimal() and _TIME_ONLY.fullmatch(block.text):
        line.remove("repeated_byline", "structure:time-only")
    elif block.kind == "caption" or block in context.captions:
        line.remove("caption", "structure:figure")
    elif class_hint and _is_hint_confirmed(class_hint, line, context):
        line.remove(class_hint.reason, f"structure:{class_hint.name}")
    elif block.link_density >= MIN_LINK_ONLY_DENSITY and not _is_content_link(line, context):
        is_external = has_only_external_links(block, context.site)
        line.remove("teaser", "structure:outward-link-only" if is_external else _LINK_ONLY_RULE)
    elif _is_labelled_headline(block, context.site):
        line.remove("teaser", "structure:labelled-link")
    elif not line.is_content and not _is_in_content_flow(block, context):
        line.remove("site_furniture", APART_RULE)


def _remove_teaser_cards(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Remove the other lines of elements that hold linked headlines and little else: summaries, dates and labels."""
    if not any(line.rule == _LINK_ONLY_RULE for line in lines):
        return
    running_chars = sum(len(line.block.text) for line in lines if line.is_content and is_running_text(line.block))
    line_ranges = LineRanges(lines, container)
    headline_counts = line_ranges.sum_by_element(line.rule == _LINK_ONLY_RULE for line in lines)
    other_chars = line_ranges.sum_by_element(_count_non_headline_chars(line, running_chars) for line in lines)
    cards = {
        element
        for element, count in headline_counts.items()
        if count
        and other_chars[element] <= min(_MAX_SUMMARY_CHARS * count, _MAX_CARD_RATIO * running_chars)
        and (count > 1 or element.tag not in ("p", "li"))
    }
    for line in line_ranges.iter_lines(cards, lines):
        line.remove("teaser", "structure:beside-headlines")


def _count_non_headline_chars(line: BlockState, running_chars: int) -> int:
    """The characters of a kept line that count against a card; a paragraph counts as much as the whole text."""
    if not line.is_kept:
        return 0
    return len(line.block.text) if len(line.block.text) <= _MAX_CARD_LINE_CHARS else running_chars


def _is_hint_confirmed(class_hint: ClassHint, line: BlockState, context: _PageContext) -> bool:
    """Whether the form of the line and the content mask agree with the hint.

    A heading beside the article's paragraphs is not the title of a widget, even if its own class name says so.
    """
    if class_hint.is_strong or (class_hint.reason in _WIDGET_REASONS and is_label(line.block)):
        return True
    return not line.is_content and not (
        class_hint.reason == "site_furniture" and _is_content_heading(line.block, context)
    )


def _is_content_heading(block: Block, context: _PageContext) -> bool:
    """Whether the block is a heading whose parent element also holds paragraphs of the article."""
    if block.kind != "heading":
        return False
    heading = block.element
    if heading.tag not in HEADING_TAGS:
        heading = next(heading.iterancestors(*HEADING_TAGS), heading)
    return heading.getparent() in context.content_parents


def _is_content_link(line: BlockState, context: _PageContext) -> bool:
    """Whether a line that is nothing but a link belongs to the article.

    A sentence with its full stop, a URL in full, and a link to another site (a source, a product) do. The headline of
    another article of the site does not.
    """
    block = line.block
    if _URL_TEXT.fullmatch(block.text) or (
        is_sentence(block) and (line.is_content or block.style_signature in context.content_styles)
    ):
        return True
    return (line.is_content or _is_content_heading(block, context)) and has_only_external_links(block, context.site)


def _is_labelled_headline(block: Block, site: str | None) -> bool:
    """Whether the block is a labelled link to another article of the site, and not a sentence."""
    return is_labelled_link(block) and not block.text.endswith(FULL_STOPS) and not has_only_external_links(block, site)


def _is_external_link(link: str, site: str | None) -> bool:
    host = link.partition("//")[2].partition("/")[0]
    return link.startswith(("http:", "https:", "//")) and not (site and f".{site}" in f".{host}")


def _enclosing_elements(block: Block) -> list[HtmlElement]:
    """The block's own element, which may hold text beside other blocks, and its parent."""
    parent = block.element.getparent()
    return [block.element] if parent is None else [block.element, parent]


def _is_in_content_flow(block: Block, context: _PageContext) -> bool:
    """Whether a block outside the content mask is in the same place as the article's paragraphs."""
    is_beside_paragraphs = block.element.getparent() in context.content_parents or _is_content_heading(block, context)
    if block.style_signature in context.content_styles and (
        is_beside_paragraphs or block.element.get("class") or _is_nameless(block.element)
    ):
        return True
    return is_beside_paragraphs and (
        block.kind == "heading"
        or not _HEADING_CLASSES.isdisjoint(split_class_names(block.element.get("class") or ""))
        or (is_running_text(block) and block.text.endswith(FULL_STOPS))
    )


def _is_nameless(element: HtmlElement) -> bool:
    """Whether neither the element nor the two around it have a class or id: where it is then says nothing of it."""
    around = (element, *islice(element.iterancestors(), 2))
    return not any(part.get("class") or part.get("id") for part in around)


def _is_repeated_passage(quote: str, texts: Iterable[str]) -> bool:
    """Whether the quote is a part of one of the texts, and not all of it."""
    return len(quote) >= _MIN_QUOTE_CHARS and any(quote in text and quote != text for text in texts)


def _find_attribution(
    quote: BlockState, lines: Sequence[BlockState], line_ranges: LineRanges, container: HtmlElement
) -> list[BlockState]:
    """The only other line in the box of the quote, unless it is a sentence: the name of the person quoted."""
    shared_boxes = (
        box_lines for box in iter_enclosing_boxes(quote, container) if len(box_lines := lines[line_ranges[box]]) > 1
    )
    others = [line for line in next(shared_boxes, ()) if line is not quote]
    return others if len(others) == 1 and not others[0].block.text.endswith(FULL_STOPS) else []


def iter_enclosing_boxes(line: BlockState, container: HtmlElement) -> Iterator[HtmlElement]:
    """The elements around the line, from the nearest, without inline ones: those end inside a line."""
    return (element for element in iter_ancestors(line.block, container) if element.tag not in INLINE_TAGS)


def _has_unique_styles(kept: Sequence[BlockState], style_counts: Counter[str]) -> bool:
    """Whether no kept line elsewhere has the style of one of these lines."""
    own_counts = Counter(line.block.style_signature for line in kept)
    return all(style_counts[style] == count for style, count in own_counts.items())


def count_line_chars(lines: Iterable[BlockState]) -> int:
    """The number of characters in the lines."""
    return sum(len(line.block.text) for line in lines)
