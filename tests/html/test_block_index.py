"""The outline: sums over the blocks of a page, and which of them stand where."""

from __future__ import annotations

from newscrawl.html.blocks import DomIndex
from tests.block_helpers import blocks_of

PAGE = "<main><h1>Tides</h1><div id='a'><p>One.</p><p>Two.</p>three</div></main><div id='b'><p>Four.</p></div>"


def outline_of(markup: str) -> tuple[DomIndex, list[str]]:
    """The outline, and each of its elements by its tag or id."""
    outline = DomIndex(blocks_of(markup))
    return outline, [element.get("id") or str(element.tag) for element in outline.elements]


def test_each_element_stands_once_and_behind_its_parent() -> None:
    outline, names = outline_of(PAGE)
    assert names == ["html", "body", "main", "h1", "a", "p", "p", "b", "p"]
    assert outline.parents == [-1, 0, 1, 2, 2, 4, 4, 1, 7]


def test_each_block_knows_its_own_element() -> None:
    outline, names = outline_of(PAGE)
    assert [names[place] for place in outline.element_indexes] == ["h1", "p", "p", "a", "p"]


def test_an_elements_sum_is_that_of_all_blocks_in_it() -> None:
    outline, names = outline_of(PAGE)
    sums = outline.sum_by_element([1, 10, 100, 1000, 10000])
    assert dict(zip(names, sums, strict=True)) | {"p": 0} == {
        "html": 11111, "body": 11111, "main": 1111, "h1": 1, "a": 1110, "b": 10000, "p": 0,
    }  # fmt: skip


def test_a_value_of_each_element_is_given_to_its_blocks() -> None:
    outline, names = outline_of(PAGE)
    assert outline.map_to_blocks(names) == ["h1", "p", "p", "a", "p"]


def test_blocks_are_held_by_what_they_stand_in_however_deep() -> None:
    outline, names = outline_of(PAGE)
    main, division = outline.elements[names.index("main")], outline.elements[names.index("b")]
    assert outline.mask_inside([main]) == [True, True, True, True, False]
    assert outline.mask_inside([division]) == [False, False, False, False, True]
    assert outline.mask_inside([division, outline.elements[names.index("h1")]]) == [True, False, False, False, True]
    assert outline.mask_inside([]) == [False] * 5


def test_the_way_down_follows_the_heaviest_child_as_far_as_there_is_weight() -> None:
    outline, names = outline_of(PAGE)
    assert [names[at] for at in outline.heaviest_path(outline.sum_by_element([0, 0, 3, 5, 1]))] == [
        "html",
        "body",
        "main",
        "a",
        "p",
    ]
    assert [names[at] for at in outline.heaviest_path(outline.sum_by_element([0, 0, 0, 5, 1]))] == [
        "html",
        "body",
        "main",
        "a",
    ]
    assert outline.heaviest_path(outline.sum_by_element([0, 0, 0, 0, 0])) == []


def test_of_two_equal_children_the_first_is_the_way() -> None:
    outline, names = outline_of("<div id='a'><p>One.</p></div><div id='b'><p>Two.</p></div>")
    assert [names[at] for at in outline.heaviest_path(outline.sum_by_element([1, 1]))] == ["html", "body", "a", "p"]


def test_a_page_without_blocks_has_no_outline() -> None:
    outline = DomIndex([])
    assert outline.elements == []
    assert outline.sum_by_element([]) == []
    assert outline.heaviest_path([]) == []
