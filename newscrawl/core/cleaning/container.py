"""The body container: the deepest element that holds (nearly) all of the article's running text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import Outline
from newscrawl.core.prune import Hint
from newscrawl.core.text import fold, folds_to

_DOMINATES, _DOMINATES_HEADLINED = 0.8, 0.6
"""A child with this share of its parent's text is the way down; below it, the text lies side by side. A child that
holds the headline as well needs less: what stands beside it is seldom the article's."""

_UNHEARD = 0.25
"""What a line counts that is not heard as the article's: enough to lead where nothing at all is."""

_LINKED = 0.5
_PARAGRAPHS = 3


def find_container(
    outline: Outline,
    blocks: Sequence[Block],
    heard: Sequence[bool],
    hints: Sequence[Hint | None],
    running: Sequence[bool],
    *,
    title: str | None = None,
) -> HtmlElement:
    """The element to read the article from; the root where no text dominates anywhere.

    :param heard: which blocks are taken for the article's text; `hints` and `running` are known of each as well.
    """
    known = [*zip(blocks, heard, hints, running, strict=True)]
    weights = outline.sums(
        [_weight(block, voted, hint) if voted or runs else 0.0 for block, voted, hint, runs in known]
    )
    counts = outline.sums(
        [voted and runs and hint is None and block.kind == "paragraph" for block, voted, hint, runs in known]
    )
    paragraphs: dict[HtmlElement, float] = {}
    """Filled on the few pages where it is asked."""
    container = 0
    for best in outline.way_down(weights)[1:]:
        element = outline.elements[best]
        if element.tag == "p" and outline.places.count(best) == 1:  # one long paragraph is not the whole article
            break
        if weights[best] < _DOMINATES_HEADLINED * weights[container]:
            break
        if weights[best] < _DOMINATES * weights[container] and element not in _headlined(blocks, title):
            break
        if counts[best] < counts[outline.parents[best]]:
            paragraphs = paragraphs or {part: n for part, n in zip(outline.elements, counts, strict=True) if n}
            if _leaves_text(element, paragraphs):
                break
        container = best
    return outline.elements[container]


def _leaves_text(best: HtmlElement, paragraphs: Mapping[HtmlElement, float]) -> bool:
    """Whether text of the article stands beside the way down.

    That is some paragraphs ahead of it, as over a live blog's entries or a picture list, or a part of the same look
    without a headline of its own, as behind an advert in mid-text.
    """
    ahead = [part for part in best.itersiblings(preceding=True) if paragraphs.get(part)]
    behind = [part for part in best.itersiblings() if paragraphs.get(part)]
    return sum(paragraphs[part] for part in ahead) >= _PARAGRAPHS or any(
        part.tag == best.tag
        and part.get("class") == best.get("class")
        and _has_paragraphs(part, paragraphs)
        and _has_paragraphs(best, paragraphs)
        and next(part.iter("h1"), None) is None
        for part in (*ahead, *behind)
    )


def _has_paragraphs(part: HtmlElement, paragraphs: Mapping[HtmlElement, float]) -> bool:
    """Whether the part's own children are paragraphs: rows and columns of a page hold parts instead."""
    return any(paragraphs.get(child) for child in part.iterchildren("p"))


def _headlined(blocks: Sequence[Block], title: str | None) -> set[HtmlElement]:
    """The elements that hold the headline."""
    folded = fold(title) if title else ""
    for block in blocks:
        if block.kind == "heading" and (folds_to(block.text, folded) if title else block.element.tag == "h1"):
            return {block.element, *block.element.iterancestors()}
    return set()


def _weight(block: Block, voted: bool, hint: Hint | None) -> float:
    if block.link_share >= _LINKED or (hint and (hint.strong or not voted)):
        return 0.0
    return len(block.text) * (1.0 if voted else _UNHEARD)
