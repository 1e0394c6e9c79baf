"""Removal of the lines behind the text by what stands before them, with or without mark-up.

Prompts follow an article, and the headlines and captions of other articles follow the prompts. In plain text, and on
pages without links or class names, this order is all there is to know them by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from newscrawl.boilerplate.line_shapes import get_script, get_shape, is_body_paragraph
from newscrawl.boilerplate.lines import COLONS, BlockState
from newscrawl.bylines.organizations import find_agencies
from newscrawl.items import BlockKind, RemovalReason
from newscrawl.text import display_width, split_words

_PROMPT_REASONS: frozenset[RemovalReason | None] = frozenset(
    {"follow_topics", "comments", "paywall", "subscribe", "newsletter", "app_prompt", "teaser"}
)
"""The reasons of lines that follow an article."""
_CLOSING_REASONS: frozenset[RemovalReason | None] = frozenset({"follow_topics", "comments", "paywall", "subscribe"})
"""Those of them that rarely stand in the middle of a text, as a newsletter or a teaser does."""
_TEASER_RULES = ("structure:", "edges:")
_MIN_HEADLINE_SHARE = 0.6
"""The share of headlines among the lines after a prompt from which all of them are teasers."""
_CONTENT_KINDS = frozenset({"item", "table", "quote", "pre"})
"""Kinds of blocks that are not headlines of other articles, however short they are."""
_MAX_CREDIT_WORDS = 8
_COMMA = re.compile("[,，、،;]")
_NUMBER = re.compile(r"\d+")
_MIN_LIST_COMMAS, _MIN_NUMBERS = 4, 4
"""A line with so many commas is a list of names or places; one with so many numbers has prices or scores."""
_MIN_PROMPTS_IF_STRONG = 2
_MIN_HEADLINE_WIDTH, _MAX_LINES_IF_WEAK = 25, 20
"""One prompt alone may stand in the middle of a list. The lines behind it are headlines only if they are few, and if
half of them have the width of headlines: names, scores and verses are shorter."""


def remove_lines_behind_prompts(lines: Sequence[BlockState]) -> None:
    """Remove all lines after the first prompt that follows the last paragraph, if most of them are headlines.

    Sentences between that prompt and a later one stay: they are the text's last lines, and the first prompt stands in
    the text. So do sentences of some length one after the other, unless they are in another script. One prompt alone
    counts only where it looks like the paragraphs: a box in the text looks different.
    """
    last = _find_last_paragraph(lines)
    if last is None:
        return
    tail, paragraph = lines[last + 1 :], lines[last].block
    script = get_script(paragraph.text)
    _remove_between_prompts(tail)
    _remove_foreign_lines(tail, script)
    start = _find_prompt(tail, 0)
    while any(line.is_kept for line in tail[start:]):
        first_kept = next(index for index in range(start, len(tail)) if tail[index].is_kept)
        next_prompt = _find_prompt(tail, first_kept)
        if next_prompt < len(tail) and _is_own_line(tail[first_kept], script, paragraph.kind):
            start = next_prompt
            continue
        is_strong = sum(map(_is_prompt, tail[start:first_kept])) >= _MIN_PROMPTS_IF_STRONG
        if is_strong or tail[start].block.style_signature == paragraph.style_signature:
            _remove_if_headlines(tail[start:], script, paragraph.kind, is_strong=is_strong)
        return


def _remove_between_prompts(tail: Sequence[BlockState]) -> None:
    """Remove a line alone between two prompts of which the first stands only behind a text.

    Before the first of them, a line that ends in a colon goes as well: what it introduces is no text.
    """
    for line, behind in pairwise(tail):
        if line.is_kept and line.block.text.endswith(COLONS) and behind.reason in _CLOSING_REASONS:
            line.remove(behind.reason or "site_furniture", "edges:introduction-of-prompt")
    for before, line, behind in zip(tail, tail[1:], tail[2:], strict=False):
        if line.is_kept and before.reason in _CLOSING_REASONS and _is_prompt(behind) and line.block.kind != "heading":
            line.remove(before.reason or "site_furniture", "edges:between-prompts")


def _remove_foreign_lines(tail: Sequence[BlockState], script: str) -> None:
    """Remove a line in another script between two removed lines: the caption of another article's picture."""
    for before, line, behind in zip(tail, tail[1:], tail[2:], strict=False):
        if line.is_kept and not before.is_kept and not behind.is_kept and not _is_in(line, script):
            line.remove("teaser", "edges:foreign-script")


