"""Where the article stands in the page: the only importer of trafilatura.

Trafilatura is asked which text is the article's; the text itself is read from the page's own blocks, so
that headings, first letters, line breaks and short lines stay what they are.

The body container: the deepest element that holds (nearly) all of the article's running text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lxml.html import HtmlElement

from newscrawl.boilerplate.class_hints import ClassHint, ClassHints
from newscrawl.boilerplate.lines import MainContent, is_running_text
from newscrawl.boilerplate.site_selectors import (
    NO_SITE_RULE,
    SiteRuleResult,
    find_common_ancestor,
    hoist_inline_removals,
    map_removals_to_blocks,
)
from newscrawl.boilerplate.structure import find_figure_captions
from newscrawl.extraction.content_classifier import classify_blocks
from newscrawl.extraction.trafilatura_bridge import run_trafilatura
from newscrawl.html.blocks import Block, extract_blocks
from newscrawl.html.dom_index import DomIndex
from newscrawl.rules.schema import Rules
from newscrawl.text import fold, matches_folded

_MIN_CHILD_SHARE, _MIN_HEADLINED_CHILD_SHARE = 0.8, 0.6
"""A child with this share of its parent's text is the way down; below it, the text lies side by side. A child that
holds the headline as well needs less: what stands beside it is seldom the article's."""

_NON_CONTENT_WEIGHT = 0.25
"""What a line counts that is not heard as the article's: enough to lead where nothing at all is."""

_MAX_LINK_DENSITY = 0.5
_MIN_PRECEDING_PARAGRAPHS = 3


def find_container(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    content_mask: Sequence[bool],
    block_hints: Sequence[ClassHint | None],
    running_mask: Sequence[bool],
    *,
    title: str | None = None,
) -> HtmlElement:
    """The element to read the article from; the root where no text dominates anywhere.

    :param heard: which blocks are taken for the article's text; `block_hints` and `running_mask` are known of each as
        well.
    """
    rows = [*zip(blocks, content_mask, block_hints, running_mask, strict=True)]
    weights = dom_index.sum_by_element(
        [
            _weight(block, is_content, hint) if is_content or is_running else 0.0
            for block, is_content, hint, is_running in rows
        ]
    )
    counts = dom_index.sum_by_element(
        [voted and runs and hint is None and block.kind == "paragraph" for block, voted, hint, runs in rows]
    )
    paragraph_counts: dict[HtmlElement, float] = {}
    """Filled on the few pages where it is asked."""
    container = 0
    for child in dom_index.heaviest_path(weights)[1:]:
        element = dom_index.elements[child]
        if (
            element.tag == "p" and dom_index.element_indexes.count(child) == 1
        ):  # one long paragraph is not the whole article
            break
        if weights[child] < _MIN_HEADLINED_CHILD_SHARE * weights[container]:
            break
        if weights[child] < _MIN_CHILD_SHARE * weights[container] and element not in _find_headline_elements(
            blocks, title
        ):
            break
        if counts[child] < counts[dom_index.parents[child]]:
            paragraph_counts = paragraph_counts or {
                holder: n for holder, n in zip(dom_index.elements, counts, strict=True) if n
            }
            if _has_sibling_text(element, paragraph_counts):
                break
        container = child
    return dom_index.elements[container]


def _has_sibling_text(child: HtmlElement, paragraph_counts: Mapping[HtmlElement, float]) -> bool:
    """Whether text of the article stands beside the way down.

    That is some paragraphs ahead of it, as over a live blog's entries or a picture list, or a part of the same look
    without a headline of its own, as behind an advert in mid-text.
    """
    preceding = [sibling for sibling in child.itersiblings(preceding=True) if paragraph_counts.get(sibling)]
    following = [part for part in child.itersiblings() if paragraph_counts.get(part)]
    return sum(paragraph_counts[part] for part in preceding) >= _MIN_PRECEDING_PARAGRAPHS or any(
        part.tag == child.tag
        and part.get("class") == child.get("class")
        and _has_paragraphs(part, paragraph_counts)
        and _has_paragraphs(child, paragraph_counts)
        and next(part.iter("h1"), None) is None
        for part in (*preceding, *following)
    )


