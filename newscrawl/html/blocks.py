"""Splits a page into blocks: every line of its text once, in order, with its element, kind and links.

A block ends where a browser would end the line. Text that no reader of the page sees, such as scripts and what only
screen readers read out, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from newscrawl.html.display import NO_EFFECT, StyleEffect, is_shadow_root, read_style
from newscrawl.html.layout import mark_prose, may_need_style_sheet
from newscrawl.html.paragraphs import BREAK_MARK, CELL_MARK, SENTENCE_ENDINGS, Line, split_at_blank_lines, split_lines
from newscrawl.html.style_sheet import find_effects
from newscrawl.html.tag_roles import BLOCK_KINDS, PARAGRAPH_TAGS, TAG_ROLES, TagRole
from newscrawl.items import BlockKind
from newscrawl.text import normalize_text

MAX_CLASS_CHARS = 1_000
"""Characters of a `class` attribute that are read. The result is cached, and a hostile page can have megabytes in one
attribute; generated class names take some hundred characters at most."""

_SCREEN_READER_CLASS = re.compile(r"(?<!not-)(?:sr-only|visually-?hidden|screen-?reader|assistive-text)")
"""Class names of text that only screen readers read out; `not-sr-only` is not one."""

_CLASS, _STYLE, _HREF = b"class", b"style", b"href"
"""lxml finds an attribute whose name is given in bytes in half the time."""
_ANCHOR_SIGN = re.compile(r"[^\w]{1,3}")
"""The text of a link from a heading to itself, such as `#` and `¶`."""

_MIN_BLANK_LINED_CHARS = 120
"""A shorter text is not searched for blank lines."""

_LineContext = tuple[HtmlElement, BlockKind, str, int, bool]
"""The context of a text: its block-level element, its kind, the URL that it links to, the number of `main` and
`article` elements around it, and whether a line feed in the text ends the line. A tuple, because it changes with every
second of some thousand elements per page."""


@dataclass(slots=True, eq=False)
class Block:
    """One line of text as the page shows it; it exists only during one extraction.

    Two blocks are never equal, so that a block can be a key.
    """

    text: str
    """Not empty; short lines that a single `<br>` separates are joined by a line feed."""
    kind: BlockKind
    element: HtmlElement
    """The nearest block-level element around the text."""
    link_chars: int
    """The number of characters in links."""
    links: tuple[str, ...]
    """The URLs of the links, as the page has them."""
    link_density: float
    """The share of the text in links, 0 to 1."""
    parts: tuple[Line, ...] = ()
    """The lines that are joined, if there are several."""
    _style_signature: str | None = field(init=False, default=None)

    @property
    def style_signature(self) -> str:
        """The tag and class of the element and of its parent: blocks with the same signature look the same."""
        if self._style_signature is None:
            parent = self.element.getparent()
            own = _tag_and_class(self.element)
            self._style_signature = own if parent is None else f"{own} < {_tag_and_class(parent)}"
        return self._style_signature


def extract_blocks(root: HtmlElement) -> list[Block]:
    """Every line of text in the tree, in order; the menus and the footer of the page are left out."""
    blocks = _build_blocks(root, {})
    if may_need_style_sheet(blocks) and (effects := find_effects(root)):
        blocks = _build_blocks(root, effects)
    mark_prose(blocks)
    return blocks


def _build_blocks(root: HtmlElement, sheet_effects: Mapping[HtmlElement, StyleEffect]) -> list[Block]:
    """The blocks of the tree.

    :param sheet_effects: what style sheets change.
    """
    builder = _BlockBuilder(sheet_effects)
    fragments, get_role = builder.fragments, TAG_ROLES.get
    open_elements: list[tuple[HtmlElement, _LineContext, _LineContext]] = []
    element: HtmlElement = root
    outer_context: _LineContext = (root, "paragraph", "", 0, False)
    while True:
        context = builder.start_element(element, get_role(element.tag, "unknown"), outer_context)
        if context is not None:
            text = element.text
            if text and (fragments or not text.isspace()):
                builder.add_text(text, context)
            if len(element):
                open_elements.append((element, outer_context, context))
                element, outer_context = element[0], context
                continue
        while True:  # the element ends, and with it those ancestors whose last child it is
            if fragments and context is not None and context[0] is element:
                builder.end_block(context)
            text = element.tail
            if text and (fragments or not text.isspace()):
                builder.add_text(text, outer_context)
            if not open_elements:
                builder.end_block(outer_context)
                return builder.blocks
            following = element.getnext()
            if following is not None:
                break
            element, outer_context, context = open_elements.pop()
        element = following


def split_block(block: Block) -> list[Block]:
    """A block for each of the lines that are joined in this one."""
    element, kind = block.element, block.kind
    return [
        Block(text, kind, element, chars := min(link_chars, len(text)), links, chars / len(text))
        for text, link_chars, links, _ in block.parts
    ]


def count_chars(blocks: Sequence[Block], mask: Sequence[bool]) -> list[int]:
    """For each block the number of its characters; 0 if the mask excludes it."""
    return [len(block.text) if is_counted else 0 for block, is_counted in zip(blocks, mask, strict=True)]


class _BlockBuilder:
    """Collects the fragments of one block after the other."""

    __slots__ = ("_layout_row", "_link_chars", "_links", "_marks", "_sheet_effects", "blocks", "fragments")

    def __init__(self, sheet_effects: Mapping[HtmlElement, StyleEffect]) -> None:
        self.blocks: list[Block] = []
        self.fragments: list[str] = []
        self._link_chars = 0
        self._links: list[str] = []
        self._marks: list[tuple[int, int]] = []
        """For each mark in the fragments the characters in links and the links before it."""
        self._layout_row: HtmlElement | None = None
        """The table row that has several blocks in a cell, if the text is in one."""
        self._sheet_effects = sheet_effects

    def start_element(self, element: HtmlElement, role: TagRole, context: _LineContext) -> _LineContext | None:
        """Start an element; return the context of the text in it, or None to skip the whole element."""
        if role == "skipped":
            return None
        if (class_names := element.get(_CLASS)) and _is_screen_reader_only(class_names[:MAX_CLASS_CHARS]):
            return None
        if (style := element.get(_STYLE)) or self._sheet_effects:
            effect = self._find_effect(element, style)
            if effect.is_clipped:
                return None
            if effect is not NO_EFFECT:
                role, context = _apply_effect(effect, element, role, context)
        if role == "inline":
            return context
        if role == "block":
            if self.fragments:
                self.end_block(context)
            _, kind, href, main_depth, keeps_line_feeds = context
            kind = BLOCK_KINDS.get(element.tag, kind)
            return element, kind, href, main_depth, keeps_line_feeds or kind == "pre"
        return self._start_other(element, role, context)

    def _find_effect(self, element: HtmlElement, style: str | None) -> StyleEffect:
        """What the element's own style changes; without any, what the style sheets change."""
        effect = read_style(style) if style else NO_EFFECT
        if effect is NO_EFFECT and self._sheet_effects:
            effect = self._sheet_effects.get(element, NO_EFFECT)
            if effect.is_block and self._is_in_sentence():  # a rule with a condition that was not read
                return NO_EFFECT
        return effect

    def _start_other(self, element: HtmlElement, role: TagRole, context: _LineContext) -> _LineContext | None:
        """Start an element with one of the rarer roles."""
        block_element, kind, href, main_depth, keeps_line_feeds = context
        if role == "link":
            href = element.get(_HREF) or ""
            if kind == "heading" and "#" in href and _is_anchor_sign(element):
                return None
            return block_element, kind, href, main_depth, keeps_line_feeds
        if role == "break":
            self.add_line_break(context)
            return context
        if role == "cell":
            self._add_mark(CELL_MARK)
            return context
        if role == "unknown" and self._is_in_line(element, context):
            return context
        if role == "template" and not is_shadow_root(element):
            return None
        self.end_block(context)
        if role == "landmark" and not main_depth:
            return None
        return element, kind, href, main_depth + (role == "main"), keeps_line_feeds

    def _is_in_line(self, element: HtmlElement, context: _LineContext) -> bool:
        """Whether an element that HTML does not know is a part of a line: text follows it, or a sentence is open.

        Browsers show it within the line, unless a style sheet says otherwise, as most do.
        """
        if (tail := element.tail) and not tail.isspace():
            return True
        return context[0].tag in PARAGRAPH_TAGS and self._is_in_sentence()

    def _is_in_sentence(self) -> bool:
        """Whether the line has begun and the text so far does not end a sentence."""
        last = next((text for text in reversed(self.fragments) if not text.isspace()), BREAK_MARK)
        return last not in (CELL_MARK, BREAK_MARK) and not last.rstrip().endswith(SENTENCE_ENDINGS)

    def add_text(self, text: str, context: _LineContext) -> None:
        """Add text to the block; a line feed is a line break where the style says so, and blank lines end sentences."""
        _, _, href, _, keeps_line_feeds = context
        if keeps_line_feeds:
            first, *others = text.split("\n")
            self._append(first, href)
            for other in others:
                self.add_line_break(context)
                self._append(other, href)
        elif len(text) >= _MIN_BLANK_LINED_CHARS and "\n" in text and (paragraphs := split_at_blank_lines(text)):
            self._append(paragraphs[0], href)
            for paragraph in paragraphs[1:]:
                self.end_block(context)
                self._append(paragraph, href)
        else:
            self._append(" " if text.isspace() else text, href)

    def _append(self, text: str, href: str) -> None:
        self.fragments.append(text)
        if href:
            stripped = " ".join(text.split())
            # A run of white space counts as one space, also at both ends.
            self._link_chars += len(stripped) + text[:1].isspace() + (stripped != "" and text[-1].isspace())
            if stripped and href not in self._links[-1:]:
                self._links.append(href)

    def _add_mark(self, mark: str) -> None:
        self.fragments.append(mark)
        self._marks.append((self._link_chars, len(self._links)))

    def add_line_break(self, context: _LineContext) -> None:
        """Add a line break; the second of two in a row ends the block."""
        for fragment in reversed(self.fragments):
            if fragment == BREAK_MARK:
                if context[1] == "table":  # a cell with several blocks is a part of the page, and no value
                    self._layout_row = context[0]
                break
            if fragment != CELL_MARK and normalize_text(fragment):
                self._add_mark(BREAK_MARK)
                return
        self.end_block(context)

    def end_block(self, context: _LineContext) -> None:
        """End the block, if it has any fragment."""
        if not self.fragments:
            return
        raw = "".join(self.fragments)
        element, kind = context[:2]
        is_layout = element is self._layout_row
        if self._marks:
            ends = (*self._marks, (self._link_chars, len(self._links)))
            for line, line_kind in split_lines(raw, ends, self._links, kind=kind, is_layout=is_layout):
                self._add_block(*line[:3], element, line_kind, line.parts)
            self._marks.clear()
        else:
            kind = "paragraph" if is_layout else kind
            self._add_block(normalize_text(raw), self._link_chars, self._links, element, kind)
        self.fragments.clear()
        if self._link_chars:
            self._link_chars = 0
            self._links.clear()

    def _add_block(
        self,
        text: str,
        link_chars: int,
        links: Sequence[str],
        element: HtmlElement,
        kind: BlockKind,
        parts: tuple[Line, ...] = (),
    ) -> None:
        if text:
            link_chars = min(link_chars, len(text)) if link_chars else 0
            self.blocks.append(Block(text, kind, element, link_chars, (*links,), link_chars / len(text), parts))