def _remove_if_headlines(lines: Sequence[BlockState], script: str, kind: BlockKind, *, is_strong: bool) -> None:
    """Remove the lines if most of them are headlines; teasers that were removed before count as such.

    :param lines: the lines from the first prompt on.
    :param script: of the last paragraph; `kind` is its kind.
    :param is_strong: whether several prompts stand before the first kept line.
    """
    kept = [line for line in lines if line.is_kept]
    own = [_is_own_line(line, script, kind) for line in kept]
    headlines = [line for line, is_own in zip(kept, own, strict=True) if not is_own]
    teasers = [index for index, line in enumerate(lines) if line.reason == "teaser"]
    if len(headlines) + len(teasers) < _MIN_HEADLINE_SHARE * (len(kept) + len(teasers)) or _has_passage(kept, own):
        return
    if not headlines:  # a line behind the last teaser may be a note of the article
        kept = [line for line in lines[: teasers[-1]] if line.is_kept]
    widths = [display_width(line.block.text, _MIN_HEADLINE_WIDTH) for line in headlines if _is_in(line, script)]
    if is_strong or (len(kept) <= _MAX_LINES_IF_WEAK and not (widths and median(widths) < _MIN_HEADLINE_WIDTH)):
        for line in kept:
            line.remove("teaser", "edges:behind-prompts")


def _has_passage(kept: Sequence[BlockState], own: Sequence[bool]) -> bool:
    """Whether two sentences of some length follow each other: captions have headlines between them."""
    long = [is_own and is_body_paragraph(line.block) for line, is_own in zip(kept, own, strict=True)]
    return any(first and second for first, second in pairwise(long))


def _is_in(line: BlockState, script: str) -> bool:
    return get_script(line.block.text) in (script, "")


def _is_prompt(line: BlockState) -> bool:
    """Whether the line is a prompt; headlines and captions, removed by their links or their script, are none."""
    return line.reason in _PROMPT_REASONS and not (line.reason == "teaser" and line.rule.startswith(_TEASER_RULES))


def _find_prompt(tail: Sequence[BlockState], start: int) -> int:
    """The index of the first prompt from this one on; the number of lines if there is none."""
    return next((index for index in range(start, len(tail)) if _is_prompt(tail[index])), len(tail))


def _find_last_paragraph(lines: Sequence[BlockState]) -> int | None:
    """The index of the last long paragraph, or of a shorter one behind it and before several prompts; None without any.

    Behind the prompts, captions may be as long as the shorter ones.
    """
    kept = [index for index, line in enumerate(lines) if line.is_kept and line.block.kind != "heading"]
    long = next((index for index in reversed(kept) if get_shape(lines[index].block.text) == "paragraph"), None)
    behind = lines if long is None else lines[long + 1 :]
    end = len(lines) - len(behind) + _find_prompt_group(behind)
    short = [index for index in kept if (long or 0) <= index < end and is_body_paragraph(lines[index].block)]
    return short[-1] if short else long


def _find_prompt_group(lines: Sequence[BlockState]) -> int:
    """The index of the first of several prompts without a kept line between them; the number of lines without any."""
    first = count = 0
    for index, line in enumerate(lines):
        if line.is_kept:
            count = 0
        elif _is_prompt(line):
            first = first if count else index
            count += 1
            if count >= _MIN_PROMPTS_IF_STRONG:
                return first
    return len(lines)


def _is_own_line(line: BlockState, script: str, kind: BlockKind) -> bool:
    """Whether a line may be the article's: it is no headline, and in the script of the article."""
    block = line.block
    if block.kind in _CONTENT_KINDS and block.kind != kind and not block.links:
        return True
    is_credit = len(split_words(block.text)) <= _MAX_CREDIT_WORDS and bool(find_agencies(block.text))
    is_list = len(_COMMA.findall(block.text)) >= _MIN_LIST_COMMAS or len(_NUMBER.findall(block.text)) >= _MIN_NUMBERS
    return (is_credit or is_list or get_shape(block.text) != "label") and _is_in(line, script)
