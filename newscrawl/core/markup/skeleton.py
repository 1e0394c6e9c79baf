"""A page written anew from its blocks: the same parts round the same lines, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import Outline
from newscrawl.core.remembering import remembered

_TAG = re.compile(r"[a-z][a-z0-9-]*")
_ATTRIBUTES = frozenset(
    {"class", "id", "role", "itemprop", "style", "rel", "data-testid", "data-component", "aria-hidden"}
)
"""What says of an element what it is. The others, and many names that broken pages make up, no tree could be given."""


def skeleton(outline: Outline, blocks: Sequence[Block], *, cut: Collection[Block] = ()) -> HtmlElement | None:
    """The tree of the blocks: a third of the page's elements, each with its tag and names, and their text.

    What stands inside a line is gone, but for one link with as many characters as the line has in links; a second
    line in one element follows a line break, and a table's row has one cell.

    :param cut: blocks that are left out, with what holds nothing else; of no block at all there is no tree.
    """
    copies: dict[int, HtmlElement] = {}
    for block, place in zip(blocks, outline.places, strict=True):
        if block not in cut:
            if place not in copies:
                _copy(outline, place, copies)
            _write(copies[place], block)
    return copies.get(0)


def _copy(outline: Outline, place: int, copies: dict[int, HtmlElement]) -> None:
    """Copy the element, and all round it that is not copied yet."""
    path = []
    while place >= 0 and place not in copies:
        path.append(place)
        place = outline.parents[place]
    for at in reversed(path):
        original = outline.elements[at]
        tag = _tag(str(original.tag))
        names = {key: value for key, value in original.items() if key in _ATTRIBUTES}
        copies[at] = etree.SubElement(copies[place], tag, names) if at else original.makeelement(tag, names)
        place = at


@remembered(256)
def _tag(tag: str) -> str:
    return tag if _TAG.fullmatch(tag) else "div"


def _write(element: HtmlElement, block: Block) -> None:
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
