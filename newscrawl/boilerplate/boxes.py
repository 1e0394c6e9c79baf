"""Furniture that shows by what it shares a box with: a prompt, a picture, a quote of the text itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, LineRanges, iter_ancestors
from newscrawl.html.blocks import INLINE_TAGS
from newscrawl.items import RemovalReason
from newscrawl.text import fold

_PROMPT_REASONS: frozenset[RemovalReason] = frozenset(
    {"newsletter", "subscribe", "paywall", "follow_topics", "app_prompt"}
)
"""Prompts that have boxes of their own. Share bars and comment links stand in the entries of live blogs as well."""

_MAX_PROMPT_BOX_CHARS = 300
"""Characters that a prompt's box may hold beside the prompt: measured ones hold one or two sentences."""
_MAX_PROMPT_BOX_RATIO = 0.25
"""The share of the text that it may hold: of what a short article or a cut-off one has, the box may hold all."""

_MAX_CAPTION_CHARS = 300
_MAX_CAPTIONS_RATIO = 0.25
"""Where more of the text than this stands beside pictures, it is a list of products or people, and no captions."""

_IMAGE_TAGS = ("img", "picture")
_CAPTION_BOX_REASONS: frozenset[RemovalReason | None] = frozenset({"caption", "credit", "site_furniture"})

_MIN_QUOTE_CHARS, _MAX_QUOTE_CHARS = 30, 400
_MAX_QUOTE_CANDIDATES = 500
"""Lines that look like no other, at most, of a page that pull quotes are looked for on: each is sought in all text."""


def remove_prompt_boxes(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Cut what shares a box with a line that asks to subscribe: what it offers, in a sentence or two.

    The box is the part round the prompt that holds little else, and no line that looks like the article's others.
    """
    prompts = [line for line in lines if line.reason in _PROMPT_REASONS and line.rule.startswith("phrases/")]
    if not prompts:
        return
    line_ranges = LineRanges(lines, container)
    style_counts = Counter(line.block.style_signature for line in lines if line.is_kept)
    max_chars = min(_MAX_PROMPT_BOX_CHARS, _MAX_PROMPT_BOX_RATIO * _count_chars(line for line in lines if line.is_kept))
    for prompt in prompts:
        for box in _iter_enclosing_boxes(prompt, container):
            kept = [line for line in lines[line_ranges[box]] if line.is_kept]
            if _count_chars(kept) > max_chars or not _has_unique_styles(kept, style_counts):
                break
            for line in kept:
                line.remove(prompt.reason or "subscribe", "boxes:beside-prompt")


def remove_captions(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Cut the line that shares a box with a picture and nothing else: a caption outside `figure`.

    It is no sentence, or its class names hint at a picture; it looks like no other line; headings and list items head
    and name what the picture shows. Where much of the text stands so, it is the text.
    """
    kept = [line for line in lines if line.is_kept]
    caption_like = [line for line in kept if _is_caption_like(line)]
    if not caption_like or next(container.iter(*_IMAGE_TAGS), None) is None:
        return
    other_counts = LineRanges(lines, container).sum_per_element(
        line.reason not in _CAPTION_BOX_REASONS for line in lines
    )
    candidates = [line for line in caption_like if _is_alone_with_image(line, other_counts, container)]
    style_counts = Counter(line.block.style_signature for line in kept)
    style_counts.subtract(line.block.style_signature for line in candidates)
    captions = [line for line in candidates if not style_counts[line.block.style_signature]]
    if _count_chars(captions) <= _MAX_CAPTIONS_RATIO * _count_chars(kept):
        for line in captions:
            line.remove("caption", "boxes:beside-picture")


def remove_pull_quotes(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Cut what repeats a passage of the text beside the text, and the name below it that has no other place."""
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
    """Whether the quote is a part of one of the texts."""
    return len(quote) >= _MIN_QUOTE_CHARS and any(quote in text and quote != text for text in texts)


def _find_attribution(
    quote: BlockState, lines: Sequence[BlockState], line_ranges: LineRanges, container: HtmlElement
) -> list[BlockState]:
    """The line that shares the quote's box: who says it."""
    shared_boxes = (
        box_lines for box in _iter_enclosing_boxes(quote, container) if len(box_lines := lines[line_ranges[box]]) > 1
    )
    others = [line for line in next(shared_boxes, ()) if line is not quote]
    return others if len(others) == 1 and not others[0].block.text.endswith(FULL_STOPS) else []


def _iter_enclosing_boxes(line: BlockState, container: HtmlElement) -> Iterator[HtmlElement]:
    """The parts round the line, from the nearest; those that only style text do not hold all that they seem to."""
    return (element for element in iter_ancestors(line.block, container) if element.tag not in INLINE_TAGS)


def _has_unique_styles(kept: Sequence[BlockState], style_counts: Counter[str]) -> bool:
    """Whether none of the lines looks like a line elsewhere."""
    own_counts = Counter(line.block.style_signature for line in kept)
    return all(style_counts[style] == count for style, count in own_counts.items())


def _is_caption_like(line: BlockState) -> bool:
    block = line.block
    if block.kind != "paragraph" or len(block.text) > _MAX_CAPTION_CHARS:
        return False
    return not block.text.endswith(FULL_STOPS) or (line.class_hint is not None and line.class_hint.reason == "caption")


def _is_alone_with_image(line: BlockState, other_counts: Mapping[HtmlElement, int], container: HtmlElement) -> bool:
    """Whether the line is alone with a picture: with credits and labels at most, as a card of a product holds more.

    :param others: how many lines that are neither stand in each part, this one among them.
    """
    boxes = [*takewhile(lambda box: other_counts[box] == 1, _iter_enclosing_boxes(line, container))]
    return bool(boxes) and next(boxes[-1].iter(*_IMAGE_TAGS), None) is not None


def _count_chars(lines: Iterable[BlockState]) -> int:
    return sum(len(line.block.text) for line in lines)
