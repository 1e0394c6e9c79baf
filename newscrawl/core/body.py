"""Where the article stands in the page: the only importer of trafilatura.

Trafilatura is asked which text is the article's; the text itself is read from the page's own blocks, so
that headings, first letters, line breaks and short lines stay what they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from newscrawl.article import Reason
from newscrawl.core.cleaning.container import find_container
from newscrawl.core.cleaning.lines import is_running_text
from newscrawl.core.cleaning.sitecuts import common_ancestor, cuts_of, lift_out, remove_twins
from newscrawl.core.cleaning.siterules import NO_RULE, SiteReading
from newscrawl.core.markup.blocks import INLINE, SKIPPED, Block, lay_out
from newscrawl.core.prune import Hint, hints_of
from newscrawl.core.text import words
from newscrawl.rules.model import SiteCut

_GRAM = 4
_HEARD = 0.7
"""The share of a block's word shingles that trafilatura's text must hold: it joins and drops inline pieces."""

_WEIGHT = (*sorted(SKIPPED - {"title", "meta", "math"}), "nav", "footer", "picture")
"""Elements that trafilatura drops as well; on 59 of 60 real pages its text stays the same to the letter."""

_MOST_INLINE = 300
"""Inline elements in one paragraph; on 315 real pages no paragraph of an article comes near."""

_PAGE = frozenset({"body", "html"})
_FRAME = frozenset({"header", "footer"})


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the body container, and those beside it in the page's main part."""

    container: HtmlElement
    blocks: list[Block]
    heard: list[bool]
    """Which of them trafilatura takes for the article's text."""
    hints: list[Hint | None]
    """What the mark-up round each of them hints at."""
    beside: list[tuple[Block, Hint | None]]
    """What a careless reader of the page takes for its text: never kept, only named in `removed`."""
    ahead: frozenset[Block]
    """Those beside it that stand ahead of the container."""
    cuts: Mapping[Block, SiteCut]
    """What the site's rule cuts, whatever else speaks for it."""


def find_body(
    root: HtmlElement,
    names: Mapping[str, tuple[Reason, bool]],
    *,
    title: str | None = None,
    site: SiteReading = NO_RULE,
) -> Body:
    """The article's place in the tree, which stays as it is, unless the site's rule cuts within paragraphs."""
    cut_parts = lift_out(site.cuts)
    blocks = lay_out(root)
    cuts = cuts_of(blocks, cut_parts)
    heard = votes(root, blocks, cut_parts)
    running = [voted and is_running_text(block) for block, voted in zip(blocks, heard, strict=True)]
    hints = hints_of(blocks, running, names)
    for index, block in enumerate(blocks if cuts else ()):
        if cut := cuts.get(block):
            heard[index], hints[index] = False, Hint(cut.reason, True, cut.rule)
    if site.body:
        container = common_ancestor(site.body)
        inside = {element for part in site.body for element in part.iter()}
        heard = _heard_in_stated_body(blocks, heard, hints, site)
    else:
        container = find_container(root, blocks, heard, hints, title=title)
        inside = set(container.iter())
    main = set(_main(container).iter())
    own = [index for index, block in enumerate(blocks) if block.element in inside]
    near = [index for index, block in enumerate(blocks) if block.element in main and block.element not in inside]
    return Body(
        container=container,
        blocks=[blocks[index] for index in own],
        heard=[heard[index] for index in own],
        hints=[hints[index] for index in own],
        beside=[(blocks[index], hints[index]) for index in near if not _in_frame(blocks[index])],
        ahead=frozenset(blocks[: own[0]] if own else ()),
        cuts=cuts,
    )


def _in_frame(block: Block) -> bool:
    """Whether the block stands in the page's header, footer or navigation; an article has some of its own."""
    framed = False
    for element in (block.element, *block.element.iterancestors()):
        if element.tag == "nav":
            return True
        if element.tag == "article":
            return False
        framed = framed or element.tag in _FRAME
    return framed


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
    blocks: Sequence[Block], heard: Sequence[bool], hints: Sequence[Hint | None], site: SiteReading
) -> list[bool]:
    """All in the body that a rule names is text; where the rule says that it needs pruning, what looks like it."""
    if site.rule is None or not site.rule.prune:
        return [True] * len(blocks)
    known = zip(blocks, heard, hints, strict=True)
    return [voted or (hint is None and is_running_text(block)) for block, voted, hint in known]


def votes(root: HtmlElement, blocks: Sequence[Block], cuts: Collection[HtmlElement] = ()) -> list[bool]:
    """Which blocks trafilatura takes for the article's text, if it is not shown what is cut."""
    copy = deepcopy(root)
    remove_twins(root, copy, cuts)
    _lighten(copy)
    found = bare_extraction(copy, fast=True, include_comments=False)
    text = found.text if isinstance(found, Document) else None
    if not text:
        return [False] * len(blocks)
    known = set(_shingles(words(text.casefold())))
    whole = {" ".join(words(line.casefold())) for line in text.split("\n")}
    return [_is_heard(block.text.casefold(), known, whole) for block in blocks]


def _lighten(tree: HtmlElement) -> None:
    """Take out of the tree what is never text: trafilatura would walk and copy it again and again.

    Paragraphs of hundreds of inline elements become plain text: it is quadratic in them.
    """
    etree.strip_elements(tree, *_WEIGHT, with_tail=False)
    for element in tree.iter():
        if len(element) > _MOST_INLINE and all(child.tag in INLINE for child in element):
            text = element.text_content()
            del element[:]
            element.text = text


def _is_heard(text: str, known: set[tuple[str, ...]], whole: set[str]) -> bool:
    said = words(text)
    if len(said) < _GRAM + 2:
        return " ".join(said) in whole
    shingles = _shingles(said)
    return sum(shingle in known for shingle in shingles) >= _HEARD * len(shingles)


def _shingles(said: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(said[start : start + _GRAM]) for start in range(len(said) - _GRAM + 1)]
