"""Which lines each element holds, compared with a walk over the ancestors of each line."""

from __future__ import annotations

from collections import Counter

import pytest

from newscrawl.boilerplate.lines import LineRanges, iter_ancestors
from tests.block_helpers import lines_of

PAGES = [
    pytest.param("<div container><p>a</p><p>b</p><p>c</p></div>", id="side by side"),
    pytest.param("<div container><section>a<div>b<p>c</p>d</div>e</section><p>f</p></div>", id="text around elements"),
    pytest.param("<div container>a<div><div><p>b</p></div><ul><li>c</li><li>d</li></ul></div></div>", id="nested"),
    pytest.param("<main><div container>a</div></main>", id="the container's own text"),
]


@pytest.mark.parametrize("page", PAGES)
def test_an_element_holds_the_lines_whose_ancestor_it_is(page: str) -> None:
    lines, container = lines_of(page)
    line_ranges = LineRanges(lines, container)
    counts = Counter(part for line in lines for part in iter_ancestors(line.block, container))
    assert line_ranges.sum_by_element(1 for _ in lines) == counts
    for part in counts:
        assert lines[line_ranges[part]] == [line for line in lines if part in iter_ancestors(line.block, container)]


@pytest.mark.parametrize("page", PAGES)
def test_lines_of_nested_elements_come_once(page: str) -> None:
    lines, container = lines_of(page)
    parts = [part for line in lines for part in iter_ancestors(line.block, container)]
    found = [*LineRanges(lines, container).iter_lines(parts, lines)]
    assert found == [line for line in lines if next(iter_ancestors(line.block, container), None) is not None]
