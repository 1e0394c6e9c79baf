"""Where the cuts of a site's rule meet the blocks of its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import Line
from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.tags import INLINE
from newscrawl.rules.model import SiteCut

_WITHIN_LINES = INLINE | {"br", "td", "th"}


def lift_out(cuts: Mapping[HtmlElement, SiteCut]) -> dict[HtmlElement, SiteCut]:
    """The same cuts, with what stands within a paragraph moved out, into a part of its own ahead of the paragraph."""
    lifted: dict[HtmlElement, SiteCut] = {}
    for part, cut in cuts.items():
        block = next((outer for outer in part.iterancestors() if outer.tag not in _WITHIN_LINES), None)
        if part.tag not in INLINE or block is None or block.getparent() is None:
            lifted[part] = cut
            continue
        shelf: HtmlElement = part.makeelement("div")
        _take_out(part)
        shelf.append(part)
        block.addprevious(shelf)
        lifted[shelf] = cut
    return lifted


def _take_out(part: HtmlElement) -> None:
    """Take the element out of its place, and leave there the text behind it."""
    tail, before, parent = part.tail or "", part.getprevious(), part.getparent()
    part.tail = None
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail


def cuts_of(blocks: Iterable[Block], cuts: Mapping[HtmlElement, SiteCut]) -> dict[Block, SiteCut]:
    """The blocks that stand in what is cut; of several cuts round a block, the nearest counts."""
    found: dict[Block, SiteCut] = {}
    for block in blocks if cuts else ():
        round_it = (block.element, *block.element.iterancestors())
        if cut := next((cuts[element] for element in round_it if element in cuts), None):
            found[block] = cut
    return found


def cut_by_site(lines: Sequence[Line], cuts: Mapping[Block, SiteCut]) -> list[Line]:
    """Cut what the site's rule cuts; the other lines, which are returned, are left to be judged.

    A caption that goes without a reason of its own goes as a caption: site-config files of others give no reasons.
    """
    for line in lines:
        if cut := cuts.get(line.block):
            caption = line.block.kind == "caption" and cut.reason == "site_furniture"
            line.cut("caption" if caption else cut.reason, cut.rule)
    return [line for line in lines if line.kept]


def common_ancestor(parts: Sequence[HtmlElement]) -> HtmlElement:
    """The deepest element that is, or holds, all of them."""
    paths = [[*reversed([part, *part.iterancestors()])] for part in parts]
    shared = [*takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False))]
    deepest: HtmlElement = shared[-1][0]
    return deepest
