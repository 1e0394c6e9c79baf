"""The page laid out as blocks: every line of text once, in order, with what its mark-up tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.article import BlockKind
from newscrawl.core.markup.hiding import is_for_screen_readers
from newscrawl.core.markup.tags import KINDS, ROLES, Role
from newscrawl.core.text import clean

_CELL, _BREAK = "\x01", "\x00"
"""Marks of a new cell and a line break while a run is gathered: the tree holds no control characters (`guard`)."""

_LONGEST_CELL = 300
_SPACES = re.compile(r"\s+")


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

    link_share: float = field(init=False)
    """The part of the text that stands inside links, 0 to 1."""
    _look: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.link_share = self.link_chars / len(self.text) if self.link_chars else 0.0

    @property
    def look(self) -> str:
        """The element and the one round it, as tags and class names."""
        if self._look is None:
            parent = self.element.getparent()
            own = _tag_and_class(self.element)
            self._look = own if parent is None else f"{own} < {_tag_and_class(parent)}"
        return self._look


def _tag_and_class(element: HtmlElement) -> str:
    return f"{element.tag!s}.{element.get('class') or ''}"


class _Line:
    """The text run that is being gathered."""

    __slots__ = ("link", "links", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.link = 0
        self.links: list[str] = []


class _Layout:
    """A walk over the tree that turns it into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.stack: list[HtmlElement] = []
        self.kinds: list[BlockKind] = ["paragraph"]
        self.line = _Line()
        self.anchors: list[str] = []
        self.mains = 0

    def begin(self, element: HtmlElement, role: Role) -> None:
        """Begin an element that is neither passed over nor inline, and no link."""
        if role == "break":
            self.end_line()
        elif role == "cell":
            self.line.parts.append(_CELL)
        else:
            if self.line.parts:
                self.flush()
            self.stack.append(element)
            self.kinds.append(KINDS.get(str(element.tag), self.kinds[-1]))
            self.mains += role == "main"

    def end(self, element: HtmlElement, role: Role) -> None:
        """End an element that was opened or that is a link."""
        if role == "link":
            self.anchors.pop()
        elif role not in ("break", "cell"):
            if self.line.parts:
                self.flush()
            self.stack.pop()
            self.kinds.pop()
            self.mains -= role == "main"

    def add(self, text: str) -> None:
        """Add text to the line; in `pre` its line breaks end lines."""
        if self.kinds[-1] == "pre":
            first, *others = text.split("\n")
            self._gather(first)
            for other in others:
                self.end_line()
                self._gather(other)
        else:
            self._gather(" " if text.isspace() else text)

    def _gather(self, text: str) -> None:
        line = self.line
        line.parts.append(text)
        if self.anchors and self.anchors[-1]:
            line.link += len(_SPACES.sub(" ", text))
            if self.anchors[-1] not in line.links[-1:] and not text.isspace():
                line.links.append(self.anchors[-1])

    def end_line(self) -> None:
        """A line break: the second of two that follow each other ends the paragraph."""
        parts = self.line.parts
        for part in reversed(parts):
            if part == _BREAK:
                break
            if clean(part):
                parts.append(_BREAK)
                return
        self.flush()

    def flush(self) -> None:
        """End the block."""
        if not self.line.parts:
            return
        line, self.line = self.line, _Line()
        raw = "".join(line.parts)
        kind = self.kinds[-1]
        # A table that lays out the page holds whole texts in its cells, and they are no row.
        if kind == "table" and any(len(cell) > _LONGEST_CELL for cell in raw.split(_CELL)):
            for run in raw.split(_CELL):
                self._finish(line, run, "paragraph")
        else:
            self._finish(line, raw, kind)

    def _finish(self, line: _Line, raw: str, kind: BlockKind) -> None:
        text = "\n".join(filter(None, map(_cells, raw.split(_BREAK)))) if _BREAK in raw else _cells(raw)
        if text:
            self.blocks.append(
                Block(
                    text=text,
                    kind=kind,
                    element=self.stack[-1],
                    link_chars=min(len(text), line.link),
                    links=tuple(line.links),
                )
            )


def _cells(line: str) -> str:
    if _CELL not in line:
        return clean(line)
    return " | ".join(filter(None, map(clean, line.split(_CELL))))


def lay_out(root: HtmlElement) -> list[Block]:
    """Every line of text in the tree, in order; the site's menus and footer are left out."""
    layout = _Layout()
    walk = etree.iterwalk(root, events=("start", "end"), tag="*")
    passed_over = None
    for event, element in walk:
        role: Role = ROLES.get(str(element.tag), "block")
        if event == "start":
            if role == "skipped" or is_for_screen_readers(element):
                walk.skip_subtree()
                passed_over = element
                continue
            if role == "frame" and not layout.mains:
                walk.skip_subtree()
                passed_over = element
                layout.flush()
                continue
            if role == "link":
                layout.anchors.append(element.get("href") or "")
            elif role != "inline":
                layout.begin(element, role)
            text = element.text
        else:
            if element is passed_over:
                passed_over = None
            elif role != "inline":
                layout.end(element, role)
            text = element.tail
        if text and (layout.line.parts or not text.isspace()):
            layout.add(text)
    layout.flush()
    return layout.blocks
