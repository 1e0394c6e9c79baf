"""A page written anew from its blocks: the same parts round the same lines, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import DomIndex
from newscrawl.core.remembering import lru_cache_short

_VALID_TAG = re.compile(r"[a-z][a-z0-9-]*")
_KEPT_ATTRIBUTES = frozenset(
    {"class", "id", "role", "itemprop", "style", "rel", "data-testid", "data-component", "aria-hidden"}
)
"""What says of an element what it is. The others, and many names that broken pages make up, no tree could be given."""


def build_simplified_tree(
    dom_index: DomIndex, blocks: Sequence[Block], *, excluded: Collection[Block] = ()
) -> HtmlElement | None:
    """The tree of the blocks: a third of the page's elements, each with its tag and names, and their text.

    What stands inside a line is gone, but for one link with as many characters as the line has in links; a second
    line in one element follows a line break, and a table's row has one cell.

    :param cut: blocks that are left out, with what holds nothing else; of no block at all there is no tree.
    """
    copies: dict[int, HtmlElement] = {}
    for block, index in zip(blocks, dom_index.element_indexes, strict=True):
        if block not in excluded:
            if index not in copies:
                _copy_with_ancestors(dom_index, index, copies)
            _append_block(copies[index], block)
    return copies.get(0)


def _copy_with_ancestors(dom_index: DomIndex, index: int, copies: dict[int, HtmlElement]) -> None:
    """Copy the element, and all round it that is not copied yet."""
    path = []
    while index >= 0 and index not in copies:
        path.append(index)
        index = dom_index.parents[index]
    for step in reversed(path):
        original = dom_index.elements[step]
        tag = _to_valid_tag(str(original.tag))
        attributes = {key: value for key, value in original.items() if key in _KEPT_ATTRIBUTES}
        copies[step] = (
            etree.SubElement(copies[index], tag, attributes) if step else original.makeelement(tag, attributes)
        )
        index = step


@lru_cache_short(256)
def _to_valid_tag(tag: str) -> str:
    return tag if _VALID_TAG.fullmatch(tag) else "div"


def _append_block(element: HtmlElement, block: Block) -> None:
    if element.text or len(element):
        etree.SubElement(element, "br")
    if element.tag == "tr":
        element = etree.SubElement(element, "td")
    unlinked = block.text[block.link_chars :]
    if block.link_chars:
        link = etree.SubElement(element, "a", {"href": next(iter(block.links), "#")})
        link.text, link.tail = block.text[: block.link_chars], unlinked
    elif len(element):
        element[-1].tail = unlinked
    else:
        element.text = unlinked
