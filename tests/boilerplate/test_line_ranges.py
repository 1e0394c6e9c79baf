"""Which lines stand in which part, against a walk over the ancestors of each."""

from __future__ import annotations

from collections import Counter

import pytest

from newscrawl.boilerplate.lines import LineRanges, iter_ancestors
from tests.trial import on_trial

PAGES = [
    pytest.param("<div container><p>a</p><p>b</p><p>c</p></div>", id="side by side"),
    pytest.param("<div container><section>a<div>b<p>c</p>d</div>e</section><p>f</p></div>", id="text round parts"),
    pytest.param("<div container>a<div><div><p>b</p></div><ul><li>c</li><li>d</li></ul></div></div>", id="nested"),
    pytest.param("<main><div container>a</div></main>", id="the container's own text"),
]


@pytest.mark.parametrize("page", PAGES)
def test_each_part_holds_the_lines_whose_ancestor_it_is(page: str) -> None:
    lines, container = on_trial(page)
    spans = LineRanges(lines, container)
    held = Counter(part for line in lines for part in iter_ancestors(line.block, container))
    assert spans.sum_by_element(1 for _ in lines) == held
    for part in held:
        assert lines[spans[part]] == [line for line in lines if part in iter_ancestors(line.block, container)]


@pytest.mark.parametrize("page", PAGES)
def test_lines_of_parts_within_each_other_come_once(page: str) -> None:
    lines, container = on_trial(page)
    parts = [part for line in lines for part in iter_ancestors(line.block, container)]
    found = [*LineRanges(lines, container).iter_lines(parts, lines)]
    assert found == [line for line in lines if next(iter_ancestors(line.block, container), None) is not None]
