"""Removal of the header's lines by what they say and where they stand, with or without mark-up.

The header is what stands before the first paragraph: kicker, standfirst, bylines, dates, share labels and the caption
of the picture. Some pages have a part of it between the first paragraph and the second. A header is known by lines that
cannot be text: a byline, a line twice, a caption with its credit, a prompt that was removed before. Labels before the
last of them belong to it; sentences do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from statistics import median

from newscrawl.boilerplate.line_shapes import get_doubled_half, get_shape, is_body_paragraph
from newscrawl.boilerplate.lines import BlockState
from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.text_credits import find_byline_rule, fold_names, has_byline_word
from newscrawl.bylines.vocabulary import is_unspaced_script
from newscrawl.items import BlockKind
from newscrawl.text import display_width, fold, split_words

_MAX_HEADER_LINES = 40
"""Lines of the container that are searched for the first two paragraphs."""
_MAX_LINES_BETWEEN = 15
"""Lines between the first two paragraphs that may be a part of the header."""
_MAX_LABEL_WIDTH = 100
"""Characters of the longest line that is judged as a byline or a share label."""
_MAX_LAST_LABEL_WORDS, _MAX_LAST_LABEL_WIDTH = 3, 24
"""Words and characters of a label right before the first paragraph: a longer one may be a sub-heading or a verse."""
_MAX_STANDFIRST_RATIO = 0.75
"""A standfirst that is a sentence has less than this part of the width of the article's paragraphs."""
_MIN_STANDFIRST_CHARS, _MAX_STANDFIRST_WIDTH = 40, 300

_OPEN_ENDS = (",", "，", "、", "-", "–", "—", "&")
"""Ends of a line that goes on in the next one, or that greets: "Dear friends,"."""
_NUMBER = re.compile(r"\d+")
_YEAR_OR_TIME = re.compile(r"(?<!\d)\d{4}(?!\d)|\d[:：]\d\d(?!\d)")
_MAX_DATE_WIDTH, _MAX_DATE_WORDS = 60, 4
"""Characters of the longest line that gives a date, and its words besides the numbers."""

BYLINE_RULE, NAME_RULE, STANDFIRST_RULE = "edges:byline", "edges:name", "edges:standfirst"


@dataclass(frozen=True, slots=True, kw_only=True)
class _HeaderContext:
    """What the lines of a header are compared with."""

    language: str | None
    description: str | None
    """The standfirst, folded, if the page declares one."""
    names: Sequence[str]
    """The folded names of the page's byline."""
    counts: Counter[str]
    """How often each short line stands in the header, folded."""
    kinds: frozenset[BlockKind]
    """The kinds of blocks that labels of the header have: where all text is a list, they are items of it, too."""


def remove_header_lines(
    lines: Sequence[BlockState], *, description: str | None, language: str | None, names: Sequence[str]
) -> None:
    """Remove the lines of the header that the passes before it have left.

    :param description: the standfirst, if the page declares one.
    :param language: the language of the text, as a BCP 47 tag, for its bylines.
    :param names: the folded names of the byline, longest first, if the page states any.
    """
    paragraphs = _find_paragraphs(lines[:_MAX_HEADER_LINES])
    if not paragraphs:
        return
    first = paragraphs[0]
    second = paragraphs[1] if len(paragraphs) > 1 else first + 1
    before, between = lines[:first], lines[first + 1 : second]
    if len(between) > _MAX_LINES_BETWEEN:
        between = []
    kinds: frozenset[BlockKind] = frozenset({"paragraph", lines[first].block.kind})
    context = _HeaderContext(
        language=language,
        description=description and fold(description),
        names=names,
        counts=Counter(fold(line.block.text) for line in (*before, *between) if _is_short(line, kinds)),
        kinds=kinds,
    )
    is_headed = _remove_run(before, context, is_first=True)
    if _remove_run(between, context, is_first=False) and not is_headed:
        _remove_standfirst(lines[first], lines, context)


def find_header_byline(lines: Sequence[BlockState], *, with_names: bool = False) -> str | None:
    """The first byline that `remove_header_lines` has removed, as it stood.

    :param with_names: whether a name alone that stands there once counts as well.
    """
    rules = (BYLINE_RULE, NAME_RULE) if with_names else (BYLINE_RULE,)
    return next((line.block.text for line in lines if line.rule in rules), None)


def find_standfirst(lines: Sequence[BlockState]) -> str | None:
    """The standfirst that `remove_header_lines` has removed."""
    return next((line.block.text for line in lines if line.rule == STANDFIRST_RULE), None)


def _find_paragraphs(lines: Sequence[BlockState]) -> list[int]:
    """The indexes of the first two kept paragraphs."""
    indexes: list[int] = []
    for index, line in enumerate(lines):
        if line.is_kept and is_body_paragraph(line.block):
            indexes.append(index)
            if len(indexes) > 1:
                break
    return indexes


def _is_short(line: BlockState, kinds: Set[BlockKind]) -> bool:
    return line.block.kind in kinds and len(line.block.text) <= _MAX_LABEL_WIDTH


