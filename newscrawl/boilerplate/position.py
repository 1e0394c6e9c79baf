"""Removal by position: labels before the first paragraph and after the last one, and headings with no text below.

The rules of this module are named `edges:…` in `removed`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, is_running_text, is_sentence
from newscrawl.boilerplate.structure import has_only_external_links, is_labelled_link
from newscrawl.html.blocks import Block
from newscrawl.text import fold, matches_folded

_SENTENCE_ENDS = (*FULL_STOPS, "!", "?", "！", "？", ":", ";", "'", "’", ")", "]")
"""The last characters of a line that is not a label: more than those of a sentence, so that a last line stays."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIME_OF_DAY = re.compile(r"(?<!\d)[0-2]?\d[:.h][0-5]\d(?!\d)")
_MAX_DATELINE_CHARS = 60
_MIN_LIST_ITEMS, _MIN_ITEM_LINK_DENSITY = 2, 0.5
"""Two list items that are half link or more are a list of teasers."""
_MIN_LONG_LIST_ITEMS, _MIN_LONG_ITEM_LINK_DENSITY, _MIN_LONG_ITEM_CHARS = 4, 0.25, 30
"""In a list of four, a few words of each item may be the link (`Ten years on, <a>what the mayor says</a>`). Items of
less than 30 characters are too short for headlines (`200 g of <a>flour</a>`)."""
_CONTENT_KINDS = frozenset({"item", "table", "quote"})
"""Kinds of blocks after the text that are not labels, however short they are."""


def remove_leading_and_trailing(
    lines: Sequence[BlockState], *, title: str | None, description: str | None, site: str | None
) -> None:
    """Remove labels before and after the running text, and lines before it that repeat the title or the description.

    A line with the style of the article's paragraphs stays: scores, short answers and verses are short lines too, and
    a first paragraph is often the description as well.

    :param site: the page's registrable domain, which tells teasers from links to other sites.
    """
    content_style_counts = Counter(line.block.style_signature for line in lines if _is_content_paragraph(line))
    if not content_style_counts and not any(line.block.links for line in lines):  # verses or scores alone
        content_style_counts = Counter(line.block.style_signature for line in lines if line.is_kept and line.is_content)
    _remove_leading(lines, content_style_counts, {fold(text) for text in (title, description) if text})
    _remove_repeated_title(lines, title)
    _remove_trailing(lines, content_style_counts, site)


def remove_empty_headings(lines: Sequence[BlockState]) -> None:
    """Remove headings with no kept line below them: at the end, or where all lines up to the next heading are removed.

    A list of teasers below a heading is what it heads, even if a paragraph follows the list.
    A heading takes the reason of the removed line below it.
    """
    next_kept: BlockState | None = None
    removed: list[BlockState] = []
    """The removed lines between the line and the next kept one, the nearest last."""
    for line in reversed(lines):
        if not line.is_kept:
            removed.append(line)
        elif line.block.kind == "heading" and (
            next_kept is None
            or (removed and _is_same_or_higher_heading(next_kept, line))
            or _are_teaser_items(removed[-_MIN_LIST_ITEMS:])
        ):
            line.remove((removed[-1].reason if removed else None) or "navigation", "edges:lone-heading")
        else:
            next_kept, removed = line, []


def _are_teaser_items(lines: Sequence[BlockState]) -> bool:
    return len(lines) == _MIN_LIST_ITEMS and all(
        line.block.kind == "item" and line.reason == "teaser" for line in lines
    )


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
            if is_sentence(block):  # the opening paragraph, in larger type
                return
            # A sub-heading of the article has the style of other headings.
            if heading_style_counts[style] == 1 and not _is_list_heading(lines, index):
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
    """Whether a short line gives a date: it holds a year and does not end like a sentence."""
    return bool(_YEAR.search(text)) and len(text) <= _MAX_DATELINE_CHARS and not text.endswith(_SENTENCE_ENDS)


def _is_timestamp(text: str) -> bool:
    """Whether a line is a date with the time of day: such a line can be as long as a sentence."""
    return _is_dateline(text) and _TIME_OF_DAY.search(text) is not None


def _remove_repeated_title(lines: Sequence[BlockState], title: str | None) -> None:
    """Remove every line that is the headline, wherever it is: no paragraph says exactly the same."""
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
        elif is_labelled_link(block):  # "Our code of conduct: …", whether the link leads to this site or to another
            line.remove("site_furniture", "edges:labelled-link-behind-text")
        elif block.kind in _CONTENT_KINDS or block.text.endswith(_SENTENCE_ENDS) or _is_paragraph(block):
            break
        elif not content_style_counts[block.style_signature]:
            line.remove("teaser" if link_items else "site_furniture", "edges:label-behind-text")
    are_mostly_links = all(line.block.link_density >= _MIN_ITEM_LINK_DENSITY for line in link_items)
    if len(link_items) >= (_MIN_LIST_ITEMS if are_mostly_links else _MIN_LONG_LIST_ITEMS):
        for line in link_items:
            line.remove("teaser", "edges:links-behind-text")


def _is_paragraph(block: Block) -> bool:
    return is_running_text(block) and block.kind != "heading"


def _is_link_item(block: Block, site: str | None) -> bool:
    """Whether the block is a list item that links to the site and is not a sentence: after the text, a teaser."""
    is_long = len(block.text) >= _MIN_LONG_ITEM_CHARS
    min_link_density = _MIN_LONG_ITEM_LINK_DENSITY if is_long else _MIN_ITEM_LINK_DENSITY
    return (
        block.kind == "item"
        and block.link_density >= min_link_density
        and not block.text.endswith(FULL_STOPS)
        and not has_only_external_links(block, site)
    )


def _is_same_or_higher_heading(following: BlockState, heading: BlockState) -> bool:
    """Whether the line after a heading is a heading of the same or a higher level (`h1` is the highest)."""
    return following.block.kind == "heading" and str(following.block.element.tag) <= str(heading.block.element.tag)
