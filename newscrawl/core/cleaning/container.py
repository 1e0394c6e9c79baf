"""The body container: the deepest element that holds (nearly) all of the article's running text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import DomIndex
from newscrawl.core.prune import ClassHint
from newscrawl.core.text import fold, matches_folded

_MIN_CHILD_SHARE, _MIN_HEADLINED_CHILD_SHARE = 0.8, 0.6
"""A child with this share of its parent's text is the way down; below it, the text lies side by side. A child that
holds the headline as well needs less: what stands beside it is seldom the article's."""

_NON_CONTENT_WEIGHT = 0.25
"""What a line counts that is not heard as the article's: enough to lead where nothing at all is."""

_MAX_LINK_DENSITY = 0.5
_MIN_PRECEDING_PARAGRAPHS = 3


def find_container(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    content_mask: Sequence[bool],
    block_hints: Sequence[ClassHint | None],
    running_mask: Sequence[bool],
    *,
    title: str | None = None,
) -> HtmlElement:
    """The element to read the article from; the root where no text dominates anywhere.

    :param heard: which blocks are taken for the article's text; `block_hints` and `running_mask` are known of each as
        well.
    """
    rows = [*zip(blocks, content_mask, block_hints, running_mask, strict=True)]
    weights = dom_index.sum_by_element(
        [
            _weight(block, is_content, hint) if is_content or is_running else 0.0
            for block, is_content, hint, is_running in rows
        ]
    )
    counts = dom_index.sum_by_element(
        [voted and runs and hint is None and block.kind == "paragraph" for block, voted, hint, runs in rows]
    )
    paragraph_counts: dict[HtmlElement, float] = {}
    """Filled on the few pages where it is asked."""
    container = 0
    for child in dom_index.heaviest_path(weights)[1:]:
        element = dom_index.elements[child]
        if (
            element.tag == "p" and dom_index.element_indexes.count(child) == 1
        ):  # one long paragraph is not the whole article
            break
        if weights[child] < _MIN_HEADLINED_CHILD_SHARE * weights[container]:
            break
        if weights[child] < _MIN_CHILD_SHARE * weights[container] and element not in _find_headline_elements(
            blocks, title
        ):
            break
        if counts[child] < counts[dom_index.parents[child]]:
            paragraph_counts = paragraph_counts or {
                holder: n for holder, n in zip(dom_index.elements, counts, strict=True) if n
            }
            if _has_sibling_text(element, paragraph_counts):
                break
        container = child
    return dom_index.elements[container]


def _has_sibling_text(child: HtmlElement, paragraph_counts: Mapping[HtmlElement, float]) -> bool:
    """Whether text of the article stands beside the way down.

    That is some paragraphs ahead of it, as over a live blog's entries or a picture list, or a part of the same look
    without a headline of its own, as behind an advert in mid-text.
    """
    preceding = [sibling for sibling in child.itersiblings(preceding=True) if paragraph_counts.get(sibling)]
    following = [part for part in child.itersiblings() if paragraph_counts.get(part)]
    return sum(paragraph_counts[part] for part in preceding) >= _MIN_PRECEDING_PARAGRAPHS or any(
        part.tag == child.tag
        and part.get("class") == child.get("class")
        and _has_paragraphs(part, paragraph_counts)
        and _has_paragraphs(child, paragraph_counts)
        and next(part.iter("h1"), None) is None
        for part in (*preceding, *following)
    )


def _has_paragraphs(element: HtmlElement, paragraph_counts: Mapping[HtmlElement, float]) -> bool:
    """Whether the part's own children are paragraphs: rows and columns of a page hold parts instead."""
    return any(paragraph_counts.get(child) for child in element.iterchildren("p"))


def _find_headline_elements(blocks: Sequence[Block], title: str | None) -> set[HtmlElement]:
    """The elements that hold the headline."""
    folded = fold(title) if title else ""
    for block in blocks:
        if block.kind == "heading" and (matches_folded(block.text, folded) if title else block.element.tag == "h1"):
            return {block.element, *block.element.iterancestors()}
    return set()


def _weight(block: Block, is_content: bool, hint: ClassHint | None) -> float:
    if block.link_density >= _MAX_LINK_DENSITY or (hint and (hint.is_strong or not is_content)):
        return 0.0
    return len(block.text) * (1.0 if is_content else _NON_CONTENT_WEIGHT)
