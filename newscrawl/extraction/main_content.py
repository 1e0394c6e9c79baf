"""The main content of a page: its container, the blocks in it, and which of them are the article's text.

The container is the deepest element that has (nearly) all of the article's running text. Which blocks are text is
decided by `content_classifier`, and by trafilatura where the classifier is not confident.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from newscrawl.extraction.outside_text import find_outside_text
from newscrawl.extraction.trafilatura_bridge import classify_with_trafilatura, is_trafilatura_needed
from newscrawl.html.blocks import Block, count_chars, extract_blocks
from newscrawl.html.dom_index import DomIndex
from newscrawl.rules.schema import Rules, SiteRemoval
from newscrawl.text import fold, matches_folded

_MIN_CHILD_SHARE, _MIN_HEADLINED_CHILD_SHARE = 0.8, 0.6
"""The search for the container goes down to a child that has this share of its parent's text; below it, the text is in
several children. A child that has the headline as well needs less: its siblings are rarely the article's."""

_NON_CONTENT_WEIGHT = 0.25
"""The weight of a character in a block that is not the article's text: enough to lead the search where no block is."""

_MAX_LINK_DENSITY = 0.5
"""A block with this share of its characters in links has no weight."""
_MIN_PRECEDING_PARAGRAPHS = 3
"""Paragraphs before a child that are text of the article: fewer may be a standfirst or a note."""

_MIN_STACKED_STORIES, _MIN_STORY_CHARS = 2, 200
"""Stories on one page, and the running text of the one with the headline: with less, it is one of many teasers."""

_ROOT_TAGS = frozenset({"body", "html"})
_LANDMARK_TAGS, _PAGE_LANDMARK_TAGS = frozenset({"nav", "article"}), frozenset({"header", "footer"})


@dataclass(frozen=True, slots=True)
class _BlockLabels:
    """What is known of each block of the page, in page order."""

    content_mask: list[bool]
    """Whether it is the article's text."""
    block_hints: list[ClassHint | None]
    running_mask: list[bool]
    """Whether it is running text."""


def find_main_content(
    root: HtmlElement,
    rules: Rules,
    *,
    title: str | None = None,
    description: str | None = None,
    site_result: SiteRuleResult = NO_SITE_RULE,
) -> MainContent:
    """The container of the article, with the blocks in it and those outside it in the page's main region.

    The tree stays as it is, unless the rule of the site removes elements within paragraphs.

    :param title: the headline; without it, any `h1` counts as the headline.
    :param description: the description of the page: a line ahead of the text that only repeats it is a standfirst.
    """
    removed_elements = hoist_inline_removals(site_result.removals)
    blocks = extract_blocks(root)
    dom_index = DomIndex(blocks)
    site_removals = map_removals_to_blocks(blocks, removed_elements)
    labels = _label_blocks(dom_index, blocks, ClassHints(dom_index, rules), site_removals)
    if site_result.content_elements:
        labels = _label_site_content(labels, site_result)
    container = _choose_container(root, dom_index, blocks, labels, title=title, site_result=site_result)
    in_container = dom_index.mask_inside(site_result.content_elements or [container])
    outside = _find_outside_blocks(dom_index, container, in_container)
    before_container = frozenset(blocks[: in_container.index(True)] if True in in_container else ())
    if not site_result.content_elements:
        masks = (outside, in_container)
        container = _add_outside_text(dom_index, blocks, labels, *masks, container=container, description=description)
    inside = [index for index, is_inside in enumerate(in_container) if is_inside]
    return MainContent(
        container=container,
        blocks=[blocks[index] for index in inside],
        content_mask=[labels.content_mask[index] for index in inside],
        block_hints=[labels.block_hints[index] for index in inside],
        outside=[(blocks[index], labels.block_hints[index]) for index in outside if not in_container[index]],
        before_container=before_container,
        captions=find_figure_captions(dom_index, blocks),
        site_removals=site_removals,
    )


def _choose_container(
    root: HtmlElement,
    dom_index: DomIndex,
    blocks: Sequence[Block],
    labels: _BlockLabels,
    *,
    title: str | None,
    site_result: SiteRuleResult,
) -> HtmlElement:
    """The container that the rule of the site selects, else the one that the text shows; the root of an empty page."""
    if site_result.content_elements:
        return find_common_ancestor(site_result.content_elements)
    if not blocks:
        return root
    masks = (labels.content_mask, labels.block_hints, labels.running_mask)
    return find_container(dom_index, blocks, *masks, title=title)


