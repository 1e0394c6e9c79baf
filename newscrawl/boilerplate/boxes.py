"""Removal by what shares a box: the text beside a prompt, a pull quote and its author.

A box is an element around a line that is not inline and holds little else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, LineRanges, iter_ancestors
from newscrawl.html.blocks import INLINE_TAGS
from newscrawl.items import RemovalReason
from newscrawl.text import fold

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


def remove_prompt_boxes(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Remove the lines that share a box with a prompt that a phrase rule has removed: one or two sentences of offer.

    The box must hold little else, and no line in it may have the style of a kept line outside the box.
    """
    prompts = [line for line in lines if line.reason in _PROMPT_REASONS and line.rule.startswith("phrases/")]
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
