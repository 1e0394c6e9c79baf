"""The body container: the deepest element that holds (nearly) all of the article's running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import is_running_text
from newscrawl.core.markup.blocks import Block
from newscrawl.core.prune import Hint
from newscrawl.core.text import fold

_DOMINATES, _DOMINATES_HEADLINED = 0.8, 0.6
"""A child with this share of its parent's text is the way down; below it, the text lies side by side. A child that
holds the headline as well needs less: what stands beside it is seldom the article's."""

_UNHEARD = 0.25
"""What a line counts that trafilatura did not take: enough to lead where it took nothing at all."""

_LINKED = 0.5
_PARAGRAPHS = 3


def find_container(
    root: HtmlElement,
    blocks: Sequence[Block],
    heard: Sequence[bool],
    hints: Sequence[Hint | None],
    *,
    title: str | None = None,
) -> HtmlElement:
    """The element to read the article from; `root` where no text dominates anywhere."""
    weights = _weights(blocks, heard, hints)
    headlined = _headlined(blocks, title)
    held = Counter(block.element for block in blocks)
    paragraphs = Counter(
        element
        for block, voted, hint in zip(blocks, heard, hints, strict=True)
        if voted and hint is None and block.kind == "paragraph" and is_running_text(block)
        for element in (block.element, *block.element.iterancestors())
    )
    container = root
    while True:
        best = max(container, key=lambda child: weights.get(child, 0.0), default=None)
        if best is None or (best.tag == "p" and held[best] == 1):  # one long paragraph is not the whole article
            return container
        needed = _DOMINATES_HEADLINED if best in headlined else _DOMINATES
        if weights.get(best, 0.0) < needed * weights.get(container, 1.0) or _leaves_text(best, paragraphs):
            return container
        container = best


def _leaves_text(best: HtmlElement, paragraphs: Counter[HtmlElement]) -> bool:
    """Whether text of the article stands beside the way down.

    That is some paragraphs ahead of it, as over a live blog's entries or a picture list, or a part of the same look
    without a headline of its own, as behind an advert in mid-text.
    """
    ahead = [*best.itersiblings(preceding=True)]
    return sum(paragraphs[part] for part in ahead) >= _PARAGRAPHS or any(
        part.tag == best.tag
        and part.get("class") == best.get("class")
        and _has_paragraphs(part, paragraphs)
        and _has_paragraphs(best, paragraphs)
        and next(part.iter("h1"), None) is None
        for part in (*ahead, *best.itersiblings())
    )


def _has_paragraphs(part: HtmlElement, paragraphs: Counter[HtmlElement]) -> bool:
    """Whether the part's own children are paragraphs: rows and columns of a page hold parts instead."""
    return any(paragraphs[child] and child.tag == "p" for child in part)


def _headlined(blocks: Sequence[Block], title: str | None) -> set[HtmlElement]:
    """The elements that hold the headline."""
    folded = fold(title) if title else None
    for block in blocks:
        if block.kind == "heading" and (fold(block.text) == folded or (not title and block.element.tag == "h1")):
            return {block.element, *block.element.iterancestors()}
    return set()


def _weights(blocks: Sequence[Block], heard: Sequence[bool], hints: Sequence[Hint | None]) -> dict[HtmlElement, float]:
    weights: dict[HtmlElement, float] = {}
    for block, voted, hint in zip(blocks, heard, hints, strict=True):
        if (
            not (voted or is_running_text(block))
            or block.link_share >= _LINKED
            or (hint and (hint.strong or not voted))
        ):
            continue
        weight = len(block.text) * (1.0 if voted else _UNHEARD)
        element: HtmlElement | None = block.element
        while element is not None:
            weights[element] = weights.get(element, 0.0) + weight
            element = element.getparent()
    return weights
