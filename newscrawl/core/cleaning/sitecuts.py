"""Where the cuts of a site's rule meet the blocks of its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import BlockState
from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.tags import INLINE_TAGS
from newscrawl.rules.model import SiteRemoval

_WITHIN_LINE_TAGS = INLINE_TAGS | {"br", "td", "th"}


def hoist_inline_removals(site_removals: Mapping[HtmlElement, SiteRemoval]) -> dict[HtmlElement, SiteRemoval]:
    """The same cuts, with what stands within a paragraph moved out, into a part of its own ahead of the paragraph."""
    hoisted: dict[HtmlElement, SiteRemoval] = {}
    for element, site_removal in site_removals.items():
        block = next((ancestor for ancestor in element.iterancestors() if ancestor.tag not in _WITHIN_LINE_TAGS), None)
        if element.tag not in INLINE_TAGS or block is None or block.getparent() is None:
            hoisted[element] = site_removal
            continue
        wrapper: HtmlElement = element.makeelement("div")
        _detach_keeping_tail(element)
        wrapper.append(element)
        block.addprevious(wrapper)
        hoisted[wrapper] = site_removal
    return hoisted


def _detach_keeping_tail(element: HtmlElement) -> None:
    """Take the element out of its place, and leave there the text behind it."""
    tail, previous, parent = element.tail or "", element.getprevious(), element.getparent()
    element.tail = None
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail


def map_removals_to_blocks(
    blocks: Iterable[Block], site_removals: Mapping[HtmlElement, SiteRemoval]
) -> dict[Block, SiteRemoval]:
    """The blocks that stand in what is cut; of several cuts round a block, the nearest counts."""
    block_removals: dict[Block, SiteRemoval] = {}
    for block in blocks if site_removals else ():
        self_and_ancestors = (block.element, *block.element.iterancestors())
        if site_removal := next(
            (site_removals[element] for element in self_and_ancestors if element in site_removals), None
        ):
            block_removals[block] = site_removal
    return block_removals


def remove_by_site_rule(lines: Sequence[BlockState], site_removals: Mapping[Block, SiteRemoval]) -> list[BlockState]:
    """Cut what the site's rule cuts; the other lines, which are returned, are left to be judged.

    A caption that goes without a reason of its own goes as a caption: site-config files of others give no reasons.
    """
    for line in lines:
        if site_removal := site_removals.get(line.block):
            is_plain_caption = line.block.kind == "caption" and site_removal.reason == "site_furniture"
            line.remove("caption" if is_plain_caption else site_removal.reason, site_removal.rule)
    return [line for line in lines if line.is_kept]


def find_common_ancestor(elements: Sequence[HtmlElement]) -> HtmlElement:
    """The deepest element that is, or holds, all of them."""
    paths = [[*reversed([element, *element.iterancestors()])] for element in elements]
    shared = [*takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))]
    deepest: HtmlElement = shared[-1][0]
    return deepest
