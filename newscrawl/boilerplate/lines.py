"""What the removal passes work on: a page's main content, each block with its state, and the lines of each element."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint
from newscrawl.html.blocks import Block
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import SiteRemoval
from newscrawl.text import display_width

FULL_STOPS = tuple('.…。।։؟۔”"»')
"""The last characters of a sentence that is not a headline. Headlines also end in question and exclamation marks."""

COLONS = (":", "：")
"""The last characters of a line that introduces the next one."""

MIN_LINK_ONLY_DENSITY = 0.8
"""From this share of its characters inside links, a line is nothing but a link."""

_MIN_RUNNING_TEXT_WIDTH = 40
"""Characters: this divides sentences from labels on real pages. Wide characters count twice, because 20 of them divide
the two where words are not spaced."""
_MAX_RUNNING_TEXT_LINK_DENSITY = 0.5
_MIN_SENTENCE_WIDTH = 60
"""Characters: shorter lines that end in a full stop are headlines as well."""


@dataclass(frozen=True, slots=True)
class MainContent:
    """The blocks of the container that holds the article, and those outside it in the main region of the page."""

    container: HtmlElement
    blocks: list[Block]
    """The blocks in the container, in page order."""
    content_mask: list[bool]
    """For each of them, whether the classifier or trafilatura takes it for article text."""
    block_hints: list[ClassHint | None]
    """For each of them, the strongest hint of the tags and class names around it."""
    outside: list[tuple[Block, ClassHint | None]]
    """The blocks outside the container that look like text: they are never kept, only listed in `removed`."""
    before_container: frozenset[Block]
    """The blocks of the page before the container."""
    captions: frozenset[Block]
    """The blocks, in the container or outside, that are captions because they are inside a figure."""
    site_removals: Mapping[Block, SiteRemoval]
    """The blocks that the site's rule removes, whatever their content."""


@dataclass(slots=True, eq=False)
class RemovableLine:
    """A line that the first rule that matches it removes."""

    reason: RemovalReason | None = field(default=None, init=False)
    """Why the line is removed; None for a line that is kept."""
    rule: str = field(default="", init=False)
    """The rule that removed it, as `Removal.rule` names it."""

    @property
    def is_kept(self) -> bool:
        """Whether no rule has removed the line."""
        return self.reason is None

    def remove(self, reason: RemovalReason, rule: str) -> None:
        """Remove the line, unless it is removed already."""
        if self.reason is None:
            self.reason, self.rule = reason, rule

    def restore(self) -> None:
        """Keep the line after all."""
        self.reason, self.rule = None, ""


@dataclass(slots=True, eq=False)
class BlockState(RemovableLine):
    """A block and what the passes know of it; they change it until it is labelled."""

    block: Block
    is_content: bool
    """Whether the content mask (of trafilatura or the classifier) takes the block for article text."""
    class_hint: ClassHint | None
    """The strongest hint of the tags and class names around the block."""


def is_running_text(block: Block) -> bool:
    """Whether the block is long enough for a sentence, and neither mostly link nor a caption."""
    chars = len(block.text)
    if (
        2 * chars < _MIN_RUNNING_TEXT_WIDTH
        or block.kind == "caption"
        or block.link_density >= _MAX_RUNNING_TEXT_LINK_DENSITY
    ):
        return False
    return (
        chars >= _MIN_RUNNING_TEXT_WIDTH
        or display_width(block.text, _MIN_RUNNING_TEXT_WIDTH) >= _MIN_RUNNING_TEXT_WIDTH
    )


def is_sentence(block: Block) -> bool:
    """Whether the block is a long line with a full stop at its end; all of it may be a link."""
    return display_width(block.text, _MIN_SENTENCE_WIDTH) >= _MIN_SENTENCE_WIDTH and block.text.endswith(FULL_STOPS)


def is_label(block: Block) -> bool:
    """Whether the block is a short heading or paragraph without a full stop."""
    return block.kind in ("heading", "paragraph") and not is_running_text(block) and not block.text.endswith(FULL_STOPS)


def iter_ancestors(block: Block, container: HtmlElement) -> Iterator[HtmlElement]:
    """The block's own element and its ancestors, from the nearest up to the container, which is left out."""
    element: HtmlElement | None = block.element
    while element is not None and element is not container:
        yield element
        element = element.getparent()


class LineRanges:
    """For each element in the container, which of the lines it holds.

    Lines come in page order, so the lines of an element are one slice of them. Of the ancestors of a line, only those
    are walked that the line before it does not have: each element is visited once, however deep a page is nested.
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, lines: Sequence[BlockState], container: HtmlElement) -> None:
        self._starts: dict[HtmlElement, int] = {}
        self._ends: dict[HtmlElement, int] = {}
        path: list[HtmlElement] = []
        for index, line in enumerate(lines):
            new_elements: list[HtmlElement] = []
            element: HtmlElement | None = line.block.element
            while element is not None and element is not container and element not in self._starts:
                new_elements.append(element)
                element = element.getparent()
            while path and path[-1] is not element:
                self._ends[path.pop()] = index
            for new_element in reversed(new_elements):
                self._starts[new_element] = index
                path.append(new_element)
        self._ends.update(dict.fromkeys(path, len(lines)))

    def __iter__(self) -> Iterator[HtmlElement]:
        """The elements, outer ones before the elements in them."""
        return iter(self._starts)

    def __getitem__(self, element: HtmlElement) -> slice:
        """The slice of the lines that the element holds."""
        return slice(self._starts[element], self._ends[element])

    def sum_by_element(self, amounts: Iterable[int]) -> dict[HtmlElement, int]:
        """The sum of each element over its lines; outer elements come before the elements in them.

        :param amounts: one amount for each line.
        """
        cumulative = [0, *accumulate(amounts)]
        return {element: cumulative[self._ends[element]] - cumulative[start] for element, start in self._starts.items()}

    def iter_lines(self, elements: Collection[HtmlElement], lines: Sequence[BlockState]) -> Iterator[BlockState]:
        """The lines that the elements hold, in page order; each line once, even where one element contains another."""
        yielded_until = 0
        for element, start in self._starts.items():
            if element in elements:
                yield from lines[max(yielded_until, start) : self._ends[element]]
                yielded_until = max(yielded_until, self._ends[element])
