"""Lines between the article's paragraphs that a weak rule has removed, and that belong to the text all the same.

A rule that needs no word, such as "nothing but a link", is right around an article more often than within it. Between
two paragraphs of the article stand its own sub-headings, lists, tables, questions and linked sources. Each exception
below keeps at least twice as many lines of articles as foreign ones on pages of publishers that nobody looked at
(`benchmarks.transfer`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, is_running_text
from newscrawl.items import BlockKind, RemovalReason

_QUESTION_MARKS = ("?", "？", "؟", ";")
"""The last of them is the Greek one."""
_SENTENCE_ENDS = (*FULL_STOPS, *_QUESTION_MARKS, "!", "！")

_LISTED_KINDS: frozenset[BlockKind] = frozenset({"item", "table", "pre"})
"""Kinds of blocks that are no labels: a list or a table within the text is the article's."""
_HEADING_REASONS: frozenset[RemovalReason] = frozenset({"navigation", "repeated_byline", "caption"})
"""Reasons of class hints that sub-headings have by chance (`tag`, `time`, `header`); a widget's heading has others."""

_MIN_OUTWARD_HEADINGS = 2
"""So many headings of one style that link to other sites head the parts of a list of products or places; one may be a
teaser."""


def restore_lines_in_text(lines: Sequence[BlockState], content_styles: Set[str]) -> None:
    """Keep the removed lines between the first and the last paragraph of the article that belong to it.

    :param content_styles: the style signatures of the article's running text.
    """
    paragraphs = [index for index, line in enumerate(lines) if line.is_kept and _is_content_paragraph(line)]
    if not paragraphs or all(line.is_kept for line in lines):
        return
    style_counts = Counter(line.block.style_signature for line in lines)
    # From the end: whether a heading has kept text below it must be known before the heading is looked at.
    for index in range(paragraphs[-1] - 1, paragraphs[0], -1):
        line, following = lines[index], lines[index + 1]
        if not line.is_kept and _belongs_to_text(line, following, content_styles, style_counts):
            line.restore()
    _restore_leading_heading(lines[: paragraphs[0] + 1], lines[paragraphs[0] :], style_counts)


def _restore_leading_heading(
    leading: Sequence[BlockState], text: Sequence[BlockState], style_counts: Counter[str]
) -> None:
    """Keep the heading right above the first paragraph if it looks like the headings further down."""
    if len(leading) > 1 and (heading := leading[-2]).block.kind == "heading" and not heading.is_kept:
        styles = {line.block.style_signature for line in text if line.is_kept and line.block.kind == "heading"}
        if heading.block.style_signature in styles and _belongs_to_text(heading, leading[-1], styles, style_counts):
            heading.restore()


def _is_content_paragraph(line: BlockState) -> bool:
    return line.is_content and line.block.kind != "heading" and is_running_text(line.block)


def _belongs_to_text(
    line: BlockState, following: BlockState, content_styles: Set[str], style_counts: Counter[str]
) -> bool:
    block, hint = line.block, line.class_hint
    style_count = style_counts[block.style_signature]
    has_content_style = block.style_signature in content_styles
    is_listed = block.kind in _LISTED_KINDS and style_count > 1
    is_heading = block.kind == "heading" and following.is_kept
    match line.rule:
        case "structure:apart":
            return (
                is_heading
                or is_listed
                or _is_question_with_answer(line, following)
                or (has_content_style and block.text.endswith(_SENTENCE_ENDS))
            )
        case "structure:outward-link-only":
            return is_listed or (block.kind == "heading" and style_count >= _MIN_OUTWARD_HEADINGS)
        case "structure:link-only":  # a heading that links to itself
            return is_heading and all(link.startswith("#") for link in block.links)
        case "structure:beside-headlines":
            return (is_listed and block.kind != "item") or (
                has_content_style and is_running_text(block) and block.text.endswith(FULL_STOPS)
            )
    if hint is None or hint.is_strong or line.rule != f"structure:{hint.name}":
        return False
    is_sentence_of_text = has_content_style and is_running_text(block) and block.text.endswith(FULL_STOPS)
    return is_sentence_of_text or (is_heading and hint.reason in _HEADING_REASONS)


def _is_question_with_answer(line: BlockState, following: BlockState) -> bool:
    """Whether the line is a question of an interview; a list of questions alone is a table of contents."""
    return (
        line.block.text.endswith(_QUESTION_MARKS)
        and following.is_kept
        and not following.block.text.endswith(_QUESTION_MARKS)
    )
