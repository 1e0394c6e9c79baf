"""Which blocks are the article's, told by the page's own structure; where that is in doubt, somebody else is asked.

Every number below was set on half of 315 real pages, by publisher, and the other half decided whether it stayed: on
seven pages of eight the structure leaves no doubt, and what it says of them is no worse than what trafilatura says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, ClassHints
from newscrawl.html.blocks import Block
from newscrawl.html.dom_index import DomIndex

_MIN_CHARS, _MAX_CHARS = 60, 800
"""Characters: shorter lines weigh nothing, and one long block does not outweigh an article."""

_SENTENCE_ENDINGS = tuple('.…。।։؟۔”"»!?！？:：;')
_NO_SENTENCE_FACTOR, _LIST_ITEM_FACTOR, _HINTED_FACTOR = 0.4, 0.6, 0.2
"""What is left of a line's weight if it is no sentence, a list's item, or weakly hinted at."""

_MAX_LINK_DENSITY = 0.3
_MIN_CHILD_SHARE = 0.7
_MOSTLY_LINKED = 0.5
_MIN_STYLE_SHARE = 0.1
"""The part of the running text from which its look is the article's own."""

_TEXT_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd tr td th blockquote pre".split())
"""Elements for text: of what stands in others, in mid-article, only running text of the article's look is its own."""

_LISTING_TAGS = frozenset({"ul", "ol", "table", "tbody", "tr", "body", "html"})
"""No containers of articles: comments stand in lists, and where nothing smaller than the page holds it all, all may be
in it."""

_MIN_SHARE, _MIN_SHARE_IF_SHORT = 0.825, 0.95
_MIN_WEIGHT, _MIN_WEIGHT_IF_SHORT = 800, 300
_MIN_TEXT_CHARS, _MIN_PARAGRAPHS, _MIN_PARAGRAPH_CHARS = 600, 3, 100
_MAX_HINTED_SHARE = 0.1
_MIN_UNIFORMITY, _UNIFORM_STYLE_SHARE = 0.45, 0.9


@dataclass(frozen=True, slots=True)
class _ContainerCandidate:
    """The element that holds the text, and what is known of the blocks if it does."""

    container: HtmlElement
    weight: float
    share: float
    """The part of all weight on the page that lies in the container."""
    in_container: list[bool]
    running_mask: list[bool]
    block_hints: list[ClassHint | None]


@dataclass(frozen=True, slots=True)
class ContentMask:
    """Which blocks are the article's text, and whether the structure leaves no doubt of it."""

    is_content: list[bool]
    confident: bool


def classify_blocks(
    dom_index: DomIndex, blocks: Sequence[Block], class_hints: ClassHints, running_mask: Sequence[bool]
) -> ContentMask:
    """Which blocks are the article's text, as the page's structure tells.

    :param running: which of them are running text that may be the article's.
    """
    chars = _count_running_chars(blocks, running_mask)
    has_competing_comments = class_hints.has_competing_comments(chars)
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
    min_style_chars = _MIN_STYLE_SHARE * style_chars.total()
    content_styles = {style for style, count in style_chars.items() if count >= min_style_chars}
    rows = zip(blocks, candidate.in_container, candidate.running_mask, candidate.block_hints, strict=True)
    content_mask = [
        is_inside and hint is None and _is_content_block(block, runs, content_styles)
        for block, is_inside, runs, hint in rows
    ]
    ambiguous = (
        has_competing_comments
        or _has_too_little_text(blocks, content_mask, candidate, style_chars.total())
        or _is_ambiguous(blocks, text_blocks, candidate, style_chars)
    )
    return ContentMask(content_mask, not ambiguous)


def _find_heaviest_container(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    class_hints: ClassHints,
    running_mask: Sequence[bool],
    chars: Sequence[int],
) -> _ContainerCandidate | None:
    block_hints = class_hints.strongest_per_block(chars)
    rows = zip(blocks, running_mask, block_hints, strict=True)
    weights = dom_index.sum_by_element([_weight(block, hint) if runs else 0.0 for block, runs, hint in rows])
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
    running_mask = [is_inside and is_running for is_inside, is_running in zip(in_container, running_mask, strict=True)]
    block_hints = class_hints.strongest_per_block(_count_running_chars(blocks, running_mask))
    return _ContainerCandidate(
        container, weights[current], weights[current] / weights[0], in_container, running_mask, block_hints
    )


def _count_running_chars(blocks: Sequence[Block], running_mask: Sequence[bool]) -> list[int]:
    return [len(block.text) if is_running else 0 for block, is_running in zip(blocks, running_mask, strict=True)]


def _weight(block: Block, hint: ClassHint | None) -> float:
    """How much a block speaks for the elements that it stands in: sentences do, labels and headlines do not."""
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


def _is_content_block(block: Block, is_running: bool, content_styles: Collection[str]) -> bool:
    """Whether a block in the container is the article's, nothing round it being hinted at."""
    if block.kind == "caption":
        return False
    if block.link_density >= _MOSTLY_LINKED:
        return block.element.tag != "li" and block.style_signature in content_styles
    return block.element.tag in _TEXT_TAGS or (is_running and block.style_signature in content_styles)


def _has_too_little_text(
    blocks: Sequence[Block], content_mask: Sequence[bool], candidate: _ContainerCandidate, chars: int
) -> bool:
    """Whether there is too little text to be sure of it; a short article may have all the text there is."""
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
    """Whether other text may be among the article's, or some of the article's elsewhere.

    That is so where much text stands outside the container, where class names speak against a part of what is in it
    that may be the article's, and where it has many looks and is half made of lines that are no sentences.
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
    """Whether a block that is hinted at may be the article's all the same.

    It looks like the article's paragraphs or stands beside them; names of captions stand round whole steps of a recipe.
    """
    if hint.is_strong or block.kind == "heading" or block.element.tag not in _TEXT_TAGS:
        return False
    return hint.reason == "caption" or block.style_signature in styles or block.element.getparent() in parents
