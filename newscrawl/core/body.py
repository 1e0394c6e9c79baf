"""Where the article stands in the page: the only importer of trafilatura.

Trafilatura is asked which text is the article's; the text itself is read from the page's own blocks, so
that headings, first letters, line breaks and short lines stay what they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from newscrawl.core.cleaning.container import find_container
from newscrawl.core.cleaning.heard import heard_in
from newscrawl.core.cleaning.lines import is_running_text
from newscrawl.core.cleaning.ownvoice import own_voice
from newscrawl.core.cleaning.sitecuts import common_ancestor, cuts_of, lift_out
from newscrawl.core.cleaning.siterules import NO_RULE, SiteReading
from newscrawl.core.cleaning.structure import figured
from newscrawl.core.markup.blocks import Block, lay_out
from newscrawl.core.markup.outline import Outline
from newscrawl.core.markup.skeleton import skeleton
from newscrawl.core.prune import Hint, Signs
from newscrawl.rules.model import Rules, SiteCut

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

_LINKED = 0.8
"""From this share of its characters inside links, a line is a link."""

_MOST_BLOCKS, _MOST_CHARS, _LONGEST_BLOCK = 5_000, 500_000, 50_000
"""Of a page that trafilatura is asked about; the largest of 315 real ones have 1,355 blocks, 55,000 characters, and
15,000 in one block. It remembers a thousand lines of whatever length."""

_PAGE = frozenset({"body", "html"})
_FRAMES, _FRAMES_OF_THE_PAGE = frozenset({"nav", "article"}), frozenset({"header", "footer"})


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the body container, and those beside it in the page's main part."""

    container: HtmlElement
    blocks: list[Block]
    heard: list[bool]
    """Which of them are taken for the article's text."""
    hints: list[Hint | None]
    """What the mark-up round each of them hints at."""
    beside: list[tuple[Block, Hint | None]]
    """What a careless reader of the page takes for its text: never kept, only named in `removed`."""
    ahead: frozenset[Block]
    """Those beside it that stand ahead of the container."""
    captions: frozenset[Block]
    """Those, here and beside it, that are captions for standing in a figure."""
    cuts: Mapping[Block, SiteCut]
    """What the site's rule cuts, whatever else speaks for it."""


def find_body(
    root: HtmlElement,
    rules: Rules,
    *,
    title: str | None = None,
    site: SiteReading = NO_RULE,
) -> Body:
    """The article's place in the tree, which stays as it is, unless the site's rule cuts within paragraphs."""
    cut_parts = lift_out(site.cuts)
    blocks = lay_out(root)
    outline = Outline(blocks)
    signs = Signs(outline, rules)
    cuts = cuts_of(blocks, cut_parts)
    running = [is_running_text(block) for block in blocks]
    open_to_it = [runs and block not in cuts for block, runs in zip(blocks, running, strict=True)] if cuts else running
    voice = own_voice(outline, blocks, signs, open_to_it)
    heard = voice.heard if voice.sure or _is_huge(blocks) else _asked(outline, blocks, signs, open_to_it, cuts)
    known = zip(blocks, heard, running, strict=True)
    hints = signs.strongest([len(block.text) if voted and runs else 0 for block, voted, runs in known])
    for index, block in enumerate(blocks if cuts else ()):
        if cut := cuts.get(block):
            heard[index], hints[index] = False, Hint(cut.reason, True, cut.rule)
    if site.body:
        heard = _heard_in_stated_body(heard, hints, running, site)
        container = common_ancestor(site.body)
    else:
        container = find_container(outline, blocks, heard, hints, running, title=title) if blocks else root
    inside = outline.held_by(site.body or [container])
    near, framed = outline.held_by([_main(container)]), outline.of_blocks(_framed(outline))
    own = [index for index, held in enumerate(inside) if held]
    return Body(
        container=container,
        blocks=[blocks[index] for index in own],
        heard=[heard[index] for index in own],
        hints=[hints[index] for index in own],
        beside=[(b, hints[i]) for i, b in enumerate(blocks) if near[i] and not inside[i] and not framed[i]],
        ahead=frozenset(blocks[: own[0]] if own else ()),
        captions=figured(outline, blocks),
        cuts=cuts,
    )