def find_container(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    content_mask: Sequence[bool],
    block_hints: Sequence[ClassHint | None],
    running_mask: Sequence[bool],
    *,
    title: str | None = None,
) -> HtmlElement:
    """The element to read the article from; the root if the text dominates in none of its children.

    :param content_mask: for each block whether it is the article's text.
    :param block_hints: for each block its strongest class hint.
    :param running_mask: for each block whether it is running text.
    """
    rows = [*zip(blocks, content_mask, block_hints, running_mask, strict=True)]
    story = _find_headlined_story(dom_index, blocks)
    if story is not None:
        in_story = dom_index.mask_inside([story])
        rows = [row if inside else (row[0], False, None, False) for row, inside in zip(rows, in_story, strict=True)]
    weights = dom_index.sum_by_element([_weigh_block(*row) for row in rows])
    counts = dom_index.sum_by_element([_is_content_paragraph(*row) for row in rows])
    paragraph_counts: dict[HtmlElement, float] = {}  # filled only on the few pages that need it
    container = 0
    for child in dom_index.heaviest_path(weights)[1:]:
        element = dom_index.elements[child]
        if _is_single_paragraph(dom_index, child):
            break
        if not _dominates(element, weights[child], weights[container], blocks, title):
            break
        if counts[child] < counts[dom_index.parents[child]]:
            paragraph_counts = paragraph_counts or _index_counts(dom_index, counts)
            if _has_sibling_text(element, paragraph_counts):
                break
        container = child
    return dom_index.elements[container]


def _find_headlined_story(dom_index: DomIndex, blocks: Sequence[Block]) -> HtmlElement | None:
    """The `article` with the `h1`, where more stories of the same class follow it, each with a heading of its own.

    Entries of a live blog are inside the article with the `h1`, or have a class of their own.
    """
    if sum(element.tag == "article" for element in dom_index.elements) < _MIN_STACKED_STORIES:
        return None
    headline = next((block.element for block in blocks if block.element.tag == "h1"), None)
    story = None if headline is None else next(headline.iterancestors("article"), None)
    if story is None or not story.get("class"):
        return None
    rows = zip(blocks, dom_index.mask_inside([story]), strict=True)
    chars = sum(len(block.text) for block, is_inside in rows if is_inside and is_running_text(block))
    has_followers = any(
        sibling.get("class") == story.get("class") and next(sibling.iter("h1", "h2"), None) is not None
        for sibling in story.itersiblings("article")
    )
    return story if has_followers and chars >= _MIN_STORY_CHARS else None


def _weigh_block(block: Block, is_content: bool, hint: ClassHint | None, is_running: bool) -> float:
    if not (is_content or is_running):
        return 0.0
    if block.link_density >= _MAX_LINK_DENSITY or (hint and (hint.is_strong or not is_content)):
        return 0.0
    return len(block.text) * (1.0 if is_content else _NON_CONTENT_WEIGHT)


def _is_content_paragraph(block: Block, is_content: bool, hint: ClassHint | None, is_running: bool) -> bool:
    return is_content and is_running and hint is None and block.kind == "paragraph"


def _is_single_paragraph(dom_index: DomIndex, index: int) -> bool:
    """Whether the element is a `p` with one block: even if it is long, it is not the whole article."""
    return dom_index.elements[index].tag == "p" and dom_index.element_indexes.count(index) == 1


def _dominates(
    element: HtmlElement, weight: float, parent_weight: float, blocks: Sequence[Block], title: str | None
) -> bool:
    """Whether an element has so much of its parent's text that it can be the container instead of the parent."""
    if weight >= _MIN_CHILD_SHARE * parent_weight:
        return True
    has_enough = weight >= _MIN_HEADLINED_CHILD_SHARE * parent_weight
    return has_enough and element in _find_headline_elements(blocks, title)


def _find_headline_elements(blocks: Sequence[Block], title: str | None) -> set[HtmlElement]:
    """The elements that have the headline in them."""
    folded = fold(title) if title else ""
    for block in blocks:
        if block.kind == "heading" and (matches_folded(block.text, folded) if title else block.element.tag == "h1"):
            return {block.element, *block.element.iterancestors()}
    return set()


def _index_counts(dom_index: DomIndex, counts: Sequence[float]) -> dict[HtmlElement, float]:
    """The counts that are not 0, by element."""
    return {element: count for element, count in zip(dom_index.elements, counts, strict=True) if count}


def _has_sibling_text(child: HtmlElement, paragraph_counts: Mapping[HtmlElement, float]) -> bool:
    """Whether siblings of the child have text of the article.

    These are some paragraphs before it, as above the entries of a live blog or a list of pictures, or a sibling with
    the same tag and class and without a headline of its own, as after an advert in the middle of the text.
    """
    preceding = [sibling for sibling in child.itersiblings(preceding=True) if paragraph_counts.get(sibling)]
    following = [sibling for sibling in child.itersiblings() if paragraph_counts.get(sibling)]
    return sum(paragraph_counts[sibling] for sibling in preceding) >= _MIN_PRECEDING_PARAGRAPHS or any(
        sibling.tag == child.tag
        and sibling.get("class") == child.get("class")
        and _has_paragraphs(sibling, paragraph_counts)
        and _has_paragraphs(child, paragraph_counts)
        and next(sibling.iter("h1"), None) is None
        for sibling in (*preceding, *following)
    )


