"""Splits a page into blocks: every line of its text once, in order, with its element, kind and links.

A block ends where a browser would end the line. Text that no reader of the page sees, such as scripts and what only
screen readers read out, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from lxml.html import HtmlElement

from newscrawl.items import BlockKind
from newscrawl.text import normalize_text

SKIPPED_TAGS = frozenset(
    "script style noscript template svg math iframe object embed applet canvas video audio head title meta link map "
    "source track select option datalist input textarea button progress meter dialog".split()
)
"""Elements whose text is not part of the text that a reader of the page sees."""

INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rb rp rt rtc "
    "ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
"""Elements that do not end a line of text."""

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

BLOCK_KINDS: Mapping[object, BlockKind] = {
    **dict.fromkeys(HEADING_TAGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "blockquote": "quote",
    "figcaption": "caption",
    **dict.fromkeys(("tr", "caption"), "table"),
    "pre": "pre",
}
"""The kind of a block in such an element; in any other element it has the kind of the element around it."""

MAX_CLASS_CHARS = 1_000
"""Characters of a `class` attribute that are read. The result is cached, and a hostile page can have megabytes in one
attribute; generated class names take some hundred characters at most."""

TagRole = Literal["skipped", "landmark", "main", "inline", "link", "break", "cell", "block"]
"""What an element does to the blocks of text."""

TAG_ROLES: Mapping[object, TagRole] = {
    **dict.fromkeys(SKIPPED_TAGS, "skipped"),
    **dict.fromkeys(INLINE_TAGS, "inline"),
    "a": "link",
    "br": "break",
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("main", "article"), "main"),
    # Outside `main` and `article` these are parts of the site: half of all blocks, and none of the article's.
    **dict.fromkeys(("nav", "footer"), "landmark"),
}
"""The role of an element by its tag; all other tags are "block"."""

_SCREEN_READER_CLASS = re.compile(r"(?<!not-)(?:sr-only|visually-?hidden|screen-?reader|assistive-text)")
"""Class names of text that only screen readers read out; `not-sr-only` is not one."""

_CLIPPED_STYLE = re.compile(r"clip:\s*rect\(\s*[01](?:px)?[\s,]")
"""The style with which toolkits hide text that is for screen readers."""

_CELL_MARK, _BREAK_MARK = "\x01", "\x00"
"""Marks of a new cell and of a line break in the text of an unfinished block. They are never part of the text: the
parser removes control characters."""

_MAX_CELL_CHARS = 300
"""A table cell with more characters has text in it: the table is used for the layout of the page."""
_CLASS, _STYLE, _HREF = b"class", b"style", b"href"
"""lxml finds an attribute whose name is given in bytes in half the time."""
_BLOCK_ENDING_ROLES = frozenset({"block", "main", "landmark"})
"""The roles of elements that end a block at their start and at their end."""

_LineContext = tuple[HtmlElement, BlockKind, str, int]
"""The context of a text: its block-level element, its kind, the URL that it links to, the number of `main` and
`article` elements around it. A tuple, because it changes with every second of some thousand elements per page."""


@dataclass(slots=True, eq=False)
class Block:
    """One line of text as the page shows it; it exists only during one extraction.

    Two blocks are never equal, so that a block can be a key.
    """

    text: str
    """Not empty; lines that a single `<br>` separates are joined by a line feed."""
    kind: BlockKind
    element: HtmlElement
    """The nearest block-level element around the text."""
    link_chars: int
    """The number of characters in links."""
    links: tuple[str, ...]
    """The URLs of the links, as the page has them."""
    link_density: float
    """The share of the text in links, 0 to 1."""
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
    builder = _BlockBuilder()
    fragments, get_role = builder.fragments, TAG_ROLES.get
    open_elements: list[tuple[HtmlElement, TagRole, _LineContext, _LineContext]] = []
    element: HtmlElement = root
    outer_context: _LineContext = (root, "paragraph", "", 0)
    while True:
        role = get_role(element.tag, "block")
        context = builder.start_element(element, role, outer_context)
        if context is not None:
            text = element.text
            if text and (fragments or not text.isspace()):
                builder.add_text(text, context)
            if len(element):
                open_elements.append((element, role, outer_context, context))
                element, outer_context = element[0], context
                continue
        while True:  # the element ends, and with it those ancestors whose last child it is
            if fragments and context is not None and role in _BLOCK_ENDING_ROLES:
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
            element, role, outer_context, context = open_elements.pop()
        element = following


def count_chars(blocks: Sequence[Block], mask: Sequence[bool]) -> list[int]:
    """For each block the number of its characters; 0 if the mask excludes it."""
    return [len(block.text) if is_counted else 0 for block, is_counted in zip(blocks, mask, strict=True)]


class _BlockBuilder:
    """Collects the fragments of one block after the other."""

    __slots__ = ("blocks", "fragments", "link_chars", "links")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.fragments: list[str] = []
        self.link_chars = 0
        self.links: list[str] = []

    def start_element(self, element: HtmlElement, role: TagRole, context: _LineContext) -> _LineContext | None:
        """Start an element; return the context of the text in it, or None to skip the whole element."""
        if role == "skipped":
            return None
        if (class_names := element.get(_CLASS)) and _is_screen_reader_only(class_names[:MAX_CLASS_CHARS]):
            return None
        if (style := element.get(_STYLE)) and _is_clipped(style):
            return None
        if role == "inline":
            return context
        block_element, kind, href, main_depth = context
        if role == "block":
            if self.fragments:
                self.end_block(context)
            return element, BLOCK_KINDS.get(element.tag, kind), href, main_depth
        if role == "link":
            return block_element, kind, element.get(_HREF) or "", main_depth
        return self._start_other(element, role, context)

    def _start_other(self, element: HtmlElement, role: TagRole, context: _LineContext) -> _LineContext | None:
        """Start an element with one of the rarer roles."""
        if role == "break":
            self.add_line_break(context)
            return context
        if role == "cell":
            self.fragments.append(_CELL_MARK)
            return context
        self.end_block(context)
        _, kind, href, main_depth = context
        if role == "landmark" and not main_depth:
            return None
        return element, kind, href, main_depth + (role == "main")

    def add_text(self, text: str, context: _LineContext) -> None:
        """Add text to the block; in `pre` a line feed is a line break."""
        _, kind, href, _ = context
        if kind == "pre":
            first, *others = text.split("\n")
            self._append(first, href)
            for other in others:
                self.add_line_break(context)
                self._append(other, href)
        else:
            self._append(" " if text.isspace() else text, href)

    def _append(self, text: str, href: str) -> None:
        self.fragments.append(text)
        if href:
            stripped = " ".join(text.split())
            # A run of white space counts as one space, also at both ends.
            self.link_chars += len(stripped) + text[:1].isspace() + (stripped != "" and text[-1].isspace())
            if stripped and href not in self.links[-1:]:
                self.links.append(href)

    def add_line_break(self, context: _LineContext) -> None:
        """Add a line break; the second of two in a row ends the block."""
        for fragment in reversed(self.fragments):
            if fragment == _BREAK_MARK:
                break
            if normalize_text(fragment):
                self.fragments.append(_BREAK_MARK)
                return
        self.end_block(context)

    def end_block(self, context: _LineContext) -> None:
        """End the block, if it has any fragment."""
        if not self.fragments:
            return
        raw = "".join(self.fragments)
        element, kind, _, _ = context
        # A table that is used for the layout of the page has whole texts in its cells: each becomes a block.
        if kind == "table" and any(len(cell) > _MAX_CELL_CHARS for cell in raw.split(_CELL_MARK)):
            for cell_text in raw.split(_CELL_MARK):
                self._add_block(cell_text, element, "paragraph")
        else:
            self._add_block(raw, element, kind)
        self.fragments.clear()
        if self.link_chars:
            self.link_chars = 0
            self.links.clear()

    def _add_block(self, raw: str, element: HtmlElement, kind: BlockKind) -> None:
        text = (
            "\n".join(filter(None, map(_join_cells, raw.split(_BREAK_MARK))))
            if _BREAK_MARK in raw
            else _join_cells(raw)
        )
        if text:
            link_chars = min(self.link_chars, len(text))
            self.blocks.append(Block(text, kind, element, link_chars, tuple(self.links), link_chars / len(text)))


def _join_cells(line: str) -> str:
    if _CELL_MARK not in line:
        return normalize_text(line)
    return " | ".join(filter(None, map(normalize_text, line.split(_CELL_MARK))))


def _tag_and_class(element: HtmlElement) -> str:
    return f"{element.tag!s}.{element.get(_CLASS) or ''}"


@lru_cache(maxsize=2**16)  # a page has some hundred class attributes, and a site the same on every page
def _is_screen_reader_only(class_names: str) -> bool:
    """Whether class names say that only screen readers read the element out, such as "opens in a new window"."""
    return _SCREEN_READER_CLASS.search(class_names) is not None


def _is_clipped(style: str) -> bool:
    """Whether the style clips the element to nothing."""
    return "clip" in style and _CLIPPED_STYLE.search(style) is not None
