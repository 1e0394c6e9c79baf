"""Blocks of small pages, without trafilatura: the test says which part of a page is not in the content mask.

    lines, container = lines_of('<div container><p>…</p><p not-content>…</p></div>')

The element with the attribute `container` holds the article. The content mask leaves out elements with the attribute
`not-content`.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, ClassHints
from newscrawl.boilerplate.lines import BlockState, is_running_text
from newscrawl.html.blocks import Block, extract_blocks
from newscrawl.html.dom_index import DomIndex
from newscrawl.html.parser import parse_html
from newscrawl.rules.loader import load_rules

P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council, which owns two boats of the five, asked both sides to meet in the old customs house by Friday."


def blocks_of(markup: str) -> list[Block]:
    """The blocks of a page with this body."""
    return extract_blocks(parse_html(f"<html><body>{markup}</body></html>"))


def only_block(markup: str) -> Block:
    """The only block of a page with this body."""
    (block,) = blocks_of(markup)
    return block


def content_mask_of(blocks: Sequence[Block]) -> list[bool]:
    """For each block, whether no element around it is marked as `not-content`."""
    return [all(part.get("not-content") is None for part in (b.element, *b.element.iterancestors())) for b in blocks]


def hints_of(blocks: Sequence[Block]) -> list[ClassHint | None]:
    """For each block, the strongest hint by the packaged words."""
    rows = zip(blocks, content_mask_of(blocks), strict=True)
    running_chars = [len(block.text) if is_content and is_running_text(block) else 0 for block, is_content in rows]
    return ClassHints(DomIndex(blocks), load_rules()).strongest_per_block(running_chars)


def lines_of(markup: str) -> tuple[list[BlockState], HtmlElement]:
    """The lines of the container, all of them still kept, and the container."""
    blocks = blocks_of(markup)
    root = blocks[0].element.getroottree().getroot()
    (container,) = root.xpath("//*[@container]")
    inside = set(container.iter())
    rows = zip(blocks, content_mask_of(blocks), hints_of(blocks), strict=True)
    return [BlockState(*row) for row in rows if row[0].element in inside], container


def rule_of(lines: Sequence[BlockState], text: str) -> str | None:
    """The rule that removed the line with this text; None if the line is kept."""
    (line,) = [line for line in lines if line.block.text == text]
    return line.rule or None


def kept_texts(lines: Sequence[BlockState]) -> list[str]:
    """The texts of the lines that are kept."""
    return [line.block.text for line in lines if line.is_kept]
