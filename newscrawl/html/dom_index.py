"""An index of the elements around the blocks, for sums and masks over all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from lxml.html import HtmlElement

from newscrawl.html.blocks import Block

_Value = TypeVar("_Value")


class DomIndex:
    """The elements of the blocks and all their ancestors, each once, every ancestor before its descendants.

    A page has some hundreds of these elements, and its blocks have some thousands of ancestors: a pass over the
    elements is cheaper than a walk from each block up to the root.
    """

    __slots__ = ("element_indexes", "elements", "parents")

    def __init__(self, blocks: Iterable[Block]) -> None:
        self.elements: list[HtmlElement] = []
        self.parents: list[int] = []
        """For each element the index of its parent in `elements`; -1 for the root."""
        self.element_indexes: list[int] = []
        """For each block the index of its own element in `elements`."""
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
        """For each element the sum over the blocks in it.

        :param amounts: one number for each block.
        """
        parents, totals = self.parents, [0.0] * len(self.elements)
        for element_index, amount in zip(self.element_indexes, amounts, strict=True):
            totals[element_index] += amount
        for index in range(len(totals) - 1, 0, -1):
            if (total := totals[index]) and (parent := parents[index]) >= 0:
                totals[parent] += total
        return totals

    def map_to_blocks(self, values: Sequence[_Value]) -> list[_Value]:
        """For each block the value of its own element.

        :param values: one value for each element.
        """
        return [values[index] for index in self.element_indexes]

    def mask_inside(self, containers: Iterable[HtmlElement]) -> list[bool]:
        """For each block whether it is in one of the containers."""
        targets = {*containers}
        inside = [element in targets for element in self.elements]
        for index, parent in enumerate(self.parents):
            if parent >= 0 and inside[parent]:
                inside[index] = True
        return [inside[element_index] for element_index in self.element_indexes]

    def heaviest_path(self, totals: Sequence[float]) -> list[int]:
        """The indexes of the root, of its child with the largest total, and so on, down to the last total above 0."""
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