def _framed(outline: Outline) -> list[bool]:
    """Which elements stand in the page's header, footer or navigation; an article has some of its own."""
    frames: list[str] = []
    """The nearest `nav` or `article` round the element; for want of one, its `header` or `footer`."""
    for element, parent in zip(outline.elements, outline.parents, strict=True):
        tag, above = element.tag, frames[parent] if parent >= 0 else ""
        frames.append(str(tag) if tag in _FRAMES or (not above and tag in _FRAMES_OF_THE_PAGE) else above)
    return [frame not in ("", "article") for frame in frames]


def _main(container: HtmlElement) -> HtmlElement:
    """What stands round the article: `main`, or what its `article` stands in, or three steps round the container."""
    outer = [container, *container.iterancestors()]
    inner = [element for element in outer if element.tag not in _PAGE] or [container]
    named = [index for index, element in enumerate(inner) if element.tag == "main"]
    if named:
        return inner[named[-1]]
    articles = [index for index, element in enumerate(inner) if element.tag == "article"]
    return inner[min(articles[-1] + 1 if articles else 3, len(inner) - 1)]


def _heard_in_stated_body(
    heard: Sequence[bool], hints: Sequence[Hint | None], running: Sequence[bool], site: SiteReading
) -> list[bool]:
    """All in the body that a rule names is text; where the rule says that it needs pruning, what looks like it."""
    if site.rule is None or not site.rule.prune:
        return [True] * len(heard)
    return [voted or (hint is None and runs) for voted, hint, runs in zip(heard, hints, running, strict=True)]


def _is_huge(blocks: Sequence[Block]) -> bool:
    """Whether trafilatura would need seconds for the page, or keep too much of it."""
    sizes = [len(block.text) for block in blocks]
    return len(blocks) > _MOST_BLOCKS or sum(sizes) > _MOST_CHARS or max(sizes, default=0) > _LONGEST_BLOCK


def _asked(
    outline: Outline, blocks: Sequence[Block], signs: Signs, running: Sequence[bool], cuts: Collection[Block]
) -> list[bool]:
    """What trafilatura takes for the article's text, if it is shown what may be."""
    hints = signs.strongest([len(block.text) if runs else 0 for block, runs in zip(blocks, running, strict=True)])
    left_out = {block for block, hint in zip(blocks, hints, strict=True) if _is_furniture(block, hint)}
    return votes(outline, blocks, cut=left_out.union(cuts))


def _is_furniture(block: Block, hint: Hint | None) -> bool:
    """Whether the block is none of the article's text, whatever stands round it: half of what trafilatura would read.

    A line that is all link may be the article's, but not as a heading, in a list or in a part whose name speaks
    against it.
    """
    if hint and hint.strong:
        return True
    return block.link_share >= _LINKED and (hint is not None or block.kind == "heading" or block.element.tag == "li")


def votes(outline: Outline, blocks: Sequence[Block], *, cut: Collection[Block] = ()) -> list[bool]:
    """Which blocks trafilatura takes for the article's text, if it is shown the blocks alone, without those cut.

    It walks and copies its tree again and again, and is quadratic in the inline elements of a paragraph: of the
    blocks' own tree it reads the same text in a third of the time.
    """
    tree = skeleton(outline, blocks, cut=cut)
    if tree is None:
        return [False] * len(blocks)
    from trafilatura import bare_extraction  # it takes a quarter of a second to load, and most pages do without
    from trafilatura.settings import Document

    found = bare_extraction(tree, options=_asked_for())
    text = found.text if isinstance(found, Document) else None
    heard = iter(heard_in(text or "", [block for block in blocks if block not in cut]))
    return [block not in cut and next(heard) for block in blocks]


@cache
def _asked_for() -> Extractor:
    """What trafilatura is asked for, read from its settings once: the text alone, without its second opinions."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False)
