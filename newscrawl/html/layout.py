"""Elements that are used for the look of a page and not for what they mean: their lines are paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from newscrawl.html.paragraphs import SENTENCE_ENDINGS, has_paragraphs, is_long
from newscrawl.html.tag_roles import HEADING_TAGS, INLINE_TAGS

if TYPE_CHECKING:
    from newscrawl.html.blocks import Block

_MIN_MERGED_CHARS = 200
"""Characters of a block that may be several lines which a style sheet separates."""
_MIN_STYLED_CHILDREN, _MAX_READ_CHILDREN = 3, 50
"""So many inline children with a class, among the first ones, may be lines."""

_CONTAINER_TAGS = frozenset({"pre", "table", *HEADING_TAGS})
_FORM_KINDS = frozenset({"pre", "table", "heading"})
_MAX_STEPS = 12
"""Elements from a block up to its table: rows and cells are near."""
_MIN_HEADED_PARAGRAPHS = 2
"""A heading with so many paragraphs in it is none."""
_MIN_PROSE_SHARE = 0.5
"""The share of the characters in `pre` that are long sentences if it holds a text; a program has few."""


def may_need_style_sheet(blocks: Sequence[Block]) -> bool:
    """Whether a block looks like several lines that a style sheet separates: inline elements, or lines of source."""
    seen: set[HtmlElement] = set()
    for block in blocks:
        if len(block.text) >= _MIN_MERGED_CHARS and block.element not in seen:
            seen.add(block.element)
            if _has_inner_lines(block.element):
                return True
    return False


def mark_prose(blocks: Sequence[Block]) -> None:
    """Make the lines in tables, `pre` and headings paragraphs, where those hold the text of the page.

    A table does if one of its lines is a paragraph and no row has two cells with text, a heading if two of its lines
    are long sentences. All `pre` in one element do if half of their text is long sentences.
    """
    if not any(block.kind in _FORM_KINDS and is_long(block.text) for block in blocks):
        return
    groups: dict[HtmlElement, list[Block]] = {}
    for block in blocks:
        if block.kind in _FORM_KINDS and (container := _find_container(block)) is not None:
            groups.setdefault(container, []).append(block)
    for container, lines in groups.items():
        if _is_used_for_look(container, lines):
            for line in lines:
                line.kind = "paragraph"


def _has_inner_lines(element: HtmlElement) -> bool:
    children = [*islice(element.iterchildren(), _MAX_READ_CHILDREN)]
    styled = [child for child in children if child.tag in INLINE_TAGS and child.get("class") is not None]
    if len(styled) >= _MIN_STYLED_CHILDREN and has_paragraphs([(child.text or "").strip() for child in styled]):
        return True
    texts = (element.text, *(child.tail for child in children))
    return any(text and "\n" in text.strip() and has_paragraphs(text.strip().splitlines()) for text in texts)


def _find_container(block: Block) -> HtmlElement | None:
    element: HtmlElement | None = block.element
    for _ in range(_MAX_STEPS):
        if element is None or element.tag in _CONTAINER_TAGS:
            return element.getparent() if element is not None and element.tag == "pre" else element
        element = element.getparent()
    return None


def _is_used_for_look(container: HtmlElement, lines: Sequence[Block]) -> bool:
    paragraphs = [line for line in lines if is_long(line.text)]
    if container.tag == "table":
        return bool(paragraphs) and not any(" | " in line.text for line in lines)
    sentences = [line for line in paragraphs if line.text.endswith(SENTENCE_ENDINGS)]
    if container.tag in HEADING_TAGS:
        return len(sentences) >= _MIN_HEADED_PARAGRAPHS
    return sum(len(line.text) for line in sentences) >= _MIN_PROSE_SHARE * sum(len(line.text) for line in lines)
