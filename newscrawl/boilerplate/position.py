"""Furniture that shows by where it stands: ahead of the first paragraph, behind the last, under nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, is_running_text
from newscrawl.boilerplate.structure import has_only_external_links, is_labelled_link
from newscrawl.html.blocks import Block
from newscrawl.text import fold, matches_folded

_SENTENCE_END = (*FULL_STOPS, "!", "?", "！", "？", ":", ";", "'", "’", ")", "]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME_OF_DAY = re.compile(r"(?<!\d)[0-2]?\d[:.h][0-5]\d(?!\d)")
_MAX_DATELINE_CHARS = 60
_MIN_LIST_ITEMS, _MIN_ITEM_LINK_SHARE = 2, 0.5
_MIN_LONG_LIST_ITEMS, _MIN_LONG_ITEM_LINK_SHARE, _MIN_LONG_ITEM_CHARS = 4, 0.25, 30
"""In a longer list of headlines a few words may be the link (`Ten years on, <a>what the mayor says</a>`); what is too
short for a headline is not: `200 g of <a>flour</a>`."""
_CONTENT_KINDS = frozenset({"item", "table", "quote"})


def remove_leading_and_trailing(
    lines: Sequence[BlockState], *, title: str | None, description: str | None, site: str | None
) -> None:
    """Cut labels before and behind the running text, and repeats of headline and standfirst ahead of it.

    A line that looks like the article's own paragraphs stays wherever it stands: scores, short answers
    and verses are short lines too, and a first paragraph often is the description as well.
    """
    content_style_counts = Counter(line.block.style_signature for line in lines if _is_content_paragraph(line))
    _remove_leading(lines, content_style_counts, {fold(text) for text in (title, description) if text})
    _remove_repeated_title(lines, title)
    _remove_trailing(lines, content_style_counts, site)


def _is_content_paragraph(line: BlockState) -> bool:
    return line.is_kept and line.is_content and line.block.kind != "heading" and is_running_text(line.block)


def _remove_leading(
    lines: Sequence[BlockState], content_style_counts: Counter[str], title_and_description: set[str]
) -> None:
    heading_style_counts = Counter(
        line.block.style_signature for line in lines if line.is_kept and line.block.kind == "heading"
    )
    paragraph_count = sum(content_style_counts.values())
    for index, line in enumerate(lines):
        block = line.block
        style = block.style_signature
        if block.element.tag == "h1" or (
            fold(block.text) in title_and_description and content_style_counts[style] < min(2, paragraph_count)
        ):
            line.remove("site_furniture", "edges:headline")
        elif line.is_kept and block.kind == "heading":
            if heading_style_counts[style] == 1 and not _is_list_heading(
                lines, index
            ):  # a sub-heading looks like those that follow
                line.remove("site_furniture", "edges:heading-before-text")
        elif line.is_kept and is_running_text(block) and not _is_timestamp(block.text):
            return
        elif not content_style_counts[style]:
            line.remove("site_furniture", "edges:label-before-text")
        elif _is_dateline(block.text):
            line.remove("repeated_byline", "edges:dateline")


def _is_list_heading(lines: Sequence[BlockState], index: int) -> bool:
    following = next((line for line in lines[index + 1 :] if line.is_kept), None)
    return following is not None and following.block.kind == "item"


def _is_dateline(text: str) -> bool:
    """Whether a short line ahead of the text gives a date: a year, and no sentence round it."""
    return bool(_YEAR.search(text)) and len(text) <= _MAX_DATELINE_CHARS and not text.endswith(_SENTENCE_END)


def _is_timestamp(text: str) -> bool:
    """Whether a line long enough for a sentence is a date with the time of day, spelled out."""
    return _is_dateline(text) and _TIME_OF_DAY.search(text) is not None


def _remove_repeated_title(lines: Sequence[BlockState], title: str | None) -> None:
    """The headline again, wherever it stands: no paragraph says just that."""
    headline = fold(title or "")
    for line in lines if headline else ():
        if matches_folded(line.block.text, headline):
            line.remove("site_furniture", "edges:headline")


def _remove_trailing(lines: Sequence[BlockState], content_style_counts: Counter[str], site: str | None) -> None:
    link_items: list[BlockState] = []
    for line in reversed(lines):
        if not line.is_kept:
            continue
        block = line.block
        if _is_link_item(block, site):
            link_items.append(line)
        elif is_labelled_link(block):  # "Our code of conduct: …": behind the text wherever it leads
            line.remove("site_furniture", "edges:labelled-link-behind-text")
        elif block.kind in _CONTENT_KINDS or block.text.endswith(_SENTENCE_END) or _is_paragraph(block):
            break
        elif not content_style_counts[block.style_signature]:
            line.remove("teaser" if link_items else "site_furniture", "edges:label-behind-text")
    if len(link_items) >= (
        _MIN_LIST_ITEMS
        if all(line.block.link_density >= _MIN_ITEM_LINK_SHARE for line in link_items)
        else _MIN_LONG_LIST_ITEMS
    ):
        for line in link_items:
            line.remove("teaser", "edges:links-behind-text")


def _is_paragraph(block: Block) -> bool:
    return is_running_text(block) and block.kind != "heading"


def _is_link_item(block: Block, site: str | None) -> bool:
    """Whether the block is a list item that links to the site and is no sentence: behind the text, a headline."""
    min_link_share = _MIN_ITEM_LINK_SHARE if len(block.text) < _MIN_LONG_ITEM_CHARS else _MIN_LONG_ITEM_LINK_SHARE
    return (
        block.kind == "item"
        and block.link_density >= min_link_share
        and not block.text.endswith(FULL_STOPS)
        and not has_only_external_links(block, site)
    )


def remove_empty_headings(lines: Sequence[BlockState]) -> None:
    """Cut headings with nothing left below them: at the end, or where all that stood below was cut.

    They go for the reason of what they headed.
    """
    next_kept: BlockState | None = None
    last_removed: BlockState | None = None
    for line in reversed(lines):
        if not line.is_kept:
            last_removed = line
        elif line.block.kind == "heading" and (
            next_kept is None or (last_removed and _is_same_or_higher_heading(next_kept, line))
        ):
            line.remove((last_removed and last_removed.reason) or "navigation", "edges:lone-heading")
        else:
            next_kept, last_removed = line, None


def _is_same_or_higher_heading(following: BlockState, heading: BlockState) -> bool:
    """Whether the line that follows a heading is a heading of its level or above."""
    return following.block.kind == "heading" and str(following.block.element.tag) <= str(heading.block.element.tag)
