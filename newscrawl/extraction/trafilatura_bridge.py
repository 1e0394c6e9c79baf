"""Asks trafilatura which blocks of a page are the article's text: the only importer of trafilatura.

trafilatura gets a simplified tree of the blocks, and its text is compared with the blocks. The article's text is then
read from the page's own blocks, so that headings, first letters, line breaks and short lines stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, ClassHints
from newscrawl.boilerplate.lines import MIN_LINK_ONLY_DENSITY
from newscrawl.html.blocks import Block, count_chars
from newscrawl.html.dom_index import DomIndex
from newscrawl.text import lru_cache_short, split_words

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

_VALID_TAG = re.compile(r"[a-z][a-z0-9-]*")
_KEPT_ATTRIBUTES = frozenset(
    {"class", "id", "role", "itemprop", "style", "rel", "data-testid", "data-component", "aria-hidden"}
)
"""The attributes that say what an element is. The others are left out: lxml refuses many of the names that broken pages
have."""

_SHINGLE_WORDS = 4
"""The words of a shingle, the unit in which a block and a text are compared."""
_MIN_SHINGLED_WORDS = _SHINGLE_WORDS + 2
"""A block of fewer words has too few shingles: it must be a whole line of the text."""
_MIN_SHINGLE_SHARE = 0.7
"""The share of a block's shingles that the text must have: a reader of the page may join and drop inline elements."""

_MAX_BLOCKS, _MAX_CHARS, _MAX_BLOCK_CHARS = 5_000, 500_000, 50_000
"""The limits of a page that trafilatura gets. The largest of 315 real pages has 1,355 blocks, 55,000 characters, and
15,000 in one block. trafilatura keeps a thousand lines of any length in its memory."""


def is_trafilatura_needed(blocks: Sequence[Block], *, is_confident: bool) -> bool:
    """Whether trafilatura is called for a page: if the classifier is not confident, except for huge pages.

    :param is_confident: whether the classifier is, see `content_classifier.ContentMask`.
    """
    return not (is_confident or _is_too_large(blocks))


def classify_with_trafilatura(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    class_hints: ClassHints,
    running_mask: Sequence[bool],
    site_removals: Collection[Block],
) -> list[bool]:
    """Which blocks trafilatura takes for the article's text, if it gets only those that may be."""
    block_hints = class_hints.strongest_per_block(count_chars(blocks, running_mask))
    excluded = {block for block, hint in zip(blocks, block_hints, strict=True) if _is_boilerplate(block, hint)}
    return run_trafilatura(dom_index, blocks, excluded=excluded.union(site_removals))


def run_trafilatura(dom_index: DomIndex, blocks: Sequence[Block], *, excluded: Collection[Block] = ()) -> list[bool]:
    """For each block whether trafilatura takes it for the article's text.

    trafilatura walks and copies its tree again and again, and it is quadratic in the inline elements of a paragraph. It
    reads the same text from the simplified tree in a third of the time.

    :param excluded: the blocks that trafilatura does not get, and that are not the article's text.
    """
    tree = build_simplified_tree(dom_index, blocks, excluded=excluded)
    if tree is None:
        return [False] * len(blocks)
    from trafilatura import bare_extraction  # the import takes a quarter of a second, and most pages do not need it
    from trafilatura.settings import Document

    document = bare_extraction(tree, options=_build_options())
    text = document.text if isinstance(document, Document) else None
    matches = iter(match_blocks(text or "", [block for block in blocks if block not in excluded]))
    return [block not in excluded and next(matches) for block in blocks]


@cache
def _build_options() -> Extractor:
    """Options for the text alone, without comments and fallback extractors; read from trafilatura's settings once."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False)


def build_simplified_tree(
    dom_index: DomIndex, blocks: Sequence[Block], *, excluded: Collection[Block] = ()
) -> HtmlElement | None:
    """The tree of the blocks: a third of the page's elements, each with its tag and its names, and their text.

    Inline elements are left out. One link per block has as many characters as the block has in links. If an element has
    several blocks, a line break separates them; a table row has one cell.

    :param excluded: blocks to leave out, with the elements that have no other blocks.
    :return: None if no block is left.
    """
    copies: dict[int, HtmlElement] = {}
    for block, index in zip(blocks, dom_index.element_indexes, strict=True):
        if block not in excluded:
            if index not in copies:
                _copy_with_ancestors(dom_index, index, copies)
            _append_block(copies[index], block)
    return copies.get(0)


def _copy_with_ancestors(dom_index: DomIndex, index: int, copies: dict[int, HtmlElement]) -> None:
    """Copy the element, and those of its ancestors that are not copied yet."""
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
    """Append the text of the block, its links first."""
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


def match_blocks(text: str, blocks: Iterable[Block]) -> list[bool]:
    """For each block whether the text has it; white space, case and punctuation do not matter."""
    raw_lines = {*text.split("\n")}
    word_lines = [split_words(line) for line in text.casefold().split("\n")]
    normalized_lines = {" ".join(line) for line in word_lines}
    text_shingles: set[tuple[str, ...]] = set()
    content_mask: list[bool] = []
    for block in blocks:
        if block.text in raw_lines:  # true of most blocks that match
            content_mask.append(True)
            continue
        block_words = split_words(block.text.casefold())
        if " ".join(block_words) in normalized_lines:
            content_mask.append(True)
        elif len(block_words) < _MIN_SHINGLED_WORDS:
            content_mask.append(False)
        else:
            text_shingles = text_shingles or {*_split_shingles([word for line in word_lines for word in line])}
            shingles = _split_shingles(block_words)
            content_mask.append(sum(map(text_shingles.__contains__, shingles)) >= _MIN_SHINGLE_SHARE * len(shingles))
    return content_mask


def _split_shingles(words: Sequence[str]) -> list[tuple[str, ...]]:
    """Every run of `_SHINGLE_WORDS` words."""
    return [*zip(*(words[start:] for start in range(_SHINGLE_WORDS)), strict=False)]


def _is_boilerplate(block: Block, hint: ClassHint | None) -> bool:
    """Whether the block cannot be the article's text; that is half of what trafilatura would read.

    A block that is a link may be the article's, but not as a heading, as a list item or with a class hint against it.
    """
    if hint and hint.is_strong:
        return True
    return block.link_density >= MIN_LINK_ONLY_DENSITY and (
        hint is not None or block.kind == "heading" or block.element.tag == "li"
    )


def _is_too_large(blocks: Sequence[Block]) -> bool:
    """Whether trafilatura would need seconds for the page, or keep too much of it in its memory."""
    sizes = [len(block.text) for block in blocks]
    return len(blocks) > _MAX_BLOCKS or sum(sizes) > _MAX_CHARS or max(sizes, default=0) > _MAX_BLOCK_CHARS