def _has_paragraphs(element: HtmlElement, paragraph_counts: Mapping[HtmlElement, float]) -> bool:
    """Whether the element's own children are paragraphs; a row or column of a page has larger parts as children."""
    return any(paragraph_counts.get(child) for child in element.iterchildren("p"))


def _label_blocks(
    dom_index: DomIndex, blocks: Sequence[Block], class_hints: ClassHints, site_removals: Mapping[Block, SiteRemoval]
) -> _BlockLabels:
    """Classify all blocks; those that the site's rule removes are never content."""
    running_mask = [is_running_text(block) for block in blocks]
    candidate_mask = running_mask
    if site_removals:
        rows = zip(blocks, running_mask, strict=True)
        candidate_mask = [is_running and block not in site_removals for block, is_running in rows]
    classified = classify_blocks(dom_index, blocks, class_hints, candidate_mask)
    content_mask = classified.is_content
    if is_trafilatura_needed(blocks, is_confident=classified.confident):
        content_mask = classify_with_trafilatura(dom_index, blocks, class_hints, candidate_mask, site_removals)
    running_content = [is_content and runs for is_content, runs in zip(content_mask, running_mask, strict=True)]
    block_hints = class_hints.strongest_per_block(count_chars(blocks, running_content))
    for index, block in enumerate(blocks if site_removals else ()):
        if removal := site_removals.get(block):
            content_mask[index], block_hints[index] = False, ClassHint(removal.reason, True, removal.rule)
    return _BlockLabels(content_mask, block_hints, running_mask)


def _label_site_content(labels: _BlockLabels, site_result: SiteRuleResult) -> _BlockLabels:
    """The labels for a body that the rule of the site selects.

    All of it is content; if the rule says `prune`, only running text and what the classification found.
    """
    content_mask = [True] * len(labels.content_mask)
    if site_result.rule is not None and site_result.rule.prune:
        rows = zip(labels.content_mask, labels.block_hints, labels.running_mask, strict=True)
        content_mask = [is_content or (hint is None and is_running) for is_content, hint, is_running in rows]
    return _BlockLabels(content_mask, labels.block_hints, labels.running_mask)


def _find_outside_blocks(dom_index: DomIndex, container: HtmlElement, in_container: Sequence[bool]) -> list[int]:
    """The indexes of the blocks outside the container in the page's main region, without those in its landmarks."""
    in_main_region = dom_index.mask_inside([_find_main_region(container)])
    in_landmark = dom_index.map_to_blocks(_mask_page_landmarks(dom_index))
    rows = enumerate(zip(in_main_region, in_container, in_landmark, strict=True))
    return [index for index, (is_main, is_inside, is_landmark) in rows if is_main and not is_inside | is_landmark]


def _add_outside_text(
    dom_index: DomIndex,
    blocks: Sequence[Block],
    labels: _BlockLabels,
    outside: Sequence[int],
    in_container: list[bool],
    *,
    container: HtmlElement,
    description: str | None,
) -> HtmlElement:
    """Mark the article's text outside the container as content inside it; return the element that holds all."""
    inside = [index for index, is_inside in enumerate(in_container) if is_inside]
    running = [index for index in inside if labels.content_mask[index] and labels.running_mask[index]]
    if not running or not outside:
        return container
    found = find_outside_text(
        dom_index,
        blocks,
        labels.block_hints,
        outside,
        {blocks[index].style_signature for index in running if labels.block_hints[index] is None},
        container=container,
        start=inside[0],
        description=description,
    )
    for index in found:
        in_container[index] = labels.content_mask[index] = True
    return (
        find_common_ancestor([container, *(blocks[index].element for index in sorted(found))]) if found else container
    )


def _find_main_region(container: HtmlElement) -> HtmlElement:
    """The `main` around the article; else the parent of its `article`; else the third ancestor of the container."""
    path = [container, *container.iterancestors()]
    path_in_body = [element for element in path if element.tag not in _ROOT_TAGS] or [container]
    main_indexes = [index for index, element in enumerate(path_in_body) if element.tag == "main"]
    if main_indexes:
        return path_in_body[main_indexes[-1]]
    article_indexes = [index for index, element in enumerate(path_in_body) if element.tag == "article"]
    return path_in_body[min(article_indexes[-1] + 1 if article_indexes else 3, len(path_in_body) - 1)]


def _mask_page_landmarks(dom_index: DomIndex) -> list[bool]:
    """Which elements are in the header, the footer or a `nav` of the page; those of an article do not count."""
    landmarks: list[str] = []
    """For each element the tag of the nearest `nav` or `article` around it, else of its `header` or `footer`."""
    for element, parent in zip(dom_index.elements, dom_index.parents, strict=True):
        tag, outer = element.tag, landmarks[parent] if parent >= 0 else ""
        landmarks.append(str(tag) if tag in _LANDMARK_TAGS or (not outer and tag in _PAGE_LANDMARK_TAGS) else outer)
    return [landmark not in ("", "article") for landmark in landmarks]
