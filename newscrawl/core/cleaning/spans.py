"""Which lines each part of the container holds: neighbours all, so that two numbers tell it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import Line


class Spans:
    """For each element in the container, the first of its lines and the one behind its last.

    Lines come in page order, so what an element holds is one run of them. A line's ancestors are walked no further
    than to one that its neighbour has too: however deep a page is nested, each element is met once.
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, lines: Sequence[Line], container: HtmlElement) -> None:
        self._starts: dict[HtmlElement, int] = {}
        self._ends: dict[HtmlElement, int] = {}
        path: list[HtmlElement] = []
        for at, line in enumerate(lines):
            begun: list[HtmlElement] = []
            element: HtmlElement | None = line.block.element
            while element is not None and element is not container and element not in self._starts:
                begun.append(element)
                element = element.getparent()
            while path and path[-1] is not element:
                self._ends[path.pop()] = at
            for part in reversed(begun):
                self._starts[part] = at
                path.append(part)
        self._ends.update(dict.fromkeys(path, len(lines)))

    def __getitem__(self, part: HtmlElement) -> slice:
        """Where among the lines those stand that the element holds."""
        return slice(self._starts[part], self._ends[part])

    def sums(self, amounts: Iterable[int]) -> dict[HtmlElement, int]:
        """For each element the sum over its lines, from one amount a line; those outside ahead of those inside."""
        before = [0, *accumulate(amounts)]
        return {part: before[self._ends[part]] - before[start] for part, start in self._starts.items()}

    def lines_of(self, parts: Collection[HtmlElement], lines: Sequence[Line]) -> Iterator[Line]:
        """The lines that the elements hold, each once, however the elements stand in each other."""
        done = 0
        for part, start in self._starts.items():
            if part in parts:
                yield from lines[max(done, start) : self._ends[part]]
                done = max(done, self._ends[part])
