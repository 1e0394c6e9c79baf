"""The page laid out as blocks: every line of text once, in order, with what its mark-up tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from newscrawl.article import BlockKind
from newscrawl.core.markup.hiding import is_clipped, names_screen_readers
from newscrawl.core.markup.tags import KINDS, LONGEST_NAMES, ROLES, Role
from newscrawl.core.text import clean

_CELL, _BREAK = "\x01", "\x00"
"""Marks of a new cell and a line break while a run is gathered: the tree holds no control characters (`guard`)."""

_LONGEST_CELL = 300
_CLASS, _STYLE, _HREF = b"class", b"style", b"href"  # lxml looks a name in bytes up in half the time
_PARTING = frozenset({"block", "main", "frame"})
"""The roles of elements that end a block where they begin, and where they end."""

_Place = tuple[HtmlElement, BlockKind, str, int]
"""Where a line stands: its block-level element, its kind, the address that it links, how many main parts are round it.

A tuple, for it changes with every second of some thousand elements a page.
"""


@dataclass(slots=True, eq=False)
class Block:
    """One line of text as the page lays it out.

    `element` is the nearest block-level element round the text. Blocks live and die inside one
    extraction: nothing of them leaves `core`.
    """

    text: str
    kind: BlockKind
    element: HtmlElement
    link_chars: int
    links: tuple[str, ...]
    link_share: float
    """The part of the text that stands inside links, 0 to 1."""
    _look: str | None = field(init=False, default=None)

    @property
    def look(self) -> str:
        """The element and the one round it, as tags and class names."""
        if self._look is None:
            parent = self.element.getparent()
            own = _tag_and_class(self.element)
            self._look = own if parent is None else f"{own} < {_tag_and_class(parent)}"
        return self._look


def _tag_and_class(element: HtmlElement) -> str:
    return f"{element.tag!s}.{element.get(_CLASS) or ''}"


class _Line:
    """The line of text that is being gathered, and the blocks of those before it."""

    __slots__ = ("blocks", "linked", "links", "parts")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.parts: list[str] = []
        self.linked = 0
        self.links: list[str] = []

    def begin(self, element: HtmlElement, role: Role, place: _Place) -> _Place | None:
        """Begin an element; where the text in it stands, or None where the whole element is passed over."""
        if role == "skipped":
            return None
        if (names := element.get(_CLASS)) and names_screen_readers(names[:LONGEST_NAMES]):
            return None
        if (style := element.get(_STYLE)) and is_clipped(style):
            return None
        if role == "inline":
            return place
        around, kind, href, mains = place
        if role == "block":
            if self.parts:
                self.end(place)
            return element, KINDS.get(element.tag, kind), href, mains
        if role == "link":
            return around, kind, element.get(_HREF) or "", mains
        return self._begin_other(element, role, place)

    def _begin_other(self, element: HtmlElement, role: Role, place: _Place) -> _Place | None:
        """Begin an element of a rarer role."""
        if role == "break":
            self.break_off(place)
            return place
        if role == "cell":
            self.parts.append(_CELL)
            return place
        self.end(place)
        _, kind, href, mains = place
        if role == "frame" and not mains:
            return None
        return element, kind, href, mains + (role == "main")

    def add(self, text: str, place: _Place) -> None:
        """Add text to the line; in `pre` its line breaks end lines."""
        _, kind, href, _ = place
        if kind == "pre":
            first, *others = text.split("\n")
            self._gather(first, href)
            for other in others:
                self.break_off(place)
                self._gather(other, href)
        else:
            self._gather(" " if text.isspace() else text, href)

    def _gather(self, text: str, href: str) -> None:
        self.parts.append(text)
        if href:
            said = " ".join(text.split())
            # Every run of white space is one space, and those at both ends count, too.
            self.linked += len(said) + text[:1].isspace() + (said != "" and text[-1].isspace())
            if said and href not in self.links[-1:]:
                self.links.append(href)

    def break_off(self, place: _Place) -> None:
        """A line break: the second of two that follow each other ends the paragraph."""
        for part in reversed(self.parts):
            if part == _BREAK:
                break
            if clean(part):
                self.parts.append(_BREAK)
                return
        self.end(place)

    def end(self, place: _Place) -> None:
        """End the block, if anything was gathered for it."""
        if not self.parts:
            return
        raw = "".join(self.parts)
        element, kind, _, _ = place
        # A table that lays out the page holds whole texts in its cells, and they are no row.
        if kind == "table" and any(len(cell) > _LONGEST_CELL for cell in raw.split(_CELL)):
            for run in raw.split(_CELL):
                self._write(run, element, "paragraph")
        else:
            self._write(raw, element, kind)
        self.parts.clear()
        if self.linked:
            self.linked = 0
            self.links.clear()

    def _write(self, raw: str, element: HtmlElement, kind: BlockKind) -> None:
        text = "\n".join(filter(None, map(_cells, raw.split(_BREAK)))) if _BREAK in raw else _cells(raw)
        if text:
            linked = min(self.linked, len(text))
            self.blocks.append(Block(text, kind, element, linked, tuple(self.links), linked / len(text)))


def _cells(line: str) -> str:
    if _CELL not in line:
        return clean(line)
    return " | ".join(filter(None, map(clean, line.split(_CELL))))


def lay_out(root: HtmlElement) -> list[Block]:
    """Every line of text in the tree, in order; the site's menus and footer are left out."""
    line = _Line()
    parts, role_of = line.parts, ROLES.get
    opened: list[tuple[HtmlElement, Role, _Place, _Place]] = []
    element: HtmlElement = root
    around: _Place = (root, "paragraph", "", 0)
    while True:
        role = role_of(element.tag, "block")
        place = line.begin(element, role, around)
        if place is not None:
            text = element.text
            if text and (parts or not text.isspace()):
                line.add(text, place)
            if len(element):
                opened.append((element, role, around, place))
                element, around = element[0], place
                continue
        while True:  # the element ends, and all round it that end with it
            if parts and place is not None and role in _PARTING:
                line.end(place)
            text = element.tail
            if text and (parts or not text.isspace()):
                line.add(text, around)
            if not opened:
                line.end(around)
                return line.blocks
            following = element.getnext()
            if following is not None:
                break
            element, role, around, place = opened.pop()
        element = following
