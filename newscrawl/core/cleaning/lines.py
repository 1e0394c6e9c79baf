"""A block on trial: what is known of it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.article import Reason
from newscrawl.core.markup.blocks import Block
from newscrawl.core.prune import Hint
from newscrawl.core.text import width

FULL_STOP = tuple('.…。।։؟۔”"»')
"""How a sentence ends that is no headline: question and exclamation marks stand behind headlines too."""

_RUNNING_TEXT = 40
_WIDE_ENOUGH = 60


@dataclass(slots=True, eq=False)
class Line:
    """A block, whether trafilatura took it for text, and the hint that its place gives."""

    block: Block
    voted: bool
    hint: Hint | None
    reason: Reason | None = None
    rule: str = ""

    @property
    def kept(self) -> bool:
        """Whether nothing has cut the block."""
        return self.reason is None

    def cut(self, reason: Reason, rule: str) -> None:
        """Cut the block, unless something has cut it already."""
        if self.reason is None:
            self.reason, self.rule = reason, rule


def is_running_text(block: Block) -> bool:
    """Whether the block is long enough for a sentence, and no link or caption.

    40 characters divide sentences from labels on real pages; where words are not spaced, 20 do.
    """
    chars = len(block.text)
    if 2 * chars < _RUNNING_TEXT or block.kind == "caption" or block.link_share >= 0.5:
        return False
    return chars >= _RUNNING_TEXT or width(block.text, _WIDE_ENOUGH) >= _RUNNING_TEXT


def is_sentence(block: Block) -> bool:
    """Whether the block is a sentence to its full stop, even where all of it is a link.

    60 characters: shorter ones are headlines that end in a stop.
    """
    return width(block.text, _WIDE_ENOUGH) >= 60 and block.text.endswith(FULL_STOP)


def is_label(block: Block) -> bool:
    """Whether the block is a short heading or paragraph without a full stop."""
    return block.kind in ("heading", "paragraph") and not is_running_text(block) and not block.text.endswith(FULL_STOP)


def ancestors(block: Block, container: HtmlElement) -> Iterator[HtmlElement]:
    """The elements round the block, from the nearest up to the container, without it."""
    element: HtmlElement | None = block.element
    while element is not None and element is not container:
        yield element
        element = element.getparent()