def _remove_run(run: Sequence[BlockState], context: _HeaderContext, *, is_first: bool) -> bool:
    """Remove the header's lines from a run of lines without a paragraph; return whether it holds a byline.

    :param is_first: whether the run stands before the first paragraph: there a name alone is a byline. Behind it, a
        name may be a sub-heading, unless another line of the header is beside it.
    """
    kept = [line for line in run if line.is_kept]
    if not kept:
        return False
    certain = [line for line in kept if _remove_certain(line, context)]
    has_other = bool(certain) or len(kept) < len(run)
    for line in kept:
        if line.is_kept and (is_first or has_other) and _is_name(line, context):
            line.remove("repeated_byline", NAME_RULE)
    removed = [index for index, line in enumerate(run) if not line.is_kept]
    has_byline = any(line.reason == "repeated_byline" for line in kept)
    if removed and (is_first or has_byline):
        for index, line in enumerate(run):
            is_last = index > removed[-1]
            if is_first and not is_last and _is_standfirst(line, context):
                line.remove("site_furniture", STANDFIRST_RULE)
            elif _is_header_label(line, context, is_last=is_last, is_first=is_first):
                line.remove("site_furniture", "edges:label-in-header")
    return has_byline


def _remove_certain(line: BlockState, context: _HeaderContext) -> bool:
    """Remove a line that is no text whatever stands around it; return whether it was one."""
    if not _is_short(line, context.kinds):
        return False
    text = line.block.text
    byline_rule = _find_byline_rule(line, context)
    if byline_rule is not None and (byline_rule != "name" or context.counts[fold(text)] > 1):
        line.remove("repeated_byline", BYLINE_RULE)
    elif context.counts[fold(text)] > 1 or get_doubled_half(text):
        line.remove("site_furniture", "edges:line-twice")
    elif _is_date(text):
        line.remove("repeated_byline", "edges:dateline")
    else:
        return False
    return True


def _is_name(line: BlockState, context: _HeaderContext) -> bool:
    """Whether the line is a name alone. Where the page states its author, another name may be anything."""
    return not context.names and _is_short(line, context.kinds) and _find_byline_rule(line, context) is not None


def _find_byline_rule(line: BlockState, context: _HeaderContext) -> str | None:
    """In which way the line is a byline: "name" for a name alone; None if it is none."""
    text = line.block.text
    if get_shape(text) != "label" or text.endswith(_OPEN_ENDS):
        return None
    if rule := find_byline_rule(text, context.names):
        return rule if rule != "name" else "known"
    if _NUMBER.search(text) and not _YEAR_OR_TIME.search(text):
        return None  # scores
    parsed = parse_byline(text, language=context.language)
    if not parsed.has_people or not all(" " in name or is_unspaced_script(name) for name in parsed.authors):
        return None
    rule = find_byline_rule(text, fold_names(parsed.authors))
    return "name" if rule == "with_words" and not has_byline_word(text) else rule


def _is_date(text: str) -> bool:
    """Whether the line gives a date or a time and says little else, in any language."""
    return (
        display_width(text, _MAX_DATE_WIDTH + 1) <= _MAX_DATE_WIDTH
        and len(_NUMBER.findall(text)) > 1
        and bool(_YEAR_OR_TIME.search(text))
        and sum(not word.isdigit() for word in split_words(text)) <= _MAX_DATE_WORDS
        and get_shape(text) == "label"
    )


def _is_header_label(line: BlockState, context: _HeaderContext, *, is_last: bool, is_first: bool) -> bool:
    """Whether a kept line among the header's lines is a label of the header.

    :param is_last: whether no other line of the header stands between the line and the paragraph.
    """
    block = line.block
    if not line.is_kept or not _is_short(line, context.kinds) or get_shape(block.text) != "label":
        return False
    if block.text.endswith(_OPEN_ENDS):
        return False
    if not is_last:
        return len(block.text) < _MIN_STANDFIRST_CHARS
    return (
        is_first
        and len(split_words(block.text)) <= _MAX_LAST_LABEL_WORDS
        and display_width(block.text, _MAX_LAST_LABEL_WIDTH + 1) <= _MAX_LAST_LABEL_WIDTH
    )


def _is_standfirst(line: BlockState, context: _HeaderContext) -> bool:
    """Whether a kept line before a byline is the standfirst: the one that the page declares, else a long label."""
    text = line.block.text
    if not line.is_kept or line.block.kind not in context.kinds:
        return False
    if context.description:
        return fold(text) == context.description
    return len(text) >= _MIN_STANDFIRST_CHARS and get_shape(text) == "label"


def _remove_standfirst(line: BlockState, lines: Sequence[BlockState], context: _HeaderContext) -> None:
    """Remove the first paragraph if it is the standfirst: a byline follows it, and no other stands before it.

    It is the one that the page declares. If the page declares none, it is shorter than the paragraphs are.
    """
    text = line.block.text
    if context.description:
        if fold(text) == context.description:
            line.remove("site_furniture", STANDFIRST_RULE)
        return
    width = display_width(text, _MAX_STANDFIRST_WIDTH)
    widths = [
        display_width(other.block.text, _MAX_STANDFIRST_WIDTH)
        for other in lines
        if other.is_kept and other is not line and is_body_paragraph(other.block)
    ]
    if widths and width <= _MAX_STANDFIRST_WIDTH and width < _MAX_STANDFIRST_RATIO * median(widths):
        line.remove("site_furniture", STANDFIRST_RULE)
