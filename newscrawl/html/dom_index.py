"""The elements that the blocks of a page stand in, each once, so that a question about all of them costs one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from lxml.html import HtmlElement

from newscrawl.html.blocks import Block

Value = TypeVar("Value")


class DomIndex:
    """The blocks' elements and all round them, those outside ahead of those inside.

    A page has some hundreds of them, and its blocks some thousands of ancestors: most questions are asked here once
    for each element, and not for each block again.
    """

    __slots__ = ("element_indexes", "elements", "parents")

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.elements: list[HtmlElement] = []
        self.parents: list[int] = []
        """Where in `elements` each element's parent stands; -1 for the root."""
        self.element_indexes: list[int] = []
        """Where in `elements` each block's own element stands."""
        index_of: dict[HtmlElement, int] = {}
        for block in blocks:
            path: list[HtmlElement] = []
            element: HtmlElement | None = block.element
            while element is not None and element not in index_of:
                path.append(element)
                element = element.getparent()
            index = -1 if element is None else index_of[element]
            for ancestor in reversed(path):
                self.elements.append(ancestor)
                self.parents.append(index)
                index = index_of[ancestor] = len(self.elements) - 1
            self.element_indexes.append(index)

    def sum_by_element(self, amounts: Sequence[float]) -> list[float]:
        """For each element the sum over the blocks in it, from one amount a block."""
        parents, totals = self.parents, [0.0] * len(self.elements)
        for element_index, amount in zip(self.element_indexes, amounts, strict=True):
            totals[element_index] += amount
        for index in range(len(totals) - 1, 0, -1):
            if (total := totals[index]) and (parent := parents[index]) >= 0:
                totals[parent] += total
        return totals

    def map_to_blocks(self, values: Sequence[Value]) -> list[Value]:
        """The value of each block's element."""
        return [values[index] for index in self.element_indexes]

    def mask_inside(self, containers: Iterable[HtmlElement]) -> list[bool]:
        """For each block whether it stands in one of the elements."""
        targets = {*containers}
        inside = [element in targets for element in self.elements]
        for index, parent in enumerate(self.parents):
            if parent >= 0 and inside[parent]:
                inside[index] = True
        return [inside[element_index] for element_index in self.element_indexes]

    def heaviest_path(self, totals: Sequence[float]) -> list[int]:
        """The root, its child with most, that one's child with most, and so on, as far as there is anything."""
        heaviest: dict[int, int] = {}
        for index, total in enumerate(totals):
            if total > 0:
                parent = self.parents[index]
                if parent not in heaviest or total > totals[heaviest[parent]]:
                    heaviest[parent] = index
        path: list[int] = []
        index = -1
        while (child := heaviest.get(index)) is not None:
            path.append(child)
            index = child
        return path