def _has_paragraphs(element: HtmlElement, paragraph_counts: Mapping[HtmlElement, float]) -> bool:
    """Whether the part's own children are paragraphs: rows and columns of a page hold parts instead."""
    return any(paragraph_counts.get(child) for child in element.iterchildren("p"))


def _find_headline_elements(blocks: Sequence[Block], title: str | None) -> set[HtmlElement]:
    """The elements that hold the headline."""
    folded = fold(title) if title else ""
    for block in blocks:
        if block.kind == "heading" and (matches_folded(block.text, folded) if title else block.element.tag == "h1"):
            return {block.element, *block.element.iterancestors()}
    return set()


def _weight(block: Block, is_content: bool, hint: ClassHint | None) -> float:
    if block.link_density >= _MAX_LINK_DENSITY or (hint and (hint.is_strong or not is_content)):
        return 0.0
    return len(block.text) * (1.0 if is_content else _NON_CONTENT_WEIGHT)


_LINK_ONLY_DENSITY = 0.8
"""From this share of its characters inside links, a line is a link."""

_MAX_BLOCKS, _MAX_CHARS, _MAX_BLOCK_CHARS = 5_000, 500_000, 50_000
"""Of a page that trafilatura is asked about; the largest of 315 real ones have 1,355 blocks, 55,000 characters, and
15,000 in one block. It remembers a thousand lines of whatever length."""

_ROOT_TAGS = frozenset({"body", "html"})
_LANDMARK_TAGS, _PAGE_LANDMARK_TAGS = frozenset({"nav", "article"}), frozenset({"header", "footer"})


def find_main_content(
    root: HtmlElement,
    rules: Rules,
    *,
    title: str | None = None,
    site_result: SiteRuleResult = NO_SITE_RULE,
) -> MainContent:
    """The article's place in the tree, which stays as it is, unless the site's rule cuts within paragraphs."""
    removed_elements = hoist_inline_removals(site_result.removals)
    blocks = extract_blocks(root)
    dom_index = DomIndex(blocks)
    class_hints = ClassHints(dom_index, rules)
    site_removals = map_removals_to_blocks(blocks, removed_elements)
    running_mask = [is_running_text(block) for block in blocks]
    candidate_mask = (
        [is_running and block not in site_removals for block, is_running in zip(blocks, running_mask, strict=True)]
        if site_removals
        else running_mask
    )
    classified = classify_blocks(dom_index, blocks, class_hints, candidate_mask)
    content_mask = (
        classified.is_content
        if classified.confident or _is_too_large(blocks)
        else _classify_with_trafilatura(dom_index, blocks, class_hints, candidate_mask, site_removals)
    )
    rows = zip(blocks, content_mask, running_mask, strict=True)
    block_hints = class_hints.strongest_per_block(
        [len(block.text) if is_content and runs else 0 for block, is_content, runs in rows]
    )
    for index, block in enumerate(blocks if site_removals else ()):
        if removal := site_removals.get(block):
            content_mask[index], block_hints[index] = False, ClassHint(removal.reason, True, removal.rule)
    if site_result.content_elements:
        content_mask = _classify_site_body(content_mask, block_hints, running_mask, site_result)
        container = find_common_ancestor(site_result.content_elements)
    else:
        container = (
            find_container(dom_index, blocks, content_mask, block_hints, running_mask, title=title) if blocks else root
        )
    in_container = dom_index.mask_inside(site_result.content_elements or [container])
    in_main_region, in_landmark = (
        dom_index.mask_inside([_find_main_region(container)]),
        dom_index.map_to_blocks(_page_landmark_mask(dom_index)),
    )
    container_indexes = [index for index, is_inside in enumerate(in_container) if is_inside]
    return MainContent(
        container=container,
        blocks=[blocks[index] for index in container_indexes],
        content_mask=[content_mask[index] for index in container_indexes],
        block_hints=[block_hints[index] for index in container_indexes],
        outside=[
            (b, block_hints[i])
            for i, b in enumerate(blocks)
            if in_main_region[i] and not in_container[i] and not in_landmark[i]
        ],
        before_container=frozenset(blocks[: container_indexes[0]] if container_indexes else ()),
        captions=find_figure_captions(dom_index, blocks),
        site_removals=site_removals,
    )


