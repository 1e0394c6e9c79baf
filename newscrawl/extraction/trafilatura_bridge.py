"""A page written anew from its blocks: the same parts round the same lines, and nothing else.

Which blocks a text holds that somebody else read from the same page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.html.blocks import Block
from newscrawl.html.dom_index import DomIndex
from newscrawl.text import lru_cache_short, split_words

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

_VALID_TAG = re.compile(r"[a-z][a-z0-9-]*")
_KEPT_ATTRIBUTES = frozenset(
    {"class", "id", "role", "itemprop", "style", "rel", "data-testid", "data-component", "aria-hidden"}
)
"""What says of an element what it is. The others, and many names that broken pages make up, no tree could be given."""


def run_trafilatura(dom_index: DomIndex, blocks: Sequence[Block], *, excluded: Collection[Block] = ()) -> list[bool]:
    """Which blocks trafilatura takes for the article's text, if it is shown the blocks alone, without those cut.

    It walks and copies its tree again and again, and is quadratic in the inline elements of a paragraph: of the
    blocks' own tree it reads the same text in a third of the time.
    """
    tree = build_simplified_tree(dom_index, blocks, excluded=excluded)
    if tree is None:
        return [False] * len(blocks)
    from trafilatura import bare_extraction  # it takes a quarter of a second to load, and most pages do without
    from trafilatura.settings import Document

    document = bare_extraction(tree, options=_build_trafilatura_options())
    text = document.text if isinstance(document, Document) else None
    matches = iter(match_blocks(text or "", [block for block in blocks if block not in excluded]))
    return [block not in excluded and next(matches) for block in blocks]


@cache
def _build_trafilatura_options() -> Extractor:
    """What trafilatura is asked for, read from its settings once: the text alone, without its second opinions."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False)


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


_SHINGLE_WORDS = 4
_MIN_SHINGLED_WORDS = _SHINGLE_WORDS + 2
"""Words: a line of fewer has too few shingles, and must be a line of the text as it stands."""

_MIN_SHINGLE_SHARE = 0.7
"""The share of a block's word shingles that the text must hold: whoever read it may join and drop inline pieces."""


def match_blocks(text: str, blocks: Iterable[Block]) -> list[bool]:
    """Which of the blocks the text holds, whatever became of their white space, case and punctuation."""
    raw_lines = {*text.split("\n")}
    word_lines = [split_words(line) for line in text.casefold().split("\n")]
    normalized_lines = {" ".join(line) for line in word_lines}
    text_shingles: set[tuple[str, ...]] = set()
    content_mask: list[bool] = []
    for block in blocks:
        if block.text in raw_lines:  # most of what is heard is
            content_mask.append(True)
            continue
        block_words = split_words(block.text.casefold())
        if " ".join(block_words) in normalized_lines:
            content_mask.append(True)
        elif len(block_words) < _MIN_SHINGLED_WORDS:
            content_mask.append(False)
        else:
            text_shingles = text_shingles or {*_shingles([word for line in word_lines for word in line])}
            shingles = _shingles(block_words)
            content_mask.append(sum(map(text_shingles.__contains__, shingles)) >= _MIN_SHINGLE_SHARE * len(shingles))
    return content_mask


def _shingles(block_words: Sequence[str]) -> list[tuple[str, ...]]:
    return [*zip(*(block_words[start:] for start in range(_SHINGLE_WORDS)), strict=False)]
