"""Blocks on trial without trafilatura: the test says which part of a page it did not take for text.

    lines, container = on_trial('<div container><p>…</p><p unheard>…</p></div>')

Elements with the attribute `unheard` have no vote; the one with the attribute `container` holds the article.
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


def block(markup: str) -> Block:
    """The only block of a page with this body."""
    (only,) = blocks_of(markup)
    return only


def votes_of(blocks: Sequence[Block]) -> list[bool]:
    """The vote of each block: none inside an element that is marked as unheard."""
    return [all(part.get("unheard") is None for part in (b.element, *b.element.iterancestors())) for b in blocks]


def hints_for(blocks: Sequence[Block]) -> list[ClassHint | None]:
    """What the packaged words say of each block's place."""
    running = [voted and is_running_text(b) for b, voted in zip(blocks, votes_of(blocks), strict=True)]
    chars = [len(b.text) if counts else 0 for b, counts in zip(blocks, running, strict=True)]
    return ClassHints(DomIndex(blocks), load_rules()).strongest_per_block(chars)


def on_trial(markup: str) -> tuple[list[BlockState], HtmlElement]:
    """The lines of the container, all of them still kept, and the container."""
    blocks = blocks_of(markup)
    root = blocks[0].element.getroottree().getroot()
    (container,) = root.xpath("//*[@container]")
    inside = set(container.iter())
    known = zip(blocks, votes_of(blocks), hints_for(blocks), strict=True)
    return [BlockState(*one) for one in known if one[0].element in inside], container


def verdict(lines: Sequence[BlockState], text: str) -> str | None:
    """The rule that cut the line with this text; None where it stays."""
    (line,) = [line for line in lines if line.block.text == text]
    return line.rule or None


def kept(lines: Sequence[BlockState]) -> list[str]:
    """The texts of the lines that nothing has cut."""
    return [line.block.text for line in lines if line.is_kept]