def _page_landmark_mask(dom_index: DomIndex) -> list[bool]:
    """Which elements stand in the page's header, footer or navigation; an article has some of its own."""
    landmarks: list[str] = []
    """The nearest `nav` or `article` round the element; for want of one, its `header` or `footer`."""
    for element, parent in zip(dom_index.elements, dom_index.parents, strict=True):
        tag, outer = element.tag, landmarks[parent] if parent >= 0 else ""
        landmarks.append(str(tag) if tag in _LANDMARK_TAGS or (not outer and tag in _PAGE_LANDMARK_TAGS) else outer)
    return [landmark not in ("", "article") for landmark in landmarks]


def _find_main_region(container: HtmlElement) -> HtmlElement:
    """What stands round the article: `main`, or what its `article` stands in, or three steps round the container."""
    path = [container, *container.iterancestors()]
    path_in_body = [element for element in path if element.tag not in _ROOT_TAGS] or [container]
    main_indexes = [index for index, element in enumerate(path_in_body) if element.tag == "main"]
    if main_indexes:
        return path_in_body[main_indexes[-1]]
    article_indexes = [index for index, element in enumerate(path_in_body) if element.tag == "article"]
    return path_in_body[min(article_indexes[-1] + 1 if article_indexes else 3, len(path_in_body) - 1)]


def _classify_site_body(
    content_mask: Sequence[bool],
    block_hints: Sequence[ClassHint | None],
    running_mask: Sequence[bool],
    site_result: SiteRuleResult,
) -> list[bool]:
    """All in the body that a rule names is text; where the rule says that it needs pruning, what looks like it."""
    if site_result.rule is None or not site_result.rule.prune:
        return [True] * len(content_mask)
    return [
        is_content or (hint is None and is_running)
        for is_content, hint, is_running in zip(content_mask, block_hints, running_mask, strict=True)
    ]


def _is_too_large(blocks: Sequence[Block]) -> bool:
    """Whether trafilatura would need seconds for the page, or keep too much of it."""
    sizes = [len(block.text) for block in blocks]
    return len(blocks) > _MAX_BLOCKS or sum(sizes) > _MAX_CHARS or max(sizes, default=0) > _MAX_BLOCK_CHARS


def _classify_with_trafilatura(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    class_hints: ClassHints,
    running_mask: Sequence[bool],
    site_removals: Collection[Block],
) -> list[bool]:
    """What trafilatura takes for the article's text, if it is shown what may be."""
    block_hints = class_hints.strongest_per_block(
        [len(block.text) if is_running else 0 for block, is_running in zip(blocks, running_mask, strict=True)]
    )
    excluded = {block for block, hint in zip(blocks, block_hints, strict=True) if _is_boilerplate(block, hint)}
    return run_trafilatura(dom_index, blocks, excluded=excluded.union(site_removals))


def _is_boilerplate(block: Block, hint: ClassHint | None) -> bool:
    """Whether the block is none of the article's text, whatever stands round it: half of what trafilatura would read.

    A line that is all link may be the article's, but not as a heading, in a list or in a part whose name speaks
    against it.
    """
    if hint and hint.is_strong:
        return True
    return block.link_density >= _LINK_ONLY_DENSITY and (
        hint is not None or block.kind == "heading" or block.element.tag == "li"
    )
