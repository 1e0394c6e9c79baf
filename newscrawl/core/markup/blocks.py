"""The page laid out as blocks: every line of text once, in order, with what its mark-up tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.article import BlockKind
from newscrawl.core.markup.hiding import is_for_screen_readers
from newscrawl.core.text import clean

SKIPPED = frozenset(
    "script style noscript template svg math iframe object embed applet canvas video audio head title meta link map "
    "source track select option datalist input textarea button progress meter dialog".split()
)
"""Elements whose text is no part of the page that a reader reads as text."""

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rb rp rt rtc "
    "ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
"""Elements that do not end a line of text."""

_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "blockquote": "quote",
    "figcaption": "caption",
    **dict.fromkeys(("tr", "caption"), "table"),
    "pre": "pre",
}
_MAIN = frozenset({"main", "article"})
_FRAME = frozenset({"nav", "footer"})
"""The site's frame, where it stands outside the page's main part: half of all blocks, and none of the article's."""

_CELLS = frozenset({"td", "th"})
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

    @property
    def link_share(self) -> float:
        """The part of the text that stands inside links, 0 to 1."""
        return self.link_chars / max(1, len(self.text))


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

    def add(self, text: str | None) -> None:
        if text and self.kinds[-1] == "pre":
            first, *others = text.split("\n")
            self._gather(first)
            for other in others:
                self.end_line()
                self._gather(other)
        elif text:
            self._gather(text)

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
        begin = next((at for at in range(len(parts), 0, -1) if parts[at - 1] == _BREAK), 0)
        if any(clean(part) for part in parts[begin:]):
            parts.append(_BREAK)
        else:
            self.flush()

    def flush(self) -> None:
        if not self.line.parts:
            return
        line, self.line = self.line, _Line()
        raw = "".join(line.parts)
        # A table that lays out the page holds whole texts in its cells, and they are no row.
        laid_out = self.kinds[-1] == "table" and any(len(cell) > _LONGEST_CELL for cell in raw.split(_CELL))
        for run in raw.split(_CELL) if laid_out else [raw]:
            self._finish(line, run, "paragraph" if laid_out else self.kinds[-1])

    def _finish(self, line: _Line, raw: str, kind: BlockKind) -> None:
        lines = [_cells(part) for part in raw.split(_BREAK)]
        if text := "\n".join(filter(None, lines)):
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
    walk = etree.iterwalk(root, events=("start", "end"))
    passed_over = None
    mains = 0
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if not isinstance(tag, str) or tag in SKIPPED or is_for_screen_readers(element):
                walk.skip_subtree()
                passed_over = element
            elif tag in _FRAME and not mains:
                walk.skip_subtree()
                passed_over = element
                layout.flush()
            else:
                mains += tag in _MAIN
                _open(layout, element, tag)
        else:
            if element is passed_over:
                passed_over = None
            elif isinstance(tag, str):
                mains -= tag in _MAIN
                _close(layout, element, tag)
            layout.add(element.tail)
    layout.flush()
    return layout.blocks


def _open(layout: _Layout, element: HtmlElement, tag: str) -> None:
    if tag == "br":
        layout.end_line()
    elif tag in INLINE:
        if tag == "a":
            layout.anchors.append(element.get("href") or "")
    elif tag in _CELLS:
        layout.line.parts.append(_CELL)
    else:
        layout.flush()
        layout.stack.append(element)
        layout.kinds.append(_KINDS.get(tag, layout.kinds[-1]))
    layout.add(element.text)


def _close(layout: _Layout, element: HtmlElement, tag: str) -> None:
    if tag in INLINE:
        if tag == "a" and layout.anchors:
            layout.anchors.pop()
    elif tag not in _CELLS and tag != "br" and layout.stack and layout.stack[-1] is element:
        layout.flush()
        layout.stack.pop()
        layout.kinds.pop()
