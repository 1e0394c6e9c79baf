"""Which lines each part of the container holds: neighbours all, so that two numbers tell it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import BlockState


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
