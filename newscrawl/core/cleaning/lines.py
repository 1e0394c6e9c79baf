"""A block on trial: what is known of it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.article import RemovalReason
from newscrawl.core.markup.blocks import Block
from newscrawl.core.prune import ClassHint
from newscrawl.core.text import display_width

FULL_STOPS = tuple('.…。।։؟۔”"»')
"""How a sentence ends that is no headline: question and exclamation marks stand behind headlines too."""

_MIN_RUNNING_TEXT_WIDTH = 40
_MIN_SENTENCE_WIDTH = 60


@dataclass(slots=True, eq=False)
class BlockState:
    """A block, whether trafilatura took it for text, and the hint that its place gives."""

    block: Block
    is_content: bool
    class_hint: ClassHint | None
    reason: RemovalReason | None = None
    rule: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether nothing has cut the block."""
        return self.reason is None

    def remove(self, reason: RemovalReason, rule: str) -> None:
        """Cut the block, unless something has cut it already."""
        if self.reason is None:
            self.reason, self.rule = reason, rule


def is_running_text(block: Block) -> bool:
    """Whether the block is long enough for a sentence, and no link or caption.

    40 characters divide sentences from labels on real pages; where words are not spaced, 20 do.
    """
    chars = len(block.text)
    if 2 * chars < _MIN_RUNNING_TEXT_WIDTH or block.kind == "caption" or block.link_density >= 0.5:
        return False
    return chars >= _MIN_RUNNING_TEXT_WIDTH or display_width(block.text, _MIN_SENTENCE_WIDTH) >= _MIN_RUNNING_TEXT_WIDTH


def is_sentence(block: Block) -> bool:
    """Whether the block is a sentence to its full stop, even where all of it is a link.

    60 characters: shorter ones are headlines that end in a stop.
    """
    return display_width(block.text, _MIN_SENTENCE_WIDTH) >= 60 and block.text.endswith(FULL_STOPS)


def is_label(block: Block) -> bool:
    """Whether the block is a short heading or paragraph without a full stop."""
    return block.kind in ("heading", "paragraph") and not is_running_text(block) and not block.text.endswith(FULL_STOPS)


def iter_ancestors(block: Block, container: HtmlElement) -> Iterator[HtmlElement]:
    """The elements round the block, from the nearest up to the container, without it."""
    element: HtmlElement | None = block.element
    while element is not None and element is not container:
        yield element
        element = element.getparent()