def _apply_effect(
    effect: StyleEffect, element: HtmlElement, role: TagRole, context: _LineContext
) -> tuple[TagRole, _LineContext]:
    """The role of the element and the context of its text with this effect of a style."""
    block_element, kind, href, main_depth, keeps_line_feeds = context
    if effect.is_block and role in ("inline", "link") and not keeps_line_feeds:
        href = element.get(_HREF) or "" if role == "link" else href
        role = "block"
    if effect.keeps_line_feeds is not None:
        keeps_line_feeds = effect.keeps_line_feeds
    return role, (block_element, kind, href, main_depth, keeps_line_feeds)


def _is_anchor_sign(link: HtmlElement) -> bool:
    """Whether a link shows nothing but a sign, such as the permanent link beside a heading."""
    return _ANCHOR_SIGN.fullmatch(str(link.text_content()).strip()) is not None


def _tag_and_class(element: HtmlElement) -> str:
    return f"{element.tag!s}.{element.get(_CLASS) or ''}"


@lru_cache(maxsize=2**16)  # a page has some hundred class attributes, and a site the same on every page
def _is_screen_reader_only(class_names: str) -> bool:
    """Whether class names say that only screen readers read the element out, such as "opens in a new window"."""
    return _SCREEN_READER_CLASS.search(class_names) is not None
