"""The index of the elements around the blocks: sums, masks and the heaviest path."""

from __future__ import annotations

from newscrawl.html.dom_index import DomIndex
from tests.block_helpers import blocks_of

PAGE = "<main><h1>Tides</h1><div id='a'><p>One.</p><p>Two.</p>three</div></main><div id='b'><p>Four.</p></div>"


def index_of(markup: str) -> tuple[DomIndex, list[str]]:
    """The index, and the id or tag of each of its elements."""
    dom_index = DomIndex(blocks_of(markup))
    return dom_index, [element.get("id") or str(element.tag) for element in dom_index.elements]


def test_each_element_is_in_the_index_once_and_after_its_parent() -> None:
    dom_index, names = index_of(PAGE)
    assert names == ["html", "body", "main", "h1", "a", "p", "p", "b", "p"]
    assert dom_index.parents == [-1, 0, 1, 2, 2, 4, 4, 1, 7]


def test_each_block_has_its_own_element() -> None:
    dom_index, names = index_of(PAGE)
    assert [names[index] for index in dom_index.element_indexes] == ["h1", "p", "p", "a", "p"]


def test_the_sum_of_an_element_includes_all_blocks_in_it() -> None:
    dom_index, names = index_of(PAGE)
    sums = dom_index.sum_by_element([1, 10, 100, 1000, 10000])
    assert dict(zip(names, sums, strict=True)) | {"p": 0} == {
        "html": 11111, "body": 11111, "main": 1111, "h1": 1, "a": 1110, "b": 10000, "p": 0,
    }  # fmt: skip


def test_a_block_gets_the_value_of_its_element() -> None:
    dom_index, names = index_of(PAGE)
    assert dom_index.map_to_blocks(names) == ["h1", "p", "p", "a", "p"]


def test_a_mask_includes_blocks_at_any_depth() -> None:
    dom_index, names = index_of(PAGE)
    main, division = dom_index.elements[names.index("main")], dom_index.elements[names.index("b")]
    assert dom_index.mask_inside([main]) == [True, True, True, True, False]
    assert dom_index.mask_inside([division]) == [False, False, False, False, True]
    assert dom_index.mask_inside([division, dom_index.elements[names.index("h1")]]) == [True, False, False, False, True]
    assert dom_index.mask_inside([]) == [False] * 5


def test_the_heaviest_path_ends_where_there_is_no_weight() -> None:
    dom_index, names = index_of(PAGE)
    assert [names[index] for index in dom_index.heaviest_path(dom_index.sum_by_element([0, 0, 3, 5, 1]))] == [
        "html",
        "body",
        "main",
        "a",
        "p",
    ]
    assert [names[index] for index in dom_index.heaviest_path(dom_index.sum_by_element([0, 0, 0, 5, 1]))] == [
        "html",
        "body",
        "main",
        "a",
    ]
    assert dom_index.heaviest_path(dom_index.sum_by_element([0, 0, 0, 0, 0])) == []


def test_of_two_equal_children_the_first_is_in_the_path() -> None:
    dom_index, names = index_of("<div id='a'><p>One.</p></div><div id='b'><p>Two.</p></div>")
    assert [names[index] for index in dom_index.heaviest_path(dom_index.sum_by_element([1, 1]))] == [
        "html",
        "body",
        "a",
        "p",
    ]


def test_the_index_of_no_blocks_is_empty() -> None:
    dom_index = DomIndex([])
    assert dom_index.elements == []
    assert dom_index.sum_by_element([]) == []
    assert dom_index.heaviest_path([]) == []
