"""Removal of captions outside `figure`: paragraphs that are alone with a picture in a box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, LineRanges
from newscrawl.boilerplate.structure import count_line_chars, iter_enclosing_boxes
from newscrawl.items import RemovalReason

_MAX_CAPTION_CHARS = 300
_MAX_CAPTIONS_RATIO = 0.25
"""If more of the kept text than this is beside pictures, it is a list of products or people, and not captions."""

_IMAGE_TAGS = ("img", "picture")
_CAPTION_BOX_REASONS: frozenset[RemovalReason | None] = frozenset({"caption", "credit", "site_furniture"})
"""Reasons of removed lines that a box with a picture may hold besides the caption."""


def remove_captions(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Remove captions outside `figure`: paragraphs that are alone with a picture in a box.

    A caption is not a sentence, unless class names around it hint at a picture, and its style is that of no other
    line. Headings and list items beside a picture stay: they name what the picture shows.
    """
    kept = [line for line in lines if line.is_kept]
    caption_like = [line for line in kept if _is_caption_like(line)]
    if not caption_like or next(container.iter(*_IMAGE_TAGS), None) is None:
        return
    other_counts = LineRanges(lines, container).sum_by_element(
        line.reason not in _CAPTION_BOX_REASONS for line in lines
    )
    candidates = [line for line in caption_like if _is_alone_with_image(line, other_counts, container)]
    style_counts = Counter(line.block.style_signature for line in kept)
    style_counts.subtract(line.block.style_signature for line in candidates)
    captions = [line for line in candidates if not style_counts[line.block.style_signature]]
    if count_line_chars(captions) <= _MAX_CAPTIONS_RATIO * count_line_chars(kept):
        for line in captions:
            line.remove("caption", "boxes:beside-picture")


def _is_caption_like(line: BlockState) -> bool:
    block = line.block
    if block.kind != "paragraph" or len(block.text) > _MAX_CAPTION_CHARS:
        return False
    return not block.text.endswith(FULL_STOPS) or (line.class_hint is not None and line.class_hint.reason == "caption")


def _is_alone_with_image(line: BlockState, other_counts: Mapping[HtmlElement, int], container: HtmlElement) -> bool:
    """Whether a box holds a picture and no other line than this one, credits and labels aside.

    The card of a product holds more lines, so it does not match.

    :param other_counts: for each element, how many of its lines are neither credits nor labels; this line is counted.
    """
    boxes = [*takewhile(lambda box: other_counts[box] == 1, iter_enclosing_boxes(line, container))]
    return bool(boxes) and next(boxes[-1].iter(*_IMAGE_TAGS), None) is not None
