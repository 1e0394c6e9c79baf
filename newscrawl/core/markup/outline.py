"""The elements that the blocks of a page stand in, each once, so that a question about all of them costs one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from lxml.html import HtmlElement

from newscrawl.core.markup.blocks import Block

Value = TypeVar("Value")


class Outline:
    """The blocks' elements and all round them, those outside ahead of those inside.

    A page has some hundreds of them, and its blocks some thousands of ancestors: most questions are asked here once
    for each element, and not for each block again.
    """

    __slots__ = ("elements", "parents", "places")

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.elements: list[HtmlElement] = []
        self.parents: list[int] = []
        """Where in `elements` each element's parent stands; -1 for the root."""
        self.places: list[int] = []
        """Where in `elements` each block's own element stands."""
        known: dict[HtmlElement, int] = {}
        for block in blocks:
            path: list[HtmlElement] = []
            element: HtmlElement | None = block.element
            while element is not None and element not in known:
                path.append(element)
                element = element.getparent()
            at = -1 if element is None else known[element]
            for part in reversed(path):
                self.elements.append(part)
                self.parents.append(at)
                at = known[part] = len(self.elements) - 1
            self.places.append(at)

    def sums(self, amounts: Sequence[float]) -> list[float]:
        """For each element the sum over the blocks in it, from one amount a block."""
        parents, totals = self.parents, [0.0] * len(self.elements)
        for place, amount in zip(self.places, amounts, strict=True):
            totals[place] += amount
        for at in range(len(totals) - 1, 0, -1):
            if (total := totals[at]) and (parent := parents[at]) >= 0:
                totals[parent] += total
        return totals

    def of_blocks(self, values: Sequence[Value]) -> list[Value]:
        """The value of each block's element."""
        return [values[place] for place in self.places]

    def held_by(self, parts: Iterable[HtmlElement]) -> list[bool]:
        """For each block whether it stands in one of the elements."""
        holding = {*parts}
        held = [element in holding for element in self.elements]
        for at, parent in enumerate(self.parents):
            if parent >= 0 and held[parent]:
                held[at] = True
        return [held[place] for place in self.places]

    def way_down(self, totals: Sequence[float]) -> list[int]:
        """The root, its child with most, that one's child with most, and so on, as far as there is anything."""
        heaviest: dict[int, int] = {}
        for at, total in enumerate(totals):
            if total > 0:
                parent = self.parents[at]
                if parent not in heaviest or total > totals[heaviest[parent]]:
                    heaviest[parent] = at
        way: list[int] = []
        at = -1
        while (below := heaviest.get(at)) is not None:
            way.append(below)
            at = below
        return way
