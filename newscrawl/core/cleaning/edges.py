"""Furniture that shows by where it stands: ahead of the first paragraph, behind the last, under nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from newscrawl.core.cleaning.lines import FULL_STOP, Line, is_running_text
from newscrawl.core.cleaning.structure import is_labelled_link, leads_away
from newscrawl.core.markup.blocks import Block
from newscrawl.core.text import fold, folds_to

_SENTENCE_END = (*FULL_STOP, "!", "?", "！", "？", ":", ";", "'", "’", ")", "]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLOCK = re.compile(r"(?<!\d)[0-2]?\d[:.h][0-5]\d(?!\d)")
_DATELINE = 60
_LIST, _LINKED = 2, 0.5
_LONG_LIST, _PARTLY_LINKED, _HEADLINE = 4, 0.25, 30
"""In a longer list of headlines a few words may be the link (`Ten years on, <a>what the mayor says</a>`); what is too
short for a headline is not: `200 g of <a>flour</a>`."""
_LASTING = frozenset({"item", "table", "quote"})


def cut_edges(lines: Sequence[Line], *, title: str | None, description: str | None, site: str | None) -> None:
    """Cut labels before and behind the running text, and repeats of headline and standfirst ahead of it.

    A line that looks like the article's own paragraphs stays wherever it stands: scores, short answers
    and verses are short lines too, and a first paragraph often is the description as well.
    """
    own = Counter(line.block.look for line in lines if _is_text(line))
    _cut_before(lines, own, {fold(text) for text in (title, description) if text})
    _cut_repeats(lines, title)
    _cut_behind(lines, own, site)


def _is_text(line: Line) -> bool:
    return line.kept and line.voted and line.block.kind != "heading" and is_running_text(line.block)


def _cut_before(lines: Sequence[Line], own: Counter[str], heads: set[str]) -> None:
    headings = Counter(line.block.look for line in lines if line.kept and line.block.kind == "heading")
    paragraphs = sum(own.values())
    for index, line in enumerate(lines):
        block = line.block
        look = block.look
        if block.element.tag == "h1" or (fold(block.text) in heads and own[look] < min(2, paragraphs)):
            line.cut("site_furniture", "edges:headline")
        elif line.kept and block.kind == "heading":
            if headings[look] == 1 and not _heads_list(lines, index):  # a sub-heading looks like those that follow
                line.cut("site_furniture", "edges:heading-before-text")
        elif line.kept and is_running_text(block) and not _is_timestamp(block.text):
            return
        elif not own[look]:
            line.cut("site_furniture", "edges:label-before-text")
        elif _is_dateline(block.text):
            line.cut("repeated_byline", "edges:dateline")


def _heads_list(lines: Sequence[Line], index: int) -> bool:
    following = next((line for line in lines[index + 1 :] if line.kept), None)
    return following is not None and following.block.kind == "item"


def _is_dateline(text: str) -> bool:
    """Whether a short line ahead of the text gives a date: a year, and no sentence round it."""
    return bool(_YEAR.search(text)) and len(text) <= _DATELINE and not text.endswith(_SENTENCE_END)


def _is_timestamp(text: str) -> bool:
    """Whether a line long enough for a sentence is a date with the time of day, spelled out."""
    return _is_dateline(text) and _CLOCK.search(text) is not None


def _cut_repeats(lines: Sequence[Line], title: str | None) -> None:
    """The headline again, wherever it stands: no paragraph says just that."""
    headline = fold(title or "")
    for line in lines if headline else ():
        if folds_to(line.block.text, headline):
            line.cut("site_furniture", "edges:headline")


def _cut_behind(lines: Sequence[Line], own: Counter[str], site: str | None) -> None:
    listed: list[Line] = []
    for line in reversed(lines):
        if not line.kept:
            continue
        block = line.block
        if _is_linked_item(block, site):
            listed.append(line)
        elif is_labelled_link(block):  # "Our code of conduct: …": behind the text wherever it leads
            line.cut("site_furniture", "edges:labelled-link-behind-text")
        elif block.kind in _LASTING or block.text.endswith(_SENTENCE_END) or _is_paragraph(block):
            break
        elif not own[block.look]:
            line.cut("teaser" if listed else "site_furniture", "edges:label-behind-text")
    if len(listed) >= (_LIST if all(line.block.link_share >= _LINKED for line in listed) else _LONG_LIST):
        for line in listed:
            line.cut("teaser", "edges:links-behind-text")


def _is_paragraph(block: Block) -> bool:
    return is_running_text(block) and block.kind != "heading"


def _is_linked_item(block: Block, site: str | None) -> bool:
    """Whether the block is a list item that links to the site and is no sentence: behind the text, a headline."""
    linked = _LINKED if len(block.text) < _HEADLINE else _PARTLY_LINKED
    return (
        block.kind == "item"
        and block.link_share >= linked
        and not block.text.endswith(FULL_STOP)
        and not leads_away(block, site)
    )


def cut_lone_headings(lines: Sequence[Line]) -> None:
    """Cut headings with nothing left below them: at the end, or where all that stood below was cut.

    They go for the reason of what they headed.
    """
    following: Line | None = None
    emptied: Line | None = None
    for line in reversed(lines):
        if not line.kept:
            emptied = line
        elif line.block.kind == "heading" and (following is None or (emptied and _same_or_higher(following, line))):
            line.cut((emptied and emptied.reason) or "navigation", "edges:lone-heading")
        else:
            following, emptied = line, None


def _same_or_higher(following: Line, line: Line) -> bool:
    """Whether the line that follows a heading is a heading of its level or above."""
    return following.block.kind == "heading" and str(following.block.element.tag) <= str(line.block.element.tag)
