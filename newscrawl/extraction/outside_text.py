"""Text of the article outside its container: a lead, an introduction, a chapter in a wrapper of its own.

The container is the element with nearly all of the text. What is outside it in the main region of the page is mostly
teasers, bylines and notes, so only these lines are the article's: a full sentence in a `p` ahead of the container, a
sentence in the style of the article's paragraphs, and what a sibling of the container with the same tag and class
holds. On publishers that nobody looked at, the first keeps four times as many lines of articles as foreign ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint
from newscrawl.boilerplate.lines import MIN_LINK_ONLY_DENSITY, is_sentence
from newscrawl.html.blocks import Block
from newscrawl.html.dom_index import DomIndex
from newscrawl.text import fold

_MAX_LINK_DENSITY = 0.3
"""A sentence with this share of its characters in links is a teaser."""
_MIN_SENTENCE_SHARE = 0.5
"""The share of a sibling's characters that are in sentences; a sibling with less is a row of teasers."""
_WHOLE_STORY_TAGS = frozenset({"article", "li", "td", "tr", "body"})
"""A sibling with the tag of a story, an item or a cell is another story, whatever its class."""


def find_outside_text(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    block_hints: Sequence[ClassHint | None],
    outside: Sequence[int],
    content_styles: Collection[str],
    *,
    container: HtmlElement,
    start: int,
    description: str | None,
) -> set[int]:
    """The indexes of those blocks outside the container that are the article's text.

    :param outside: the indexes of the blocks in the main region of the page, outside the container.
    :param content_styles: the style signatures of the running text in the container.
    :param start: the index of the container's first block.
    :param description: a line that only repeats it is a standfirst, unless it looks like the article's paragraphs.
    """
    in_other_story = _mask_other_stories(dom_index, container)
    candidates = [index for index in outside if block_hints[index] is None and not in_other_story[index]]
    sentences = [index for index in candidates if _is_unlinked_sentence(blocks[index])]
    if not sentences:
        return set()
    standfirst = fold(description) if description else ""
    found = {
        index
        for index in sentences
        if blocks[index].style_signature in content_styles
        or (index < start and blocks[index].element.tag == "p" and fold(blocks[index].text) != standfirst)
    }
    if siblings := [*_iter_like_siblings(container)]:
        in_sibling = dom_index.mask_inside(siblings)
        parts = {index for index in candidates if in_sibling[index] and not _is_link_or_caption(blocks[index])}
        chars = sum(len(blocks[index].text) for index in parts)
        if sum(len(blocks[index].text) for index in parts.intersection(sentences)) >= _MIN_SENTENCE_SHARE * chars:
            found |= parts
    inside_texts = {block.text for block in blocks[start:]} if found else set()
    return {index for index in found if index >= start or blocks[index].text not in inside_texts}


def _is_link_or_caption(block: Block) -> bool:
    return block.kind == "caption" or block.link_density >= MIN_LINK_ONLY_DENSITY


def _mask_other_stories(dom_index: DomIndex, container: HtmlElement) -> list[bool]:
    """For each block whether it is in an `article` that does not hold the container."""
    path = {container, *container.iterancestors()}
    return dom_index.mask_inside(
        element for element in dom_index.elements if element.tag == "article" and element not in path
    )


def _is_unlinked_sentence(block: Block) -> bool:
    is_truncated = block.text.endswith(("…", "..."))
    return (
        not is_truncated and block.link_density < _MAX_LINK_DENSITY and block.kind == "paragraph" and is_sentence(block)
    )


def _iter_like_siblings(container: HtmlElement) -> Iterator[HtmlElement]:
    """The siblings of the container that have its tag and class, and paragraphs of their own, as it has itself."""
    class_names = container.get("class")
    if not class_names or container.tag in _WHOLE_STORY_TAGS or not _has_paragraphs(container):
        return
    for preceding in (True, False):
        for sibling in container.itersiblings(str(container.tag), preceding=preceding):
            if sibling.get("class") == class_names and _has_paragraphs(sibling):
                yield sibling


def _has_paragraphs(element: HtmlElement) -> bool:
    return next(element.iterchildren("p"), None) is not None
