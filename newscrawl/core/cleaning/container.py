"""The body container: the deepest element that holds (nearly) all of the article's running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import is_running_text
from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import Outline
from newscrawl.core.prune import Hint
from newscrawl.core.text import fold

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
    *,
    title: str | None = None,
) -> HtmlElement:
    """The element to read the article from; the root where no text dominates anywhere."""
    known = [*zip(blocks, heard, hints, strict=True)]
    weights = outline.sums([_weight(*one) for one in known])
    paragraphs = dict(zip(outline.elements, outline.sums([_is_paragraph(*one) for one in known]), strict=True))
    held = Counter(outline.places)
    headlined = _headlined(blocks, title)
    container = 0
    for best in outline.way_down(weights)[1:]:
        element = outline.elements[best]
        if element.tag == "p" and held[best] == 1:  # one long paragraph is not the whole article
            break
        needed = _DOMINATES_HEADLINED if element in headlined else _DOMINATES
        if weights[best] < needed * weights[container] or _leaves_text(element, paragraphs):
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


def _is_paragraph(block: Block, voted: bool, hint: Hint | None) -> bool:
    return voted and hint is None and block.kind == "paragraph" and is_running_text(block)


def _headlined(blocks: Sequence[Block], title: str | None) -> set[HtmlElement]:
    """The elements that hold the headline."""
    folded = fold(title) if title else None
    for block in blocks:
        if block.kind == "heading" and (fold(block.text) == folded or (not title and block.element.tag == "h1")):
            return {block.element, *block.element.iterancestors()}
    return set()


def _weight(block: Block, voted: bool, hint: Hint | None) -> float:
    if block.link_share >= _LINKED or (hint and (hint.strong or not voted)):
        return 0.0
    if not (voted or is_running_text(block)):
        return 0.0
    return len(block.text) * (1.0 if voted else _UNHEARD)
