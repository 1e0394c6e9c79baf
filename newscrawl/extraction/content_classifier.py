"""Which blocks are the article's text, decided by the page's own structure, and whether that decision is confident.

Where it is not, trafilatura decides (see `main_content`). Every number below was set on half of 315 real pages, split
by publisher, and kept only if the other half confirmed it. The structure is clear on seven of eight pages; there the
decision is as good as trafilatura's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, ClassHints
from newscrawl.boilerplate.lines import FULL_STOPS
from newscrawl.html.blocks import Block, count_chars
from newscrawl.html.dom_index import DomIndex

_MIN_CHARS, _MAX_CHARS = 60, 800
"""Characters of a block that has weight: a shorter one has none, and a long one does not outweigh an article. A
Chinese, Japanese or Korean character counts as two."""

_SENTENCE_ENDINGS = (*FULL_STOPS, *"!?！？:：;")
_NO_SENTENCE_FACTOR, _LIST_ITEM_FACTOR, _HINTED_FACTOR = 0.4, 0.6, 0.2
"""The part of its weight that a block keeps if it is not a sentence, if it is a list item, if it has a weak class
hint."""

_MAX_LINK_DENSITY = 0.3
"""A block with this share of its characters in links has no weight."""
_MIN_CHILD_SHARE = 0.7
"""The search for the container goes down to a child as long as it has this share of the weight."""
_MOSTLY_LINKED = 0.5
"""A block in the container with this share of its characters in links is content only in a style of the article."""
_MIN_STYLE_SHARE = 0.1
"""A style (tag and class) is the article's own if it has this share of the running text."""

_TEXT_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd tr td th blockquote pre".split())
"""Elements for text. In any other element within the container, only running text in a style of the article counts."""

_LISTING_TAGS = frozenset({"ul", "ol", "table", "tbody", "tr", "body", "html"})
"""Elements that are not a confident container: comments are lists, and if nothing smaller than the page has all the
text, anything can be in it."""

_MIN_SHARE, _MIN_SHARE_IF_SHORT = 0.825, 0.95
_MIN_WEIGHT, _MIN_WEIGHT_IF_SHORT = 800, 300
"""A confident container has this share of the page's weight and this weight; a short article needs the higher share."""
_MIN_TEXT_CHARS, _MIN_PARAGRAPHS, _MIN_PARAGRAPH_CHARS = 600, 3, 100
"""A text that is not short has so many characters, and so many blocks of at least so many characters."""
_MAX_HINTED_SHARE = 0.1
"""A confident container may have this share of its text in blocks that a class hint excludes but that may be
content."""
_UNIFORM_STYLE_SHARE, _MIN_UNIFORMITY = 0.9, 0.45
"""The text is uniform if one style, or one parent, has the first share of its characters, or if that share times the
weight per character reaches the second number."""


@dataclass(frozen=True, slots=True)
class ContentMask:
    """For each block whether it is the article's text."""

    is_content: list[bool]
    confident: bool
    """Whether the structure leaves no doubt."""


@dataclass(frozen=True, slots=True)
class _ContainerCandidate:
    """The element with most of the text, and the masks of the blocks if it is the container."""

    container: HtmlElement
    weight: float
    share: float
    """The share of the page's weight that is in the container, 0 to 1."""
    in_container: list[bool]
    running_mask: list[bool]
    """Which blocks are running text in the container."""
    block_hints: list[ClassHint | None]


def classify_blocks(
    dom_index: DomIndex, blocks: Sequence[Block], class_hints: ClassHints, running_mask: Sequence[bool]
) -> ContentMask:
    """Which blocks are the article's text.

    :param running_mask: which blocks are running text and may be the article's.
    """
    chars = count_chars(blocks, running_mask)
    candidate = _find_heaviest_container(dom_index, blocks, class_hints, running_mask, chars)
    if candidate is None:
        return ContentMask([False] * len(blocks), False)
    text_blocks = [
        block
        for block, is_running, hint in zip(blocks, candidate.running_mask, candidate.block_hints, strict=True)
        if is_running and hint is None and block.kind != "heading"
    ]
    style_chars: Counter[str] = Counter()
    for block in text_blocks:
        style_chars[block.style_signature] += len(block.text)
    content_mask = _mask_content(blocks, candidate, style_chars)
    is_ambiguous = (
        class_hints.has_competing_comments(chars)
        or _has_too_little_text(blocks, content_mask, candidate, style_chars.total())
        or _is_ambiguous(blocks, text_blocks, candidate, style_chars)
    )
    return ContentMask(content_mask, not is_ambiguous)


