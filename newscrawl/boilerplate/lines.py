"""A block on trial: what is known of it, and what becomes of it.

Which lines each part of the container holds: neighbours all, so that two numbers tell it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint
from newscrawl.html.blocks import Block
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import SiteRemoval
from newscrawl.text import display_width

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


@dataclass(frozen=True, slots=True)
class MainContent:
    """The blocks of the body container, and those beside it in the page's main part."""

    container: HtmlElement
    blocks: list[Block]
    content_mask: list[bool]
    """Which of them are taken for the article's text."""
    block_hints: list[ClassHint | None]
    """What the mark-up round each of them hints at."""
    outside: list[tuple[Block, ClassHint | None]]
    """What a careless reader of the page takes for its text: never kept, only named in `removed`."""
    before_container: frozenset[Block]
    """Those beside it that stand ahead of the container."""
    captions: frozenset[Block]
    """Those, here and beside it, that are captions for standing in a figure."""
    site_removals: Mapping[Block, SiteRemoval]
    """What the site's rule cuts, whatever else speaks for it."""


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


class LineRanges:
    """For each element in the container, the first of its lines and the one behind its last.

    Lines come in page order, so what an element holds is one run of them. A line's ancestors are walked no further
    than to one that its neighbour has too: however deep a page is nested, each element is met once.
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

    def __getitem__(self, element: HtmlElement) -> slice:
        """Where among the lines those stand that the element holds."""
        return slice(self._starts[element], self._ends[element])

    def sum_per_element(self, amounts: Iterable[int]) -> dict[HtmlElement, int]:
        """For each element the sum over its lines, from one amount a line; those outside ahead of those inside."""
        cumulative = [0, *accumulate(amounts)]
        return {element: cumulative[self._ends[element]] - cumulative[start] for element, start in self._starts.items()}

    def iter_lines(self, elements: Collection[HtmlElement], lines: Sequence[BlockState]) -> Iterator[BlockState]:
        """The lines that the elements hold, each once, however the elements stand in each other."""
        yielded_until = 0
        for element, start in self._starts.items():
            if element in elements:
                yield from lines[max(yielded_until, start) : self._ends[element]]
                yielded_until = max(yielded_until, self._ends[element])
