"""Removal of other articles below the first one, as pages have them that load the next story on and on.

Each story is an element of its own with its own headline. Entries of a live blog and parts of an article look alike,
but the page's headline stands above all of them, and not in the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import BlockState, LineRanges, is_running_text
from newscrawl.text import fold, matches_folded


def remove_other_stories(lines: Sequence[BlockState], container: HtmlElement, *, title: str | None) -> None:
    """Remove the lines of each `article` beside the one that has the headline, if it has a headline of its own.

    :param title: the headline of the page; without it, the `h1` is the headline.
    """
    if sum(1 for _ in islice(container.iterdescendants("article"), 2)) < 2:
        return
    line_ranges = LineRanges(lines, container)
    stories = [element for element in line_ranges if element.tag == "article"]
    own = next((story for story in stories if _has_headline(lines[line_ranges[story]], title)), None)
    if own is None:
        return
    for story in stories:
        story_lines = lines[line_ranges[story]]
        if story.getparent() is own.getparent() and story is not own and _is_story(story_lines):
            for line in story_lines:
                line.remove("teaser", "structure:other-story")


def _has_headline(lines: Sequence[BlockState], title: str | None) -> bool:
    """Whether the lines begin with the headline, perhaps behind a label, and have a paragraph below it."""
    headings = [line.block for line in lines if line.block.kind == "heading"]
    if not headings or not any(is_running_text(line.block) and line.block.kind != "heading" for line in lines):
        return False
    return matches_folded(headings[0].text, fold(title)) if title else headings[0].element.tag == "h1"


def _is_story(lines: Sequence[BlockState]) -> bool:
    """Whether a heading is the first line but for labels, and a paragraph follows it."""
    first = next((line.block for line in lines if line.block.kind == "heading" or is_running_text(line.block)), None)
    return first is not None and first.kind == "heading"