def _find_heaviest_container(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    class_hints: ClassHints,
    running_mask: Sequence[bool],
    chars: Sequence[int],
) -> _ContainerCandidate | None:
    """The deepest element on the heaviest path that still has nearly all of its parent's weight; None without text."""
    block_hints = class_hints.strongest_per_block(chars)
    rows = zip(blocks, running_mask, block_hints, strict=True)
    weights = dom_index.sum_by_element(
        [_weigh_block(block, hint) if is_running else 0.0 for block, is_running, hint in rows]
    )
    path = dom_index.heaviest_path(weights)
    if not path:
        return None
    current = path[0]
    for child in path[1:]:
        if weights[child] < _MIN_CHILD_SHARE * weights[current] or dom_index.elements[child].tag == "p":
            break
        current = child
    container = dom_index.elements[current]
    in_container = dom_index.mask_inside([container])
    running_inside = [inside and running for inside, running in zip(in_container, running_mask, strict=True)]
    return _ContainerCandidate(
        container=container,
        weight=weights[current],
        share=weights[current] / weights[0],
        in_container=in_container,
        running_mask=running_inside,
        block_hints=class_hints.strongest_per_block(count_chars(blocks, running_inside)),
    )


def _weigh_block(block: Block, hint: ClassHint | None) -> float:
    """The weight that a block adds to the elements around it: high for a sentence, low or 0 for a label."""
    text = block.text
    width = len(text) * 2 if text[0] >= "\u2e80" else len(text)
    if width < _MIN_CHARS or block.link_density >= _MAX_LINK_DENSITY or block.kind in ("caption", "heading"):
        return 0.0
    if hint and hint.is_strong:
        return 0.0
    weight = min(width, _MAX_CHARS) * (1 - block.link_density)
    weight *= 1 if text.endswith(_SENTENCE_ENDINGS) else _NO_SENTENCE_FACTOR
    weight *= _LIST_ITEM_FACTOR if block.kind == "item" else 1
    return weight * _HINTED_FACTOR if hint else weight


def _mask_content(blocks: Sequence[Block], candidate: _ContainerCandidate, style_chars: Counter[str]) -> list[bool]:
    """Which blocks are the article's text if the candidate is the container."""
    min_style_chars = _MIN_STYLE_SHARE * style_chars.total()
    content_styles = {style for style, chars in style_chars.items() if chars >= min_style_chars}
    rows = zip(blocks, candidate.in_container, candidate.running_mask, candidate.block_hints, strict=True)
    return [
        is_inside and hint is None and _is_content_block(block, is_running, content_styles)
        for block, is_inside, is_running, hint in rows
    ]


def _is_content_block(block: Block, is_running: bool, content_styles: Collection[str]) -> bool:
    """Whether a block in the container that has no class hint is the article's."""
    if block.kind == "caption":
        return False
    if block.link_density >= _MOSTLY_LINKED:
        return block.element.tag != "li" and block.style_signature in content_styles
    return block.element.tag in _TEXT_TAGS or (is_running and block.style_signature in content_styles)


def _has_too_little_text(
    blocks: Sequence[Block], content_mask: Sequence[bool], candidate: _ContainerCandidate, chars: int
) -> bool:
    """Whether there is too little text for a confident decision; a short article may have all text of its page."""
    if candidate.share >= _MIN_SHARE_IF_SHORT and candidate.weight >= _MIN_WEIGHT_IF_SHORT:
        return False
    long_paragraphs = sum(
        is_content and len(block.text) >= _MIN_PARAGRAPH_CHARS
        for block, is_content in zip(blocks, content_mask, strict=True)
    )
    return candidate.weight < _MIN_WEIGHT or chars < _MIN_TEXT_CHARS or long_paragraphs < _MIN_PARAGRAPHS


def _is_ambiguous(
    blocks: Sequence[Block], text_blocks: Sequence[Block], candidate: _ContainerCandidate, style_chars: Counter[str]
) -> bool:
    """Whether other text may be among the article's, or some of the article's text may be elsewhere.

    That is so if much text is outside the container, if class hints are against a part of the container that may be the
    article's, and if the text has many styles and half of it is not sentences.
    """
    if candidate.share < _MIN_SHARE or candidate.container.tag in _LISTING_TAGS:
        return True
    chars = style_chars.total()
    parent_chars: Counter[HtmlElement | None] = Counter()
    for block in text_blocks:
        parent_chars[block.element.getparent()] += len(block.text)
    most_common = max(*style_chars.values(), *parent_chars.values(), 0)
    if most_common < _UNIFORM_STYLE_SHARE * chars and most_common * candidate.weight < _MIN_UNIFORMITY * chars * chars:
        return True
    rows = zip(blocks, candidate.running_mask, candidate.block_hints, strict=True)
    hinted_chars = (
        len(block.text)
        for block, is_running, hint in rows
        if is_running and hint and _may_be_content(block, hint, style_chars, parent_chars)
    )
    return sum(hinted_chars) > _MAX_HINTED_SHARE * chars


def _may_be_content(
    block: Block, hint: ClassHint, styles: Collection[str], parents: Collection[HtmlElement | None]
) -> bool:
    """Whether a block may be the article's in spite of its class hint.

    It has a style of the article's paragraphs or is their sibling. Hints of captions never exclude a block: whole steps
    of a recipe have such class names around them.
    """
    if hint.is_strong or block.kind == "heading" or block.element.tag not in _TEXT_TAGS:
        return False
    return hint.reason == "caption" or block.style_signature in styles or block.element.getparent() in parents
